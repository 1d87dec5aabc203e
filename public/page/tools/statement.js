/** What we hide, from whom, and how long we keep it: made from the settings of this moment, for a letter to parents. */

import { words } from "../i18n.js";
import { carrierAdvice } from "../kit/carriers.js";
import { letter } from "../kit/copy.js";
import { openDialog } from "../kit/dialog.js";
import { el } from "../kit/dom.js";

/** @param {import("../api.js").AddressWithForwardings[]} addresses */
export async function openStatement(addresses) {
  const said = words().statement;
  const paragraphs = statementOf(addresses, await carrierAdvice(addresses));
  openDialog(said.heading, [el("p", {}, said.intro), ...letter(paragraphs, said.title)]);
}

/** @param {import("../api.js").AddressWithForwardings[]} addresses @param {string[]} advice @returns {string[]} paragraphs */
function statementOf(addresses, advice) {
  const said = words().statement;
  return [
    said.title,
    ...addresses.map(aboutAddress),
    said.toYou,
    said.how,
    words().network.statement,
    [said.keepTitle, ...said.keep.map((line) => `${words().statement.bullet}${line}`)].join("\n"),
    ...advice,
    said.contact,
  ];
}

/** @param {import("../api.js").AddressWithForwardings} address */
function aboutAddress(address) {
  const said = words().statement;
  const reached = address.forwardings.filter((one) => one.state === "active" && one.deliver);
  const sentences = [said.reaches(address.address, address.name, reached.length)];
  if (!address.open) sentences.push(said.closed);
  if (reached.length > 0) sentences.push(whatIsHidden(reached));
  if (reached.length > 0 && !reached.some((one) => one.allowReply)) sentences.push(said.noReplies);
  return sentences.join(words().statement.space);
}

/** Never claims more than the least hiding forwarding does. @param {import("../api.js").Forwarding[]} reached */
function whatIsHidden(reached) {
  const said = words().statement;
  if (reached.every((one) => !one.hideSender)) return said.hidesNothing;
  if (reached.some((one) => !one.hideSender)) return said.hidesSome;
  return reached.every((one) => one.hideName) ? said.hidesNames : said.hidesAddress;
}
