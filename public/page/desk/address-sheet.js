/** All about one public address but its officers: its switches, its names, what belongs to it, and giving it up. */

import { words } from "../i18n.js";
import { openDialog } from "../kit/dialog.js";
import { el } from "../kit/dom.js";
import { menu } from "../kit/menu.js";
import { rows } from "../kit/rows.js";
import { openNetwork } from "../network/network.js";
import { refreshing } from "../officer/sheet.js";
import { mayAll } from "../role.js";
import { deleteAddress, editAddress } from "./address-dialogs.js";
import { addressSwitch } from "./address-switch.js";
import { openBlocks } from "./blocks.js";
import { openInvitation } from "./invitation.js";
import { shareSwitch } from "./share-switch.js";

/** @typedef {import("../officer/sheet.js").Calls} Calls @typedef {import("../api.js").AddressWithForwardings} Address */

/** @param {Address} address @param {Calls} calls */
export function openAddress(address, calls) {
  const place = el("div", { class: "officer" });
  const sheet = openDialog(words().list.settingsOf(address.address), [place]);
  const draw = (/** @type {Address} */ now) => place.replaceChildren(...content(now, own));
  const own = refreshing(sheet, address.id, calls, (desk) => {
    const now = desk.addresses.find(({ id }) => id === address.id);
    if (now) draw(now);
    return now && words().list.settingsOf(now.address);
  });
  draw(address);
}

/** @param {Address} address @param {Calls} calls @returns {Node[]} */
function content(address, calls) {
  const { address: said, block, invitation, network } = words();
  const shares = address.forwardings.length > 1 || address.shareAnswers;
  return [
    el("div", { class: "switches single" }, openSwitch(address, calls), shares ? shareSwitch(address, calls) : ""),
    rows([
      mayAll() && { text: said.edit, note: address.name, open: () => editAddress(address, calls.refresh) },
      { text: invitation.button, open: () => openInvitation([address]) },
      { text: network.button, open: () => openNetwork(address) },
      { text: block.list, open: () => openBlocks(address) },
    ]),
    el("div", { class: "buttons end" }, mayAll() && dangers(address, calls)),
  ];
}

/** @param {Address} address @param {Calls} calls */
function openSwitch(address, calls) {
  const { address: said } = words();
  return addressSwitch(address, calls, {
    name: "open",
    label: said.open,
    outcome: (open) => (open ? said.opened(address.address) : said.closed(address.address)),
  });
}

/** @param {Address} address @param {Calls} calls */
function dangers(address, calls) {
  const { address: said } = words();
  return menu(address.address, [{ text: said.delete, act: () => deleteAddress(address, calls.refresh), danger: true }]);
}
