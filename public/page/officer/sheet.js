/** A sheet over the list: what is changed in it is read anew, and closing it leads back to the line that it belongs to. */

import { reveal } from "./reveal.js";

/** @typedef {import("../desk/stats.js").Desk} Desk */

/**
 * What a card calls when something changed: `changed` for what stands in the list, `refresh` to read and draw all anew and
 * go on at the address or forwarding of that id ("": at the top; none: the focus stays where it is).
 *
 * @typedef {{ changed: () => void, refresh: (focus?: string) => Promise<Desk> }} Calls
 */

/**
 * @param {{ close: () => void, element: HTMLDialogElement }} sheet
 * @param {string} id of the line
 * @param {Calls} calls of the list
 * @param {(desk: Desk) => string | undefined} redraw draws the sheet anew, and answers its heading; nothing: it is gone
 * @returns {Calls} for what is done in the sheet
 */
export function refreshing(sheet, id, calls, redraw) {
  let back = id;
  sheet.element.addEventListener("close", () => reveal(back));
  return {
    changed: calls.changed,
    refresh: async (focus) => {
      const desk = await calls.refresh();
      const heading = focus === undefined || focus === id ? redraw(desk) : undefined;
      if (heading !== undefined) {
        nameAnew(sheet.element, heading);
        return desk;
      }
      back = focus ?? "";
      sheet.close();
      return desk;
    },
  };
}

/** What had the focus was drawn anew, so it goes to the heading. @param {HTMLDialogElement} sheet @param {string} heading */
function nameAnew(sheet, heading) {
  const title = sheet.querySelector(".dialog-head h2");
  if (!(title instanceof HTMLElement)) return;
  title.textContent = heading;
  title.tabIndex = -1;
  const above = [...document.querySelectorAll("dialog[open]")].at(-1);
  if (above && above !== sheet) above.addEventListener("close", () => title.focus(), { once: true });
  else title.focus();
}
