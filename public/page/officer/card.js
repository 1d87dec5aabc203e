/** The paper card for a lost phone: made, shown once, printed. Whoever uses it needs no page. */

import { api } from "../api.js";
import { words } from "../i18n.js";
import { letter } from "../kit/copy.js";
import { openDialog } from "../kit/dialog.js";
import { button, el } from "../kit/dom.js";
import { explain } from "../kit/failure.js";
import { nameOf } from "../kit/format.js";
import { tellFailure } from "../kit/outcome.js";

/** @param {import("../api.js").Forwarding} forwarding */
export function openCard(forwarding) {
  const said = words().card;
  const place = el("div", {});
  const make = async () => {
    try {
      place.replaceChildren(...paper(forwarding, await api.makeCard(forwarding.id)));
    } catch (error) {
      tellFailure(explain(error));
    }
  };
  place.append(el("p", {}, said.intro), el("div", { class: "buttons" }, button(said.make, make, "primary")));
  openDialog(said.heading(nameOf(forwarding)), [place]);
}

/** @param {import("../api.js").Forwarding} forwarding @param {import("../api.js").Card} card */
function paper(forwarding, card) {
  const said = words().card;
  const title = said.title(nameOf(forwarding));
  const addresses = [`${said.stop}\n${card.stop.address}`, `${said.start}\n${card.start.address}`];
  const [sheet, buttons] = letter([title, said.use, ...addresses, said.keep], title);
  const codes = el("div", { class: "codes" }, code(said.stop, card.stop), code(said.start, card.start));
  sheet?.append(codes);
  return [el("p", { class: "soft" }, said.once), sheet ?? "", buttons ?? ""];
}

/** @param {string} title @param {import("../api.js").Card["stop"]} tagged */
function code(title, { qr }) {
  const picture = `data:image/svg+xml,${encodeURIComponent(qr)}`;
  return el("figure", {}, el("img", { src: picture, alt: "", width: 140, height: 140 }), el("figcaption", {}, title));
}
