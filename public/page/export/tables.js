/** The tables that can be taken along: nothing but what the page shows, and masked as there. */

import { api } from "../api.js";
import { wordFor, words } from "../i18n.js";
import { explain } from "../kit/failure.js";
import { tell, tellFailure } from "../kit/outcome.js";
import { clockTime, save } from "./csv.js";

/** @typedef {import("../api.js").AddressWithForwardings} Address @typedef {import("../api.js").Forwarding} Forwarding */
/** @typedef {{ addresses: Map<string, string>, people: Map<string, string> }} Names */

/** @param {readonly Address[]} addresses @param {(one: Forwarding) => string} standing as the list says it */
export function saveOfficers(addresses, standing) {
  const { table, forwarding: said, server } = words();
  const switches = /** @type {const} */ (["deliver", "allowReply", "hideSender", "hideName"]);
  const head = [
    table.address,
    table.name,
    table.label,
    table.mailbox,
    table.state,
    ...switches.map((one) => said[one]),
  ];
  const rows = addresses.flatMap(({ address, name, forwardings }) =>
    forwardings.map((one) => [
      ...[address, name, one.label, one.destination, standing(one)],
      ...switches.map((each) => wordFor(server.value, String(one[each]))),
    ]),
  );
  save("officers", [head, ...rows]);
  tell(table.saved(rows.length));
}

/** All pages of it, as they are filtered. @param {Record<string, string>} filters @param {Names} names */
export async function saveJournal(filters, names) {
  const { table } = words();
  try {
    const { items, isWhole } = await api.journalWhole(filters);
    const head = [
      table.time,
      table.direction,
      table.outcome,
      table.reason,
      table.address,
      table.label,
      table.alias,
      table.size,
    ];
    save("journal", [head, ...items.map((entry) => journalRow(entry, names))]);
    tell(isWhole ? table.saved(items.length) : table.savedNewest(items.length));
  } catch (error) {
    tellFailure(explain(error));
  }
}

/** @param {import("../api.js").JournalEntry} entry @param {Names} names */
function journalRow({ time, direction, outcome, reason, remark, addressId, forwardingId, alias, size }, names) {
  const { direction: directions, outcome: outcomes, server, journal } = words();
  const address = addressId ? (names.addresses.get(addressId) ?? journal.deletedAddress) : "";
  return [
    ...[clockTime(time), wordFor(directions, direction), wordFor(outcomes, outcome)],
    ...[reason ? server.remark[remark](wordFor(server.reason, reason)) : "", address],
    ...[names.people.get(forwardingId ?? "") ?? "", alias ?? "", size],
  ];
}
