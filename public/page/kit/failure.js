/** What to tell somebody whose call failed. */
import { ACCESS_RAN_OUT, ApiError } from "../api.js";
import { wordFor, words } from "../i18n.js";
import { when } from "./format.js";

const CHANGED = 412;

/** Whether somebody else was quicker. @param {unknown} error */
export const isChanged = (error) => error instanceof ApiError && error.status === CHANGED;

/** @param {unknown} error @returns {string} what happened, in the page's language; never in the server's words */
export function explain(error) {
  if (!(error instanceof ApiError)) throw error; // A fault of this page: the console shows it.
  if (error.status === CHANGED) return whoWasQuicker(error);
  if (error.code) return faultText(error.code, error.field);
  if (error.status === 503 && error.field) return words().failure.setting(error.field);
  return plainWords(error.status);
}

/** Fields of the API that take one mail address: what is wrong with their form can be said better. */
const ADDRESSES = ["address", "destination", "receivedAs"];

/** @param {ApiError} error */
function whoWasQuicker({ change }) {
  const { failure, server } = words();
  if (!change) return failure.changed;
  return failure.changedBy(
    change.name || wordFor(server.actor, change.actor),
    wordFor(server.action, change.action),
    when(change.time),
  );
}

/** What is wrong with one field. @param {string} code of the contract @param {string} [field] */
export function faultText(code, field = "") {
  /** @type {Readonly<Record<string, string>>} */
  const known = words().server.fault;
  return known[code === "format" && ADDRESSES.includes(field) ? "not-an-address" : code] ?? words().failure.invalid;
}

/** @param {number} status of HTTP, 0 when the server could not be reached */
function plainWords(status) {
  const { failure } = words();
  switch (status) {
    case 0:
      return failure.offline;
    case 400:
      return failure.invalid;
    case ACCESS_RAN_OUT:
      return failure.accessRanOutHere;
    case 401:
    case 403:
      return failure.signedOut;
    case 404:
      return failure.notFound;
    case 409:
      return failure.conflict;
    case 413:
      return failure.tooLarge;
    case 429:
      return failure.slowDown;
    default:
      return failure.server;
  }
}
