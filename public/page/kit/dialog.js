/** One dialog at a time. The browser's own <dialog> keeps the focus inside and gives it back when it closes. */

import { words } from "../i18n.js";
import { button, byId, el, freshId } from "./dom.js";
import { form } from "./form.js";
import { clearOutcome } from "./outcome.js";

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
  element.addEventListener("close", () => {
    const under = [...document.querySelectorAll("dialog[open] .dialog-head")].at(-1) ?? document.body;
    under.append(byId("outcome"));
    element.remove(); // And with it whatever was typed in.
  });
  document.body.append(element);
  element.showModal();
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
 * A dialog that asks for something and closes once it is done.
 *
 * @param {{
 *   heading: string, content: import("./dom.js").Child[], submit: string, danger?: boolean,
 *   onSubmit: (values: import("./form.js").Values) => Promise<void>,
 * }} wish
 */
export function ask(wish) {
  const cancel = () => dialog.close();
  const onSubmit = async (/** @type {import("./form.js").Values} */ values) => {
    await wish.onSubmit(values);
    dialog.close();
  };
  const asked = form(wish.content, { submit: wish.submit, danger: wish.danger ?? false, cancel, onSubmit });
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
