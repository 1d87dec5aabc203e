/**
 * The slip at the lower edge that says what just happened. It stays until the next outcome or until it is dismissed,
 * never for a number of seconds: nobody has to be quick (WCAG 2.2 §2.2.1).
 */

import { words } from "../i18n.js";
import { button, byId, el } from "./dom.js";

/** @type {(() => void) | undefined} */
let undoLast;

/** @param {string} text @param {() => void} [undo] */
export function tell(text, undo) {
  show(el("p", { role: "status" }, text), "done", undo);
}

/** @param {string} text */
export function tellFailure(text) {
  show(el("p", { role: "alert" }, text), "failed", undefined);
}

export function clearOutcome() {
  undoLast = undefined;
  byId("outcome").replaceChildren();
}

/** Ctrl+Z undoes the last switch, except where it already means something: in a field, or under an open dialog. */
export function listenForUndo() {
  document.addEventListener("keydown", (event) => {
    const asked = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!asked || !undoLast || isTextField(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    undoLast();
  });
}

/** @param {HTMLElement} message @param {"done" | "failed"} look @param {(() => void) | undefined} undo */
function show(message, look, undo) {
  const { shell } = words();
  undoLast = undo;
  const slip = el(
    "div",
    { class: `slip ${look}` },
    message,
    undo &&
      el("button", { type: "button", class: "quiet", "aria-keyshortcuts": "Control+Z", onclick: undo }, shell.undo),
    dismissButton(),
  );
  const region = byId("outcome");
  region.setAttribute("aria-label", shell.outcome);
  region.replaceChildren(slip);
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
