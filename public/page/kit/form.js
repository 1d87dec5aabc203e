/** Fields with labels, hints and errors that belong to them, and forms that say what went wrong where it went wrong. */
import { ApiError } from "../api.js";
import { words } from "../i18n.js";
import { button, el, freshId } from "./dom.js";
import { explain, faultText, isChanged } from "./failure.js";
import { LIMITS } from "./limits.js";

/**
 * @typedef {{
 *   name: string, label: string, hint?: string, type?: "text" | "email" | "password" | "date", value?: string,
 *   required?: boolean, lines?: number, autocomplete?: string,
 * }} FieldWish
 * @typedef {HTMLInputElement | HTMLTextAreaElement} Control
 * @typedef {() => Promise<Readonly<Record<string, string>> | void>} ReadAgain answers what stands in the fields now
 */

/** @param {FieldWish} wish @returns {HTMLElement} label, control, hint and a place for an error */
export function field(wish) {
  const id = freshId();
  const control = wish.lines ? textArea(id, wish) : textInput(id, wish);
  if (wish.hint) control.setAttribute("aria-describedby", `${id}-hint`);
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, wish.label),
    wish.hint && el("p", { class: "hint", id: `${id}-hint` }, wish.hint),
    control,
    el("p", { class: "error", id: `${id}-error`, hidden: true }),
  );
}

/** @param {string} id @param {FieldWish} wish */
function textInput(id, wish) {
  const { name, type = "text", value = "", required, autocomplete = "off" } = wish;
  const plain = type === "email" ? { autocapitalize: "none", spellcheck: "false", inputmode: "email" } : {};
  const limits = { "aria-required": required ? "true" : undefined, maxlength: LIMITS[name] };
  return el("input", { id, name, type, value, ...limits, autocomplete, ...plain });
}

/** @param {string} id @param {FieldWish} wish */
function textArea(id, { name, lines, value = "" }) {
  return el("textarea", { id, name, rows: lines }, value);
}

/** @param {string} label @param {string} name @param {[string, string][]} options value and text @param {string} [value] */
export function choice(label, name, options, value) {
  const id = freshId();
  const listed = options.map(([key, text]) => el("option", { value: key, selected: key === value }, text));
  return el("div", { class: "field" }, el("label", { for: id }, label), el("select", { id, name }, listed));
}

/**
 * A form whose submit button waits for `onSubmit`; what fails is shown at its field, or above the button.
 *
 * @param {import("./dom.js").Child[]} content
 * @param {{
 *   submit: string, danger?: boolean, cancel?: () => void, onSubmit: (values: Values) => Promise<void>,
 *   readAgain?: ReadAgain | undefined,
 * }} wish
 */
export function form(content, wish) {
  const trouble = el("div", { class: "error", role: "alert", hidden: true });
  const submit = el("button", { type: "submit", class: wish.danger ? "danger" : "primary" }, wish.submit);
  const cancel =
    wish.cancel && el("button", { type: "button", class: "quiet", onclick: wish.cancel }, words().shell.cancel);
  const element = el("form", { novalidate: true }, content, trouble, el("div", { class: "buttons" }, submit, cancel));
  let busy = false;
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy || !check(element)) return;
    busy = true;
    submit.setAttribute("aria-busy", "true");
    trouble.hidden = true;
    try {
      await wish.onSubmit(new Values(element));
    } catch (error) {
      showTrouble(element, trouble, error);
      if (isChanged(error) && wish.readAgain) offerReading(element, trouble, wish.readAgain);
    } finally {
      busy = false;
      submit.removeAttribute("aria-busy");
    }
  });
  return element;
}

/** What was typed in. */
export class Values {
  /** @param {HTMLFormElement} element */
  constructor(element) {
    this.typed = new FormData(element);
  }

  /** @param {string} name @returns {string} trimmed, "" when there is no such field */
  text(name) {
    const value = this.typed.get(name);
    return typeof value === "string" ? value.trim() : "";
  }
}

/** Points at the first field that is empty or no address; the server checks the rest. @param {HTMLFormElement} element */
function check(element) {
  const inputs = [...element.querySelectorAll("input")];
  for (const input of inputs) markField(input, "");
  const wrong = inputs.find((input) => faultOf(input) !== "");
  if (!wrong) return true;
  markField(wrong, faultOf(wrong));
  wrong.focus();
  return false;
}

/** @param {HTMLInputElement} input */
function faultOf(input) {
  const value = input.value.trim();
  if (value === "") return input.getAttribute("aria-required") ? words().failure.missing : "";
  return input.type === "email" && !/^\S+@\S+$/.test(value) ? words().failure.noAddress : "";
}

/** @param {HTMLFormElement} element @param {HTMLElement} trouble @param {unknown} error */
function showTrouble(element, trouble, error) {
  const text = explain(error);
  const [first] = error instanceof ApiError ? markAll(element, error, text) : [];
  if (first) return first.focus();
  trouble.textContent = text;
  trouble.hidden = false;
}

/**
 * Somebody else was quicker: nothing is lost, and what they have made of it is read when it is asked for.
 *
 * @param {HTMLFormElement} element @param {HTMLElement} trouble @param {ReadAgain} readAgain
 */
function offerReading(element, trouble, readAgain) {
  const { failure } = words();
  const read = async () => {
    try {
      showNow(element, (await readAgain()) ?? {});
      trouble.replaceChildren(failure.readAnew);
      element.querySelector("button")?.focus();
    } catch (error) {
      trouble.replaceChildren(failure.notReadAgain(explain(error)), offer);
    }
  };
  const offer = button(failure.readAgain, read);
  trouble.append(" ", failure.typedStays, el("div", { class: "buttons" }, offer));
}

/** What was not touched follows; beside what was typed stands what is there now. @param {HTMLFormElement} element @param {Readonly<Record<string, string>>} now */
function showNow(element, now) {
  for (const [name, value] of Object.entries(now)) {
    const control = element.elements.namedItem(name);
    if (!isControl(control) || control.defaultValue === value) continue;
    const isTyped = control.value !== control.defaultValue;
    const typed = control.value;
    control.defaultValue = value;
    control.value = isTyped ? typed : value;
    if (isTyped) markField(control, words().failure.nowSays(value));
  }
}

/** Every field that the server found fault with. @param {HTMLFormElement} element @param {ApiError} error @param {string} text */
function markAll(element, { field, errors }, text) {
  const wrong = errors.length > 0 ? errors : [{ field, code: "" }];
  return wrong.flatMap(({ field: name, code }) => {
    const named = name ? element.elements.namedItem(name) : null;
    if (!isControl(named)) return [];
    markField(named, errors.length > 1 ? faultText(code, name) : text);
    return [named];
  });
}

/** @param {unknown} named @returns {named is Control} */
function isControl(named) {
  return named instanceof HTMLInputElement || named instanceof HTMLTextAreaElement;
}

/** @param {Control} input @param {string} fault "" when nothing is wrong */
function markField(input, fault) {
  const place = document.getElementById(`${input.id}-error`);
  if (!place) return;
  place.textContent = fault;
  place.hidden = fault === "";
  const hint = document.getElementById(`${input.id}-hint`) ? `${input.id}-hint ` : "";
  input.setAttribute("aria-describedby", `${hint}${fault ? place.id : ""}`.trim());
  if (fault) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}
