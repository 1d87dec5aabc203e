/** A list that grows page by page, and says so to a screen reader by moving on to the first new row. */

import { words } from "../i18n.js";
import { button, el } from "./dom.js";
import { explain } from "./failure.js";
import { tellFailure } from "./outcome.js";

/**
 * @template T
 * @param {import("../api.js").Page<T>} first
 * @param {(cursor: string) => Promise<import("../api.js").Page<T>>} fetchMore
 * @param {(item: T) => HTMLElement} row
 * @param {string} none what stands there when there is nothing
 */
export function pagedList(first, fetchMore, row, none) {
  const list = el("ul", { class: "records" }, first.items.map(row));
  const holder = el("div", {}, first.items.length > 0 ? list : el("p", { class: "soft" }, none));
  let next = first.next;
  let busy = false;
  const more = button(words().shell.more, async () => {
    if (busy) return; // A second press would fetch the same page once more.
    busy = true;
    try {
      const page = await fetchMore(next ?? "");
      const rows = page.items.map(row);
      list.append(...rows);
      next = page.next;
      more.hidden = !next;
      rows[0]?.setAttribute("tabindex", "-1");
      rows[0]?.focus();
    } catch (error) {
      tellFailure(explain(error));
    } finally {
      busy = false;
    }
  });
  if (next) holder.append(more);
  return holder;
}
