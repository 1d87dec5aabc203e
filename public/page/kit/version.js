/** The version that runs: what to name when something is reported. */
import { el } from "./dom.js";

let known = "";
/** @type {HTMLElement | undefined} the one that is shown now */
let shown;

export function versionMark() {
  shown = el("small", { class: "version" }, known && ` ${known}`);
  return shown;
}

/** As an answer of the API says it. @param {string} version */
export function noteVersion(version) {
  known = version;
  shown?.replaceChildren(known && ` ${known}`);
}

/** Where no answer has said it: nobody has signed in. It stays empty where nothing answers. @param {string} origin the API's */
export function askVersion(origin) {
  if (known) return;
  fetch(`${origin}/api/health`)
    .then((response) => response.json())
    .then(({ version = "" }) => noteVersion(String(version)))
    .catch(() => undefined);
}
