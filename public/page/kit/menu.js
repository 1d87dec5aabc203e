/**
 * A button with a few more things to do, among them the dangerous ones. The browser's own popover lies above everything,
 * pushes nothing aside, and closes on Escape or on a press elsewhere.
 */

import { words } from "../i18n.js";
import { button, el, freshId, svg } from "./dom.js";

/** @typedef {{ text: string, act: () => void, danger?: boolean }} MenuItem */

/** Pixels between a menu and its button, and between a menu and the edge of the screen. */
const GAP = 6;

/** @param {string} about what the menu is for, as a screen reader says it @param {(MenuItem | false)[]} items */
export function menu(about, items) {
  const id = freshId();
  const dots = svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }, [5, 12, 19].map(dot));
  const opener = el("button", { type: "button", class: "quiet dots", popovertarget: id }, dots);
  opener.setAttribute("aria-label", words().shell.moreFor(about));
  const listed = items.filter((item) => item !== false).map((item) => menuItem(item, () => list.hidePopover()));
  const list = el("ul", { id, class: "menu", popover: "auto", "aria-label": words().shell.moreFor(about) }, listed);
  list.addEventListener("toggle", () => placeBelow(list, opener));
  const holder = el("div", { class: "menu-holder" }, opener, list);
  holder.addEventListener("keydown", (event) => closeByEscape(event, list, opener));
  return holder;
}

/** @param {number} x */
const dot = (x) => svg("circle", { cx: x, cy: 12, r: 1.2 });

/** @param {MenuItem} item @param {() => void} close */
function menuItem({ text, act, danger }, close) {
  const press = () => {
    close();
    act();
  };
  return el("li", {}, button(text, press, danger ? "item danger-text" : "item"));
}

/** The menu alone, not the dialog that it stands in. @param {KeyboardEvent} event @param {HTMLElement} list @param {HTMLElement} opener */
function closeByEscape(event, list, opener) {
  if (event.key !== "Escape" || !list.matches(":popover-open")) return;
  event.preventDefault();
  event.stopPropagation();
  list.hidePopover();
  opener.focus();
}

/** Below its button where there is room, else above it. @param {HTMLElement} list @param {HTMLElement} opener */
function placeBelow(list, opener) {
  const { top, bottom, right } = opener.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const fits = bottom + GAP + height <= innerHeight;
  list.style.left = `${Math.max(GAP, right - width)}px`;
  list.style.top = `${fits ? bottom + GAP : Math.max(GAP, top - GAP - height)}px`;
}
