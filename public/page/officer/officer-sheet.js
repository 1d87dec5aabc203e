/** All about one officer: how it stands, the four switches, and what can be done. */

import { api } from "../api.js";
import { language, words } from "../i18n.js";
import { addressText } from "../kit/address-text.js";
import { openDialog } from "../kit/dialog.js";
import { button, el } from "../kit/dom.js";
import { nameOf, when } from "../kit/format.js";
import { menu } from "../kit/menu.js";
import { rows } from "../kit/rows.js";
import { switchControl } from "../kit/switch.js";
import { mayChange } from "../role.js";
import { openAliases } from "./aliases.js";
import { openCard } from "./card.js";
import { deleteForwarding, relabel, sendWelcome } from "./forwarding-dialogs.js";
import { handOver } from "./handover.js";
import { openReplyFrom } from "./reply-from.js";
import { refreshing } from "./sheet.js";
import { standing } from "./standing.js";

/** @typedef {import("../api.js").Forwarding} Forwarding @typedef {import("./sheet.js").Calls} Calls */
/** @typedef {import("../api.js").AddressWithForwardings} Address */

/** @type {import("../api.js").SwitchName[]} */
const SWITCHES = ["deliver", "allowReply", "hideSender", "hideName"];

/** @param {Forwarding} forwarding @param {Address} address @param {Calls} calls */
export function openOfficer(forwarding, address, calls) {
  const place = el("div", { class: "officer", "data-state": standing(forwarding) });
  const sheet = openDialog(nameOf(forwarding), [place]);
  const draw = (/** @type {Forwarding} */ now, /** @type {Address} */ where) => {
    place.replaceChildren(...content(now, where, { ...own, changed: () => changed(now, where) }));
  };
  /** @param {Forwarding} now @param {Address} where */
  const changed = (now, where) => {
    place.dataset.state = standing(now);
    place.querySelector(".about")?.replaceChildren(...about(now, where));
    calls.changed();
  };
  const own = refreshing(sheet, forwarding.id, calls, (desk) => {
    const where = desk.addresses.find(({ id }) => id === address.id);
    const now = where?.forwardings.find(({ id }) => id === forwarding.id);
    if (where && now) draw(now, where);
    return now && nameOf(now);
  });
  draw(forwarding, address);
}

/** @param {Forwarding} forwarding @param {Address} address @param {Calls} calls @returns {Node[]} */
function content(forwarding, address, calls) {
  return [
    el("div", { class: "about" }, about(forwarding, address)),
    welcomeAgain(forwarding, calls),
    switches(forwarding, calls),
    actions(forwarding, calls),
    el("div", { class: "buttons end" }, mayChange() && dangers(forwarding, calls)),
  ];
}

/** @param {Forwarding} forwarding @param {Address} address */
function about(forwarding, address) {
  const said = words().forwarding;
  const how = standing(forwarding);
  const waits = forwarding.state !== "active";
  const replaced = address.forwardings.find((one) => one.id === forwarding.replacesId);
  return [
    el("p", { class: "soft" }, words().list.at(address.address)),
    forwarding.label ? el("p", { class: "mask" }, addressText(forwarding.destination)) : "",
    el("p", { class: `pill ${how}` }, said[how]),
    waits && replaced ? el("p", { class: "soft" }, said.takesOver(nameOf(replaced))) : "",
    forwarding.effectiveAt ? el("p", { class: "soft" }, said.startsAt(when(forwarding.effectiveAt))) : "",
    waits ? advice(forwarding) : "",
  ];
}

/** Why it waits and what to do. The server knows these words in both languages. @param {Forwarding} forwarding */
function advice({ advice: inBoth }) {
  return inBoth ? el("p", { class: "notice" }, inBoth[language()]) : "";
}

/** @param {Forwarding} forwarding @param {Calls} calls */
function welcomeAgain(forwarding, calls) {
  const { forwarding: said } = words();
  if (forwarding.state === "active" || forwarding.confirmedAt || !mayChange()) return el("div", { hidden: true });
  return el(
    "div",
    { class: "buttons" },
    button(said.welcome, () => sendWelcome(forwarding, calls.refresh), "primary"),
  );
}

/** @param {Forwarding} forwarding @param {Calls} calls */
function switches(forwarding, calls) {
  const said = words().forwarding;
  const legend = el("legend", { class: "unseen" }, said.switches(nameOf(forwarding)));
  return el(
    "fieldset",
    { class: "switches" },
    legend,
    SWITCHES.map((name) => oneSwitch(forwarding, name, calls)),
  );
}

/** @param {Forwarding} forwarding @param {import("../api.js").SwitchName} name @param {Calls} calls */
function oneSwitch(forwarding, name, calls) {
  const said = words().forwarding;
  return switchControl({
    label: said[name],
    name,
    checked: forwarding[name],
    change: async (wanted) => {
      await api.changeForwarding(forwarding, { [name]: wanted });
      forwarding[name] = wanted;
      calls.changed();
    },
    readAgain: () => calls.refresh(forwarding.id),
    outcome: (on) => {
      const text = on ? said.on(said[name], nameOf(forwarding)) : said.off(said[name], nameOf(forwarding));
      return name === "hideSender" && !on ? `${text} ${said.hideSenderOff}` : text;
    },
  });
}

/** @param {Forwarding} forwarding @param {Calls} calls */
function actions(forwarding, calls) {
  const { forwarding: said, card, replyFrom } = words();
  const works = forwarding.state === "active" && mayChange();
  return rows([
    { text: said.aliases, open: () => openAliases(forwarding) },
    works && { text: said.handOver, open: () => handOver(forwarding, calls.refresh) },
    mayChange() && { text: said.relabel, note: forwarding.label, open: () => relabel(forwarding, calls.refresh) },
    { text: replyFrom.button, open: () => openReplyFrom(forwarding) },
    works && { text: card.button, open: () => openCard(forwarding) },
  ]);
}

/** @param {Forwarding} forwarding @param {Calls} calls */
function dangers(forwarding, calls) {
  const { forwarding: said } = words();
  return menu(nameOf(forwarding), [
    { text: said.delete, act: () => deleteForwarding(forwarding, calls.refresh), danger: true },
  ]);
}
