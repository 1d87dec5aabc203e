/** The version that runs, as /api/health says: what to name when something is reported. */
import { el } from "./dom.js";

/** @type {Promise<string> | undefined} asked once a visit */
let asked;

/** An element that fills itself; it stays empty where nothing answers. @param {string} origin the API's */
export function versionMark(origin) {
  const mark = el("small", { class: "version" });
  asked ??= fetch(`${origin}/api/health`)
    .then((response) => response.json())
    .then(({ version = "" }) => String(version))
    .catch(() => "");
  void asked.then((version) => {
    mark.textContent = version && ` ${version}`;
  });
  return mark;
}
