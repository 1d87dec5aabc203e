/** What came and where it went, with filters. We know that a mail was handed over, never that it was delivered. */
import { api } from "./api.js";
import { findMail } from "./desk/find-mail.js";
import { readAddresses } from "./desk/read-desk.js";
import { saveJournal } from "./export/tables.js";
import { wordFor, words } from "./i18n.js";
import { el, freshId } from "./kit/dom.js";
import { explain } from "./kit/failure.js";
import { choice } from "./kit/form.js";
import { nameOf, size, when } from "./kit/format.js";
import { menu } from "./kit/menu.js";
import { announce, tellFailure } from "./kit/outcome.js";
import { pagedList } from "./kit/paged-list.js";

/** @typedef {{ addresses: Map<string, string>, people: Map<string, string> }} Names */

const DIRECTIONS = /** @type {const} */ (["inbound", "reply", "shared", "notice"]);
const OUTCOMES = /** @type {const} */ (["sent", "retrying", "failed", "rejected", "suppressed"]);

/** @param {HTMLElement} main */
export async function showJournal(main) {
  const said = words().journal;
  const wanted = Object.fromEntries(new URLSearchParams(location.hash.split("?")[1] ?? ""));
  const filters = queryOf(wanted);
  const [addresses, first] = await Promise.all([readAddresses(), api.journal({ ...filters, limit: "25" })]);
  const names = namesOf(addresses);
  const list = el("div", {}, entries(first, filters, names));
  const shown = { filters };
  const more = menu(said.heading, [{ text: words().table.saveJournal, act: () => saveJournal(shown.filters, names) }]);
  main.replaceChildren(
    el("h1", { tabindex: "-1" }, said.heading),
    findMail(names),
    el("p", { class: "soft" }, said.intro),
    el("section", { class: "card" }, filterForm(names, list, wanted, shown), more, list),
  );
}

/** @param {import("./api.js").AddressWithForwardings[]} addresses @returns {Names} */
function namesOf(addresses) {
  const people = addresses.flatMap(({ forwardings }) => forwardings);
  return {
    addresses: new Map(addresses.map(({ id, address }) => [id, address])),
    people: new Map(people.map((one) => [one.id, nameOf(one)])),
  };
}

/** What the filters ask the API for. @param {Record<string, string>} chosen @returns {Record<string, string>} */
function queryOf({ addressId = "", direction = "", outcome = "", since = "", unansweredDays = "" }) {
  const from = since && new Date(`${since}T00:00`).toISOString();
  const [, days = unansweredDays] = outcome.split("unanswered-");
  return {
    addressId,
    direction,
    outcome: outcome.startsWith("unanswered-") ? "" : outcome,
    since: from,
    unansweredDays: days,
  };
}

/**
 * @param {Names} names @param {HTMLElement} list @param {Record<string, string>} wanted by the link that led here
 * @param {{ filters: Record<string, string> }} shown what the list was asked for
 */
function filterForm(names, list, wanted, shown) {
  const { journal: said, direction, outcome } = words();
  const all = /** @type {[string, string]} */ (["", said.all]);
  const id = freshId();
  const days = wanted.unansweredDays ?? "3";
  const unanswered = `unanswered-${days}`;
  const filters = el(
    "form",
    { class: "filters", "aria-label": said.filters },
    choice(said.address, "addressId", [all, ...names.addresses], wanted.addressId),
    choice(said.direction, "direction", [all, ...DIRECTIONS.map((key) => pair(key, direction[key]))], wanted.direction),
    choice(
      said.outcome,
      "outcome",
      [all, ...OUTCOMES.map((key) => pair(key, outcome[key])), pair(unanswered, said.unanswered(Number(days)))],
      wanted.unansweredDays ? unanswered : wanted.outcome,
    ),
    el(
      "div",
      { class: "field" },
      el("label", { for: id }, said.since),
      el("input", { id, type: "date", name: "since", value: wanted.since }),
    ),
  );
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("change", () => apply(filters, names, list, shown));
  return filters;
}

/** @param {string} key @param {string} text @returns {[string, string]} */
const pair = (key, text) => [key, text];

/** Of the filter's questions, the last one asked: answers overtake each other, and only its own may be shown. */
let lastAsked = 0;

/** @param {HTMLFormElement} form @param {Names} names @param {HTMLElement} list @param {{ filters: Record<string, string> }} shown */
async function apply(form, names, list, shown) {
  lastAsked += 1;
  const asked = lastAsked;
  const chosen = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form)));
  const filters = queryOf(chosen);
  try {
    const page = await api.journal({ ...filters, limit: "25" });
    if (asked !== lastAsked) return;
    shown.filters = filters;
    const count = words().journal.count(page.items.length);
    list.replaceChildren(el("p", { class: "soft count" }, count), entries(page, filters, names));
    announce(count);
  } catch (error) {
    if (asked === lastAsked) tellFailure(explain(error));
  }
}

/** @param {import("./api.js").Page<import("./api.js").JournalEntry>} page @param {Record<string, string>} filters @param {Names} names */
function entries(page, filters, names) {
  const more = (/** @type {string} */ cursor) => api.journal({ ...filters, limit: "25", cursor });
  return pagedList(page, more, (entry) => entryRow(entry, names), words().journal.none);
}

/** @param {import("./api.js").JournalEntry} entry @param {Names} names */
function entryRow(entry, names) {
  const { journal, outcome, direction } = words();
  const where = entry.addressId && (names.addresses.get(entry.addressId) ?? journal.deletedAddress);
  const person = entry.forwardingId && names.people.get(entry.forwardingId);
  const parts = [where, person, entry.alias, entry.size > 0 && size(entry.size)].filter(Boolean);
  return el(
    "li",
    { "data-outcome": entry.outcome },
    el("time", { datetime: entry.time }, when(entry.time)),
    el(
      "span",
      { class: "what" },
      `${wordFor(direction, entry.direction)}: `,
      el("b", {}, wordFor(outcome, entry.outcome)),
      entry.mails > 1 && journal.mails(entry.mails),
    ),
    entry.reason && el("span", { class: "why" }, why(entry)),
    el("span", { class: "soft" }, parts.join(" · ")),
  );
}

/** @param {import("./api.js").JournalEntry} entry */
function why({ reason, remark }) {
  const { server } = words();
  return server.remark[remark](wordFor(server.reason, reason));
}
