/** Leads to a line of the list by its id: unfolds what hides it, and gives it the focus. */

import { focusWhenFree } from "../kit/dialog.js";

/** @param {string} id of an address or a forwarding; "" for the top */
export function reveal(id) {
  const line = id ? document.querySelector(`main [data-id="${CSS.escape(id)}"]`) : document.querySelector("main");
  const folded = line?.parentElement?.closest(".address")?.querySelector(".fold[aria-expanded=false]");
  if (folded instanceof HTMLElement) folded.click();
  const target = line?.querySelector(id ? ":is(.fold, .row, h2, h3)" : "h1");
  if (target instanceof HTMLElement) focusWhenFree(target);
}
