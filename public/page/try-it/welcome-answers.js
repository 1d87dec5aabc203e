/** Officers who have not answered their welcome mail: until then nothing reaches them, so every play begins with that. */
import { words } from "../i18n.js";
import { button, el } from "../kit/dom.js";
import { nameOf } from "../kit/format.js";
import { mask } from "../kit/mask.js";
import { compose } from "./compose.js";
import { envelopes, handIn } from "./simulator.js";

/** @typedef {import("../api.js").AddressWithForwardings} AddressWithForwardings @typedef {import("../api.js").Forwarding} Forwarding */

/** @param {AddressWithForwardings[]} addresses @param {() => Promise<void>} refresh @returns {HTMLElement | ""} */
export function welcomeAnswers(addresses, refresh) {
  const said = words().tryIt;
  const buttons = addresses.flatMap(({ address, forwardings }) =>
    forwardings.filter(isInvited).map((officer) => {
      return button(said.confirm(nameOf(officer)), async () => {
        await answerWelcome(address, officer);
        await refresh();
      });
    }),
  );
  if (buttons.length === 0) return "";
  const heading = el("h2", {}, said.waiting);
  return el(
    "section",
    { class: "card act" },
    heading,
    el("p", {}, said.waitingText),
    el("div", { class: "buttons" }, buttons),
  );
}

/** @param {Forwarding} officer */
const isInvited = ({ state, confirmedAt }) => state === "invited" && !confirmedAt;

/** Found by what the mask leaves: even here the page knows no private address. @param {string} publicAddress @param {Forwarding} officer */
async function answerWelcome(publicAddress, { destination }) {
  const domain = publicAddress.slice(publicAddress.lastIndexOf("@"));
  const welcome = (await envelopes()).find(
    ({ sender, recipient }) => sender.startsWith("anon-") && sender.endsWith(domain) && mask(recipient) === destination,
  );
  if (!welcome) return;
  const text = words().tryIt.confirmText;
  const { sender: recipient, recipient: address } = welcome;
  await handIn(address, recipient, compose({ name: "", address, recipient, subject: "Re:", text }));
}
