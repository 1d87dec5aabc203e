/** A list of things to open, one a line with a chevron. */
import { el, svg } from "./dom.js";

/** Points to the right: something opens. */
export function chevron() {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: "icon chevron", "aria-hidden": "true" },
    svg("path", { d: "M9 6l6 6-6 6" }),
  );
}

/** @typedef {{ text: string, note?: string, open: () => void }} RowWish */

/** @param {(RowWish | false)[]} wishes */
export function rows(wishes) {
  const listed = wishes.filter((wish) => wish !== false).map((wish) => el("li", {}, rowButton(wish)));
  return el("ul", { class: "rows" }, listed);
}

/** @param {RowWish} wish */
function rowButton({ text, note, open }) {
  return el(
    "button",
    { type: "button", class: "row", onclick: open, "aria-haspopup": "dialog" },
    el("span", {}, text),
    note && el("span", { class: "soft" }, note),
    chevron(),
  );
}
