/**
 * The slip at the lower edge that says what just happened. It stays until the next outcome or until it is dismissed,
 * never for a number of seconds: nobody has to be quick (WCAG 2.2 §2.2.1). It is the page's one live region and always
 * there: a screen reader does not read out what arrives together with its region.
 */

import { words } from "../i18n.js";
import { button, byId, calm, el } from "./dom.js";

/** @type {(() => void) | undefined} */
let undoLast;

/** Where the person was when the slip came. @type {Element | null} */
let cameFrom = null;

/** @param {string} text @param {() => void} [undo] */
export function tell(text, undo) {
  show(text, "slip done", undo);
}

/** @param {string} text */
export function tellFailure(text) {
  show(text, "slip failed", undefined);
}

/** What everybody else sees elsewhere on the page. @param {string} text */
export function announce(text) {
  show(text, "unseen", undefined);
}

export function clearOutcome() {
  const slip = said().parentElement;
  if (slip?.contains(document.activeElement) && cameFrom instanceof HTMLElement) cameFrom.focus();
  show("", "", undefined);
}

/** Ctrl+Z undoes the last switch, except where it already means something: in a field. */
export function listenForUndo() {
  document.addEventListener("keydown", (event) => {
    const asked = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!asked || !undoLast || isTextField(event.target)) return;
    event.preventDefault();
    undoLast();
  });
}

const said = () => byId("said");

/** @param {string} text @param {"" | "unseen" | "slip done" | "slip failed"} look @param {(() => void) | undefined} undo */
function show(text, look, undo) {
  const { shell } = words();
  const region = said();
  const slip = region.parentElement;
  if (!slip?.contains(document.activeElement)) cameFrom = document.activeElement;
  undoLast = undo;
  byId("outcome").setAttribute("aria-label", shell.outcome);
  if (slip) slip.className = look;
  region.setAttribute("role", look === "slip failed" ? "alert" : "status");
  region.textContent = calm(text);
  while (region.nextSibling) region.nextSibling.remove();
  if (undo) region.after(undoButton(undo));
  if (look.startsWith("slip")) slip?.append(dismissButton());
}

/** @param {() => void} undo */
function undoButton(undo) {
  const { shell } = words();
  const keys = { "aria-keyshortcuts": "Control+Z", "aria-describedby": "said", title: shell.undoKeys };
  return el("button", { type: "button", class: "quiet", ...keys, onclick: undo }, shell.undo);
}

function dismissButton() {
  const cross = button("✕", clearOutcome, "quiet cross");
  cross.setAttribute("aria-label", words().shell.dismiss);
  return cross;
}

/** @param {EventTarget | null} target */
function isTextField(target) {
  if (target instanceof HTMLInputElement) return target.type !== "checkbox" && target.type !== "radio";
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
