/** Whether the officers of an address read each other's answers, and what the copies cost. */

import { words } from "../i18n.js";
import { el } from "../kit/dom.js";
import { addressSwitch } from "./address-switch.js";

/** @param {import("../api.js").Address} address @param {import("../officer/sheet.js").Calls} calls */
export function shareSwitch(address, calls) {
  const { sharedDesk: said } = words();
  const control = addressSwitch(address, calls, {
    name: "shareAnswers",
    label: said.share,
    outcome: (on) => (on ? said.shared(address.address) : said.unshared(address.address)),
  });
  return el("div", { class: "share" }, control, el("p", { class: "hint" }, said.shareHint));
}
