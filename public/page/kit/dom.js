/**
 * The only place where elements are made. Text always enters as text, never as markup, so that a display name or a
 * subject that a stranger chose cannot become part of the page.
 */

/** @typedef {Node | string | number | null | undefined | false} Child */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element. An attribute that is `false` or `undefined` is left out, `true` stands without a value, and a
 * function under `onclick` and the like becomes a listener.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  dress(element, attributes, children);
  return element;
}

/**
 * The same for a drawing.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  dress(element, attributes, children);
  return element;
}

/**
 * @param {Element} element
 * @param {Record<string, unknown>} attributes
 * @param {(Child | Child[])[]} children
 */
function dress(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : calm(String(child)));
  }
}

/** No writing piles more than four marks on a letter; more than that only climbs over the neighbours. @param {string} text */
export const calm = (text) => text.replace(/(\p{M}{4})\p{M}+/gu, "$1");

/** @param {string} text @param {(event: Event) => void} onclick @param {string} [look] */
export function button(text, onclick, look = "quiet") {
  return el("button", { type: "button", class: look, onclick }, text);
}

let serial = 0;

/** An id that no other element of this page has. */
export function freshId() {
  serial += 1;
  return `i${serial}`;
}

/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no #${id}`);
  return element;
}
