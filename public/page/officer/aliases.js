/** The aliases of one forwarding: search, block, make void, and write first. */
import { api } from "../api.js";
import { words } from "../i18n.js";
import { ask, openDialog, paragraphs } from "../kit/dialog.js";
import { button, el, freshId } from "../kit/dom.js";
import { explain } from "../kit/failure.js";
import { nameOf, when } from "../kit/format.js";
import { announce, tell, tellFailure } from "../kit/outcome.js";
import { mayChange } from "../role.js";
import { askToBlock, blockNameless } from "./block.js";
import { writeFirst } from "./write-first.js";

/** @typedef {import("../api.js").Forwarding} Forwarding @typedef {import("../api.js").Alias} Alias */

/** @param {Forwarding} forwarding */
export async function openAliases(forwarding) {
  const said = words().alias;
  try {
    const book = { forwarding, aliases: await api.aliases(forwarding.id), wanted: "" };
    const list = el("ul", { class: "plain-list aliases" });
    const count = el("p", { class: "soft count" });
    const redraw = () => drawList(list, count, book);
    const added = (/** @type {Alias} */ alias) => {
      book.aliases.unshift(alias);
      redraw();
    };
    redraw();
    openDialog(said.heading(nameOf(forwarding)), [
      search(book, redraw),
      count,
      list,
      mayChange() && writeFirst(forwarding, added),
    ]);
  } catch (error) {
    tellFailure(explain(error));
  }
}

/** @typedef {{ forwarding: Forwarding, aliases: Alias[], wanted: string }} Book */

/** @param {Book} book @param {() => void} redraw */
function search(book, redraw) {
  const id = freshId();
  const input = el("input", { id, type: "search", autocomplete: "off", spellcheck: "false" });
  input.addEventListener("input", () => {
    book.wanted = input.value.trim().toLowerCase();
    redraw();
    announce(input.closest("dialog")?.querySelector(".count")?.textContent ?? "");
  });
  return el("div", { class: "field" }, el("label", { for: id }, words().alias.search), input);
}

/** @param {HTMLElement} list @param {HTMLElement} count @param {Book} book */
function drawList(list, count, book) {
  const said = words().alias;
  const found = book.aliases.filter((alias) => matches(alias, book.wanted));
  list.replaceChildren(...found.map((alias) => aliasRow(alias, book, () => drawList(list, count, book))));
  const nothing = book.aliases.length === 0 ? said.none : said.nothing;
  count.textContent = found.length === 0 ? nothing : said.count(found.length);
}

/** @param {Alias} alias @param {string} wanted */
function matches({ name, alias, correspondent }, wanted) {
  return [name, alias, correspondent].some((text) => text.toLowerCase().includes(wanted));
}

/** @param {Alias} alias @param {Book} book @param {() => void} redraw */
function aliasRow(alias, book, redraw) {
  const said = words().alias;
  const about = [alias.correspondent, alias.lastUsedAt && said.used(when(alias.lastUsedAt))]
    .filter(Boolean)
    .join(" · ");
  const block = button(alias.blocked ? said.unblock : said.block, () => toggleBlock(alias, book, block, redraw));
  const remove = button(said.delete, () => makeVoid(alias, book, redraw), "danger-quiet");
  for (const control of [block, remove]) control.setAttribute("aria-label", `${control.textContent}: ${callIt(alias)}`);
  return el(
    "li",
    { "data-id": alias.id },
    el(
      "div",
      { class: "who" },
      el("h3", { tabindex: "-1" }, callIt(alias)),
      el("p", { class: "mask" }, alias.alias),
      el("p", { class: "soft" }, about),
      alias.blocked && el("p", { class: "pill stopped" }, said.blocked),
    ),
    mayChange() && el("div", { class: "buttons" }, block, remove),
  );
}

/** @param {Alias} alias */
const callIt = (alias) => alias.name || words().alias.noName;

/** @param {Alias} alias @param {Book} book @param {HTMLButtonElement} control @param {() => void} redraw */
function toggleBlock(alias, book, control, redraw) {
  const list = control.closest("ul");
  const again = async () => {
    book.aliases = await api.aliases(book.forwarding.id);
    redraw();
    focusRow(list, alias.id);
    return book.aliases.find(({ id }) => id === alias.id);
  };
  if (alias.blocked) void release(alias, again);
  else
    (alias.nameless ? blockNameless : askToBlock)(
      alias,
      callIt(alias),
      book.forwarding.addressId,
      async () => void (await again()),
    );
}

/** What holds for the whole address is released there alone. @param {Alias} alias @param {() => Promise<Alias | undefined>} again */
async function release(alias, again) {
  const said = words().alias;
  try {
    await api.blockAlias(alias.id, false);
    const now = await again();
    if (now?.blocked) tellFailure(words().block.stillBlocked(callIt(alias)));
    else tell(said.unblockedNow(callIt(alias)));
  } catch (error) {
    tellFailure(words().failure.restored(explain(error)));
  }
}

/** @param {Element | null} list @param {string} id */
function focusRow(list, id) {
  const again = list?.querySelector(`[data-id="${CSS.escape(id)}"] button`);
  if (again instanceof HTMLElement) again.focus();
}

/** @param {Alias} alias @param {Book} book @param {() => void} redraw */
function makeVoid(alias, book, redraw) {
  const said = words().alias;
  ask({
    heading: said.confirmDelete(callIt(alias)),
    content: paragraphs([said.confirmText]),
    submit: said.delete,
    danger: true,
    onSubmit: async () => {
      await api.deleteAlias(alias.id);
      book.aliases = book.aliases.filter((one) => one !== alias);
      redraw();
      tell(said.deletedNow(callIt(alias)));
    },
  });
}
