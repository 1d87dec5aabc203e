/** One officer as one line: who, the masked mailbox, how it stands. All else is in the sheet behind it. */

import { words } from "../i18n.js";
import { addressText } from "../kit/address-text.js";
import { el } from "../kit/dom.js";
import { nameOf, when } from "../kit/format.js";
import { chevron } from "../kit/rows.js";
import { openOfficer } from "./officer-sheet.js";
import { standing } from "./standing.js";

/** @typedef {import("../api.js").Forwarding} Forwarding @typedef {import("./sheet.js").Calls} Calls */

/**
 * @param {Forwarding} forwarding
 * @param {import("../api.js").AddressWithForwardings} address
 * @param {Calls} calls
 */
export function officerRow(forwarding, address, calls) {
  const row = el("li", { class: "forwarding", "data-id": forwarding.id });
  const opener = el("button", { type: "button", class: "row", "aria-haspopup": "dialog" });
  const draw = () => {
    row.dataset.state = standing(forwarding);
    opener.replaceChildren(...whoAndHow(forwarding));
  };
  const changed = () => {
    draw();
    calls.changed();
  };
  opener.addEventListener("click", () => openOfficer(forwarding, address, { ...calls, changed }));
  draw();
  row.append(opener);
  return row;
}

/** @param {Forwarding} forwarding */
function whoAndHow(forwarding) {
  const how = standing(forwarding);
  const { label, destination, effectiveAt } = forwarding;
  return [
    el("span", { class: "name" }, label ? label : addressText(nameOf(forwarding))),
    label ? el("span", { class: "mask" }, addressText(destination)) : "",
    effectiveAt ? el("span", { class: "soft starts" }, words().forwarding.startsAt(when(effectiveAt))) : "",
    el("span", { class: `pill ${how}` }, words().forwarding[how]),
    chevron(),
  ];
}
