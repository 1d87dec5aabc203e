/** The desk: one sentence that says how things stand, then every public address and where it leads. */

import { api } from "../api.js";
import { words } from "../i18n.js";
import { focusWhenFree } from "../kit/dialog.js";
import { button, el } from "../kit/dom.js";
import { addressCard } from "./address-card.js";
import { addAddress } from "./address-dialogs.js";
import { chart } from "./chart.js";
import { firstSteps } from "./first-steps.js";
import { askToStop } from "./lost-phone.js";
import { stateCard } from "./state-card.js";
import { firstWish, readStats } from "./stats.js";

/** @typedef {import("./stats.js").Desk} Desk */

/** @returns {Promise<Desk>} */
async function readDesk() {
  const { items, stats } = await api.desk(firstWish());
  return { addresses: items, stats: readStats(stats) };
}

/** @returns {Promise<import("../api.js").AddressWithForwardings[]>} */
export async function readAddresses() {
  return (await readDesk()).addresses;
}

/** @param {HTMLElement} main */
export async function showDesk(main) {
  drawDesk(main, await readDesk());
}

/** @param {HTMLElement} main @param {Desk} desk */
function drawDesk(main, desk) {
  const state = el("div", {}, stateCard(desk));
  const changed = () => state.replaceChildren(stateCard(desk));
  const refresh = (/** @type {string} */ focus) => redraw(main, focus);
  if (!desk.addresses.some((address) => address.forwardings.length > 0)) {
    main.replaceChildren(state, firstSteps(desk.addresses[0], refresh));
    return;
  }
  const cards = desk.addresses.map((address) => addressCard(address, { changed, refresh }));
  const lost = button(words().stop.button, () => askToStop(() => refresh("")), "danger-quiet");
  const add = button(words().address.add, () => addAddress(refresh), "primary-quiet");
  main.replaceChildren(
    state,
    el("div", { class: "buttons emergency" }, lost),
    ...cards,
    el("div", { class: "buttons" }, add),
    chart(desk.stats.days),
  );
}

/**
 * Reads and draws anew after a change, and puts the focus on what it made.
 *
 * @param {HTMLElement} main
 * @param {string} focus the id in `data-id` of the address or forwarding to go on with; "" for the top
 */
async function redraw(main, focus) {
  await showDesk(main);
  const place = focus ? main.querySelector(`[data-id="${CSS.escape(focus)}"]`) : main;
  const heading = place?.querySelector("h1, h2, h3");
  if (heading instanceof HTMLElement) focusWhenFree(heading);
}
