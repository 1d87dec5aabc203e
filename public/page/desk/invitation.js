/** A note for a new officer, to have in hand before Cloudflare's verification mail comes and looks like spam. */

import { words } from "../i18n.js";
import { carrierAdvice } from "../kit/carriers.js";
import { letter } from "../kit/copy.js";
import { openDialog } from "../kit/dialog.js";
import { el } from "../kit/dom.js";
import { choice } from "../kit/form.js";

/** @param {import("../api.js").Address[]} addresses one, or some to choose from */
export function openInvitation(addresses) {
  const said = words().invitation;
  const paper = el("div", {});
  const draw = async (/** @type {string} */ wanted) => {
    const advice = await carrierAdvice(addresses.filter(({ address }) => address === wanted));
    paper.replaceChildren(...invitationFor(wanted, advice));
  };
  const options = addresses.map(({ address }) => /** @type {[string, string]} */ ([address, address]));
  const chooser = choice(said.address, "address", options);
  chooser.querySelector("select")?.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) void draw(event.target.value);
  });
  void draw(addresses[0]?.address ?? "");
  openDialog(said.heading, [el("p", {}, said.intro), addresses.length > 1 && chooser, paper]);
}

/** @param {string} address @param {string[]} [advice] further paragraphs */
export function invitationFor(address, advice = []) {
  return letter([...words().invitation.text(address), ...advice], words().invitation.heading);
}
