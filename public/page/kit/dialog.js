/** One dialog at a time. The browser's own <dialog> keeps the focus inside and gives it back when it closes. */

import { words } from "../i18n.js";
import { enterHistory } from "./dialog-history.js";
import { button, byId, el, freshId } from "./dom.js";
import { form } from "./form.js";
import { clearOutcome } from "./outcome.js";
import { hasTyped } from "./typed.js";

/**
 * @param {string} heading
 * @param {import("./dom.js").Child[]} content
 * @returns {{ close: () => void, element: HTMLDialogElement }}
 */
export function openDialog(heading, content) {
  clearOutcome();
  const id = freshId();
  const element = el("dialog", { "aria-labelledby": id });
  const close = () => element.close();
  const head = el("div", { class: "dialog-head" }, el("h2", { id }, heading), closeButton(close));
  element.append(head, ...content.filter((child) => child instanceof Node));
  const leave = leaver(element, head);
  listenForEscape(element, leave);
  element.addEventListener("close", () => {
    const under = [...document.querySelectorAll("dialog[open] .dialog-head")].at(-1) ?? document.body;
    under.append(byId("outcome"));
    element.remove(); // And with it whatever was typed in.
  });
  document.body.append(element);
  element.showModal();
  enterHistory(element, leave);
  head.append(byId("outcome")); // Outside an open dialog nothing is read out, and a slip must not cover its buttons.
  return { close, element };
}

/** @param {() => void} close */
function closeButton(close) {
  const cross = button("✕", close, "quiet cross");
  cross.setAttribute("aria-label", words().shell.close);
  return cross;
}

/**
 * Leaves a dialog by what may have been a slip, Escape or Back: not before somebody has said what is to become of what was
 * typed in.
 *
 * @param {HTMLDialogElement} element @param {HTMLElement} head
 */
function leaver(element, head) {
  const { shell } = words();
  const id = freshId();
  /** @type {Element | null} */
  let cameFrom = null;
  const goOn = () => {
    question.hidden = true;
    if (cameFrom instanceof HTMLElement) cameFrom.focus();
  };
  const stay = button(shell.keepTyping, goOn, "primary");
  const discard = button(shell.discard, () => element.close(), "danger-quiet");
  const question = el(
    "div",
    { class: "unsent", role: "group", "aria-labelledby": id, hidden: true },
    el("p", { id }, shell.unsent),
    el("div", { class: "buttons" }, stay, discard),
  );
  head.append(question);
  return () => {
    if (!hasTyped(element)) return element.close();
    if (!question.hidden) return goOn();
    cameFrom = document.activeElement;
    question.hidden = false;
    stay.focus();
  };
}

/** @param {HTMLDialogElement} element @param {() => void} leave */
function listenForEscape(element, leave) {
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault(); // Chrome closes at a second Escape, whatever `cancel` says.
    event.stopPropagation();
    if (!emptySearch(event.target)) leave();
  });
  element.addEventListener("cancel", (event) => {
    if (event.target !== element) return; // A file chooser has a `cancel`, too.
    event.preventDefault();
    leave();
  });
}

/** @param {EventTarget | null} target @returns {boolean} whether there was something to empty */
function emptySearch(target) {
  if (!(target instanceof HTMLInputElement) || target.type !== "search" || target.value === "") return false;
  target.value = "";
  target.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

/**
 * A dialog that asks for something and closes once it is done.
 *
 * @param {{
 *   heading: string, content: import("./dom.js").Child[], submit: string, danger?: boolean,
 *   onSubmit: (values: import("./form.js").Values) => Promise<void>, readAgain?: import("./form.js").ReadAgain,
 * }} wish
 */
export function ask(wish) {
  const cancel = () => dialog.close();
  const onSubmit = async (/** @type {import("./form.js").Values} */ values) => {
    await wish.onSubmit(values);
    dialog.close();
  };
  const { submit, danger = false, readAgain } = wish;
  const asked = form(wish.content, { submit, danger, cancel, onSubmit, readAgain });
  const dialog = openDialog(wish.heading, [asked]);
  /** @type {HTMLElement | null} */ (asked.querySelector("input, textarea, select"))?.focus();
}

/**
 * Puts the focus on what a dialog has made. Under an open dialog nothing can have it, and a closing one gives it back to a
 * button that may be gone.
 *
 * @param {HTMLElement} target
 */
export function focusWhenFree(target) {
  const open = document.querySelector("dialog[open]");
  if (open) open.addEventListener("close", () => target.focus(), { once: true });
  else target.focus();
}

/** @param {string[]} paragraphs */
export function paragraphs(paragraphs) {
  return paragraphs.map((text) => el("p", {}, text));
}
