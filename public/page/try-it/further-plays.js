/** What else can be played: a class joins a contact network; an officer commands by mail, writes first, or writes to a whole class. */
import { api } from "../api.js";
import { words } from "../i18n.js";
import { el } from "../kit/dom.js";
import { choice, field, form } from "../kit/form.js";
import { nameOf } from "../kit/format.js";
import { mask } from "../kit/mask.js";
import { exchange } from "./exchange.js";
import { envelopes } from "./simulator.js";

/** @typedef {import("../api.js").AddressWithForwardings} AddressWithForwardings */

/** Five, since no count of fewer answers is told. */
const FAMILIES = ["tanaka", "suzuki", "sato", "ito", "mori"].map((name) => `${name}@family.example`);

/** @param {AddressWithForwardings[]} addresses */
export function furtherPlays(addresses) {
  return [joinCard(addresses), officerCard(addresses)];
}

/** @param {string} title @param {string} intro @param {HTMLElement} play @param {HTMLElement} stage */
function card(title, intro, play, stage) {
  return el("section", { class: "card act" }, el("h2", {}, title), el("p", {}, intro), play, stage);
}

/** @param {AddressWithForwardings[]} addresses */
function joinCard(addresses) {
  const said = words().tryIt;
  const stage = el("div", { class: "act" });
  const desks = addresses.map(({ id, address }) => /** @type {[string, string]} */ ([id, address]));
  const onSubmit = async (/** @type {import("../kit/form.js").Values} */ values) => {
    const { join } = await api.makeJoinCode(values.text("network"));
    const others = { whose: said.otherFamilys, address: FAMILIES[0] ?? "" };
    /** @type {Node[]} */
    const sheets = [];
    for (const address of FAMILIES) {
      const letter = { name: "", address, recipient: join, subject: "", text: "" };
      const hidden = address === others.address ? { ...others, address: FAMILIES[1] ?? "" } : others;
      sheets.push(...(await exchange(letter, hidden, castOf(addresses))));
    }
    stage.replaceChildren(...sheets);
  };
  const play = form([choice(said.desk, "network", desks)], { submit: said.joinAll, onSubmit });
  return card(said.join, said.joinText, play, stage);
}

/** @param {AddressWithForwardings[]} addresses */
function officerCard(addresses) {
  const said = words().tryIt;
  const stage = el("div", { class: "act" });
  const officers = addresses.flatMap((desk) =>
    desk.forwardings.map((one) => /** @type {[string, string]} */ ([one.id, `${nameOf(one)} · ${desk.address}`])),
  );
  const tags = ["help", "stop", "start", "hanako=family.example", "all", "ask"];
  const wishes = tags.map((tag) => /** @type {[string, string]} */ ([tag, said.tags[tag] ?? tag]));
  const fields = [
    choice(said.officerWho, "officer", officers),
    choice(said.officerTo, "tag", wishes),
    field({ name: "subject", label: said.subject, value: said.classSubject }),
    field({ name: "text", label: said.text, lines: 5, value: said.classText }),
  ];
  const onSubmit = async (/** @type {import("../kit/form.js").Values} */ values) => {
    const [desk, officer] = found(addresses, values.text("officer"));
    const address = officer && (await mailboxOf(officer));
    if (!desk || !address) return stage.replaceChildren(el("p", { class: "notice" }, said.noOfficer));
    const recipient = desk.address.replace("@", `+${values.text("tag")}@`);
    const letter = { name: "", address, recipient, subject: values.text("subject"), text: values.text("text") };
    const others = { whose: said.parentAddress, address: FAMILIES[0] ?? "" };
    stage.replaceChildren(...(await exchange(letter, others, castOf(addresses))));
  };
  return card(
    said.officerWrites,
    said.officerWritesText,
    form(fields, { submit: said.sendAsOfficer, onSubmit }),
    stage,
  );
}

/** @param {AddressWithForwardings[]} addresses @param {string} forwardingId */
function found(addresses, forwardingId) {
  const desk = addresses.find(({ forwardings }) => forwardings.some(({ id }) => id === forwardingId));
  return /** @type {const} */ ([desk, desk?.forwardings.find(({ id }) => id === forwardingId)]);
}

/** By what the mask leaves: even here the page knows no private address. @param {import("../api.js").Forwarding} officer */
async function mailboxOf({ destination }) {
  return (await envelopes()).find(({ recipient }) => mask(recipient) === destination)?.recipient;
}

/** @param {AddressWithForwardings[]} addresses @returns {import("./exchange.js").Cast} */
function castOf(addresses) {
  const officers = addresses.flatMap(({ forwardings }) => forwardings);
  return {
    calls: (mailbox) => {
      const officer = officers.find(({ destination }) => destination === mask(mailbox));
      return officer ? nameOf(officer) : mailbox;
    },
  };
}
