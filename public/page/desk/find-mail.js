/** "Did Hanako's mail arrive?": her mails, a line each, with what became of each officer's copy. */

import { api } from "../api.js";
import { wordFor, words } from "../i18n.js";
import { el } from "../kit/dom.js";
import { field, form } from "../kit/form.js";
import { when } from "../kit/format.js";
import { announce } from "../kit/outcome.js";

/** @typedef {{ addresses: Map<string, string>, people: Map<string, string> }} Names */

/** @param {Names} names */
export function findMail(names) {
  const said = words().findMail;
  const list = el("div", {});
  const asked = form([field({ name: "person", label: said.label, hint: said.hint, required: true })], {
    submit: said.find,
    onSubmit: async (values) => {
      const mails = await api.findMails(values.text("person"));
      const lines = el(
        "ul",
        { class: "records" },
        mails.map((mail) => line(mail, names)),
      );
      list.replaceChildren(el("p", { class: "soft" }, said.found(mails.length)), lines);
      announce(said.found(mails.length));
    },
  });
  return el("section", { class: "card find-mail" }, asked, list);
}

/** @param {import("../api.js").FoundMail} mail @param {Names} names */
function line({ time, direction, addressId, name, copies }, names) {
  const { direction: directions, journal } = words();
  const where = addressId ? (names.addresses.get(addressId) ?? journal.deletedAddress) : "";
  return el(
    "li",
    {},
    el("time", { datetime: time }, when(time)),
    el("span", { class: "what" }, `${directions[direction]}: `, el("b", {}, name), ` · ${where}`),
    copies.map((copy) => became(copy, names)),
  );
}

/** @param {import("../api.js").FoundMail["copies"][number]} copy @param {Names} names */
function became({ forwardingId, outcome, reason }, names) {
  const { outcome: outcomes, server } = words();
  const why = wordFor(server.reason, reason);
  const who = (forwardingId && names.people.get(forwardingId)) ?? "";
  return el("span", { class: "soft" }, [who, outcomes[outcome], why].filter(Boolean).join(" · "));
}
