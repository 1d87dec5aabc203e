/** The last of the first steps: a test mail, for which the page waits, and says what became of it. */

import { api } from "../api.js";
import { wordFor, words } from "../i18n.js";
import { addressText } from "../kit/address-text.js";
import { button, el } from "../kit/dom.js";
import { when } from "../kit/format.js";
import { announce } from "../kit/outcome.js";

/** Milliseconds between two looks. */
const EVERY = 4000;

const SKIPPED = "safetyanswer.first-mail";

/**
 * An empty place that fills itself where the one address with its one officer has passed no mail on yet.
 *
 * @param {import("../api.js").AddressWithForwardings[]} addresses
 */
export function firstMail(addresses) {
  const place = el("div", { class: "first-mail" });
  const [address, another] = addresses;
  if (!address || another || address.forwardings.length !== 1 || localStorage.getItem(SKIPPED)) return place;
  void begin(place, address.id, address.address);
  return place;
}

/** @param {HTMLElement} place @param {string} id @param {string} address */
async function begin(place, id, address) {
  const news = await latest(id);
  if (news === "unknown" || news?.outcome === "sent") return;
  place.replaceChildren(card(place, address));
  await wait(place, id, "");
}

/** @param {HTMLElement} place @param {string} id @param {string} shown */
async function wait(place, id, shown) {
  const news = await latest(id);
  if (news === "unknown" || !place.isConnected || place.childElementCount === 0) return;
  const text = news ? became(news) : words().firstMail.waiting;
  const line = place.querySelector(".news");
  if (line && text !== shown) {
    line.textContent = text;
    if (shown !== "") announce(text);
  }
  if (news?.outcome === "sent") return void place.querySelector(".card")?.setAttribute("data-state", "done");
  setTimeout(() => void wait(place, id, text), EVERY);
}

/** The newest mail to the address; a look that fails is no reason to disturb anybody. @param {string} addressId */
async function latest(addressId) {
  try {
    return (await api.journal({ addressId, direction: "inbound", limit: "1" })).items[0];
  } catch {
    return "unknown";
  }
}

/** @param {import("../api.js").JournalEntry} entry */
function became({ time, outcome, reason }) {
  const { firstMail: said, outcome: outcomes, server } = words();
  if (outcome === "sent") return said.sent(when(time));
  const why = wordFor(server.reason, reason);
  return said.came(when(time), outcomes[outcome], why);
}

/** @param {HTMLElement} place @param {string} address */
function card(place, address) {
  const said = words().firstMail;
  const skip = () => {
    localStorage.setItem(SKIPPED, "skipped");
    place.replaceChildren();
  };
  return el(
    "section",
    { class: "card", "data-state": "now" },
    el("h2", {}, said.heading),
    el("p", {}, said.text),
    el("p", { class: "mask" }, addressText(address)),
    el("p", { class: "news" }, said.waiting),
    el("div", { class: "buttons" }, button(said.skip, skip)),
  );
}
