/** What to tell somebody whose call failed. */
import { ACCESS_RAN_OUT, ApiError } from "../api.js";
import { words } from "../i18n.js";

/** @param {unknown} error @returns {string} what happened, in the page's language */
export function explain(error) {
  if (!(error instanceof ApiError)) throw error; // A fault of this page: the console shows it.
  if (error.message === "" || !explainsMore(error.status)) return plainWords(error.status);
  return serversWords(error.message) ?? `${plainWords(error.status)} ${words().failure.details(error.message)}`;
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

/** @param {string} detail @returns {string | undefined} */
function serversWords(detail) {
  const { server } = words();
  return server.detail[detail] ?? (server.speaksTheServersLanguage ? detail : undefined);
}

/** Where the server knows more than the status says. @param {number} status */
function explainsMore(status) {
  return status === 400 || status === 409 || status === 503;
}
