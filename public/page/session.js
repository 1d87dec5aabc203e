/**
 * Which API the page talks to, and with which token. At its own host the token is shown once, for a cookie that no script can read;
 * for another API it lives as long as the browser tab and belongs to that one:
 * a link with `?api=https://evil.example` must not carry it there. (On the worker's own host the content security policy
 * forbids any other API anyway.)
 */

const API_KEY = "safetyanswer.api";

/** @returns {string} the API's origin, "" for the page's own */
function chosenApi() {
  const asked = new URLSearchParams(location.search).get("api") ?? localStorage.getItem(API_KEY) ?? "";
  try {
    const url = new URL(asked);
    return url.protocol === "https:" || isLocal(url.hostname) ? url.origin : "";
  } catch {
    return ""; // Not a URL: the page's own origin.
  }
}

const api = chosenApi();

export const apiOrigin = () => api;

/** The host that the token is sent to, shown before anybody types one in. */
export const apiHost = () => (api ? new URL(api).host : location.host);

export const token = () => sessionStorage.getItem(tokenKey()) ?? "";

/** @param {string} value */
export function keepToken(value) {
  sessionStorage.setItem(tokenKey(), value);
}

export function dropToken() {
  sessionStorage.removeItem(tokenKey());
}

/** Whether this browser holds a session's cookie, as far as a page can know: it cannot see it. */
const SESSION_KEY = "safetyanswer.session";

/** The cookie stands in the token's place from now on. */
export function keepSession() {
  dropToken();
  localStorage.setItem(SESSION_KEY, "1");
}

export const mayHaveSession = () => localStorage.getItem(SESSION_KEY) === "1";

/** Somebody has signed out, and the server may not have heard of it. */
export function leaveSession() {
  if (mayHaveSession()) localStorage.setItem(SESSION_KEY, "leaving");
}

export const isLeaving = () => localStorage.getItem(SESSION_KEY) === "leaving";

export function dropSession() {
  localStorage.removeItem(SESSION_KEY);
}

/** Only an API that has accepted a sign-in is remembered: a stray link changes nothing for good. */
export function rememberApi() {
  if (api) localStorage.setItem(API_KEY, api);
  else localStorage.removeItem(API_KEY);
}

/** `npm start` prints a link with `#token=…`; anywhere else a link must not sign anybody in. */
export function takeTokenFromLink() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!given || !isLocal(location.hostname)) return;
  keepToken(given);
  history.replaceState(null, "", location.pathname + location.search);
}

/** Whether the page runs in local development, the only place with a "Try it" panel. */
export const inDevelopment = () => api === "" && isLocal(location.hostname);

/** @param {string} hostname */
function isLocal(hostname) {
  return hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
}

function tokenKey() {
  return `safetyanswer.token ${api}`;
}
