/** The empty desk leads through the first set-up: an address, a note for the officer, the officer. */

import { words } from "../i18n.js";
import { el } from "../kit/dom.js";
import { form } from "../kit/form.js";
import { addressFields, forwardingFields, makeAddress, makeForwarding } from "./address-dialogs.js";
import { invitationFor } from "./invitation.js";

/** @typedef {import("../officer/sheet.js").Calls["refresh"]} Refresh */

/** @param {import("../api.js").Address | undefined} address the first one, once it is there @param {Refresh} refresh */
export function firstSteps(address, refresh) {
  const { steps } = words();
  return el(
    "section",
    { class: "card steps", "data-id": address?.id },
    el("h2", { tabindex: "-1" }, steps.heading),
    el(
      "ol",
      {},
      address
        ? [made(address), invite(address), choose(address, refresh), test()]
        : [begin(refresh), later(), last(), test()],
    ),
  );
}

/** @param {string} heading @param {"now" | "done" | "later"} state @param {import("../kit/dom.js").Child[]} [content] */
function step(heading, state, content = []) {
  const done = state === "done" && el("span", { class: "pill active" }, words().steps.done);
  return el("li", { "data-state": state }, el("h3", {}, heading, done), content);
}

/** @param {Refresh} refresh */
function begin(refresh) {
  const { steps } = words();
  const onSubmit = (/** @type {import("../kit/form.js").Values} */ values) => makeAddress(values, refresh);
  return step(steps.address, "now", [form(addressFields(), { submit: steps.next, onSubmit })]);
}

const later = () => step(words().steps.invite, "later");
const test = () => step(words().firstMail.heading, "later");
const last = () => step(words().steps.forwarding, "later");

/** @param {import("../api.js").Address} address */
function made(address) {
  return step(words().steps.address, "done", [el("p", { class: "mask" }, address.address)]);
}

/** @param {import("../api.js").Address} address */
function invite(address) {
  const { steps, invitation } = words();
  const paper = el("details", {}, el("summary", {}, invitation.heading), invitationFor(address.address));
  return step(steps.invite, "now", [el("p", {}, steps.inviteText), paper]);
}

/** @param {import("../api.js").Address} address @param {Refresh} refresh */
function choose(address, refresh) {
  const { steps, forwarding } = words();
  const onSubmit = (/** @type {import("../kit/form.js").Values} */ values) =>
    makeForwarding(address.id, values, refresh);
  return step(steps.forwarding, "now", [form(forwardingFields(), { submit: forwarding.add, onSubmit })]);
}
