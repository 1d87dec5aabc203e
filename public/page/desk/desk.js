/** The desk: one sentence that says how things stand, then every public address and where it leads. */

import { el } from "../kit/dom.js";
import { reveal } from "../officer/reveal.js";
import { mayAll } from "../role.js";
import { addressList } from "./address-list.js";
import { chart } from "./chart.js";
import { firstMail } from "./first-mail.js";
import { firstSteps } from "./first-steps.js";
import { readDesk } from "./read-desk.js";
import { stateCard } from "./state-card.js";

/** @typedef {import("./stats.js").Desk} Desk */

/** @param {HTMLElement} main */
export async function showDesk(main) {
  drawDesk(main, await readDesk());
}

/** Leads to the address or officer that a link asks for: `#desk?show=ID`. */
export function showAsked() {
  const asked = new URLSearchParams(location.hash.split("?")[1] ?? "").get("show");
  if (asked) reveal(asked);
}

/** @param {HTMLElement} main @param {Desk} desk */
function drawDesk(main, desk) {
  const state = el("div", {}, stateCard(desk));
  const changed = () => state.replaceChildren(stateCard(desk));
  const refresh = (/** @type {string | undefined} */ focus) => redraw(main, focus);
  if (mayAll() && !desk.addresses.some((address) => address.forwardings.length > 0)) {
    main.replaceChildren(state, firstSteps(desk.addresses[0], refresh));
    return;
  }
  main.replaceChildren(
    state,
    firstMail(desk.addresses),
    ...addressList(desk.addresses, { changed, refresh }),
    chart(desk.stats.days),
  );
}

/**
 * Reads and draws anew after a change, and puts the focus on what it made.
 *
 * @param {HTMLElement} main
 * @param {string | undefined} focus the id in `data-id` of the address or forwarding to go on with; "" for the top
 */
async function redraw(main, focus) {
  const desk = await readDesk();
  drawDesk(main, desk);
  if (focus !== undefined) reveal(focus);
  return desk;
}
