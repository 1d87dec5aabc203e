/** Whether the officers of an address read each other's answers, and what the copies cost. */

import { api } from "../api.js";
import { words } from "../i18n.js";
import { el } from "../kit/dom.js";
import { switchControl } from "../kit/switch.js";

/** @param {import("../api.js").Address} address @param {import("./forwarding-row.js").Calls} calls */
export function shareSwitch(address, calls) {
  const { sharedDesk: said } = words();
  const control = switchControl({
    label: said.share,
    name: "shareAnswers",
    checked: address.shareAnswers,
    change: async (shareAnswers) => {
      await api.changeAddress(address.id, { shareAnswers });
      address.shareAnswers = shareAnswers;
      calls.changed();
    },
    outcome: (on) => (on ? said.shared(address.address) : said.unshared(address.address)),
  });
  return el("div", { class: "switches" }, control, el("p", { class: "hint" }, said.shareHint));
}
