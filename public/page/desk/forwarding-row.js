/** One forwarding: whom it reaches, how it stands, its four switches, and what can be done with it. */

import { api } from "../api.js";
import { language, words } from "../i18n.js";
import { button, el } from "../kit/dom.js";
import { nameOf, when } from "../kit/format.js";
import { switchControl } from "../kit/switch.js";
import { openAliases } from "./aliases.js";
import { openCard } from "./card.js";
import { deleteForwarding, relabel, sendWelcome } from "./forwarding-dialogs.js";
import { handOver } from "./handover.js";
import { openReplyFrom } from "./reply-from.js";

/** @typedef {import("../api.js").Forwarding} Forwarding */

/**
 * What a card calls when something changed: `changed` for the sentence on top, `refresh` to read and draw all anew and
 * go on at the address or forwarding of that id.
 *
 * @typedef {{ changed: () => void, refresh: (focus: string) => Promise<void> }} Calls
 */

/** @type {import("../api.js").SwitchName[]} */
const SWITCHES = ["deliver", "allowReply", "hideSender", "hideName"];

/**
 * @param {Forwarding} forwarding
 * @param {import("../api.js").AddressWithForwardings} address
 * @param {Calls} calls
 */
export function forwardingRow(forwarding, address, calls) {
  const who = el("div", { class: "who" }, whoAndHow(forwarding, address));
  const row = el("li", { class: "forwarding", "data-id": forwarding.id, "data-state": standing(forwarding) }, who);
  const changed = () => {
    row.dataset.state = standing(forwarding);
    who.replaceChildren(...whoAndHow(forwarding, address));
    calls.changed();
  };
  row.append(switches(forwarding, changed), actions(forwarding, calls));
  return row;
}

/** @param {Forwarding} forwarding @returns {"active" | "pending" | "invited" | "stopped"} */
function standing({ state, deliver, pausedBy }) {
  if (state !== "active") return state;
  return deliver && pausedBy === null ? "active" : "stopped";
}

/** @param {Forwarding} forwarding @param {import("../api.js").AddressWithForwardings} address */
function whoAndHow(forwarding, address) {
  const said = words().forwarding;
  const how = standing(forwarding);
  const waits = forwarding.state !== "active";
  const replaced = address.forwardings.find((one) => one.id === forwarding.replacesId);
  return [
    el("h3", { tabindex: "-1" }, nameOf(forwarding)),
    forwarding.label ? el("p", { class: "mask" }, forwarding.destination) : "",
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

/** @param {Forwarding} forwarding @param {() => void} changed */
function switches(forwarding, changed) {
  const said = words().forwarding;
  const legend = el("legend", { class: "unseen" }, said.switches(nameOf(forwarding)));
  return el(
    "fieldset",
    { class: "switches" },
    legend,
    SWITCHES.map((name) => oneSwitch(forwarding, name, changed)),
  );
}

/** @param {Forwarding} forwarding @param {import("../api.js").SwitchName} name @param {() => void} changed */
function oneSwitch(forwarding, name, changed) {
  const said = words().forwarding;
  return switchControl({
    label: said[name],
    name,
    checked: forwarding[name],
    change: async (wanted) => {
      await api.changeForwarding(forwarding.id, { [name]: wanted });
      forwarding[name] = wanted;
      changed();
    },
    outcome: (on) => {
      const text = on ? said.on(said[name], nameOf(forwarding)) : said.off(said[name], nameOf(forwarding));
      return name === "hideSender" && !on ? `${text} ${said.hideSenderOff}` : text;
    },
  });
}

/** @param {Forwarding} forwarding @param {Calls} calls */
function actions(forwarding, calls) {
  const said = words().forwarding;
  const waits = forwarding.state !== "active";
  return el(
    "div",
    { class: "buttons" },
    waits &&
      !forwarding.confirmedAt &&
      button(said.welcome, () => sendWelcome(forwarding, calls.refresh), "primary-quiet"),
    button(said.aliases, () => openAliases(forwarding)),
    !waits && button(said.handOver, () => handOver(forwarding, calls.refresh)),
    el(
      "details",
      { class: "more" },
      el("summary", {}, said.more),
      el(
        "div",
        { class: "buttons" },
        forwarding.state === "active" && button(words().card.button, () => openCard(forwarding)),
        button(words().replyFrom.button, () => openReplyFrom(forwarding)),
        button(said.relabel, () => relabel(forwarding, calls.refresh)),
        button(said.delete, () => deleteForwarding(forwarding, calls.refresh), "danger-quiet"),
      ),
    ),
  );
}
