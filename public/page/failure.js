/** What to tell somebody whose call failed. */
import { ApiError } from "./api.js";
import { words } from "./i18n.js";

/** @param {unknown} error @returns {string} what happened, in the page's language */
export function explain(error) {
  if (!(error instanceof ApiError)) throw error; // A fault of this page: the console shows it.
  const detail = error.message && explainsMore(error.status) ? ` ${words().failure.details(error.message)}` : "";
  return plainWords(error.status) + detail;
}

/** @param {number} status of HTTP, 0 when the server could not be reached */
function plainWords(status) {
  const { failure } = words();
  switch (status) {
    case 0:
      return failure.offline;
    case 400:
      return failure.invalid;
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

/** Where the server knows more than the status says. @param {number} status */
function explainsMore(status) {
  return status === 400 || status === 409 || status >= 500;
}
