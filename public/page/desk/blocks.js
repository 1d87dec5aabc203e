/** Whom a public address takes no mail from: people, masked, and whole domains; released here, and domains added. */
import { api } from "../api.js";
import { words } from "../i18n.js";
import { blockAt } from "../kit/block-everywhere.js";
import { openDialog } from "../kit/dialog.js";
import { button, el } from "../kit/dom.js";
import { explain } from "../kit/failure.js";
import { choice, field, form } from "../kit/form.js";
import { when } from "../kit/format.js";
import { tell, tellFailure } from "../kit/outcome.js";
import { mayChange } from "../role.js";

/** @typedef {import("../api.js").Address} Address */

/** @param {Address} address */
export async function openBlocks(address) {
  const said = words().block;
  const list = el("ul", { class: "plain-list" });
  const draw = async () => {
    const blocks = await api.blocks(address.id);
    const lines = blocks.map((one) => line(one, draw));
    list.replaceChildren(...(lines.length > 0 ? lines : [el("li", { class: "soft" }, said.none)]));
  };
  try {
    await draw();
    openDialog(said.listHeading(address.address), [
      el("p", {}, said.listIntro),
      list,
      mayChange() && domainForm(address, draw),
    ]);
  } catch (error) {
    tellFailure(explain(error));
  }
}

/** @param {import("../api.js").Block} block @param {() => Promise<void>} draw */
function line({ id, correspondent, domain, createdAt }, draw) {
  const said = words().block;
  const who = correspondent ?? domain ?? "";
  const release = button(said.release, async () => {
    try {
      await api.deleteBlock(id);
      await draw();
      tell(said.released(who));
    } catch (error) {
      tellFailure(explain(error));
    }
  });
  release.setAttribute("aria-label", `${said.release}: ${who}`);
  const about = el("div", {}, el("p", { class: "mask" }, who), el("p", { class: "soft" }, when(createdAt)));
  return el("li", {}, about, mayChange() && release);
}

/** @param {Address} address @param {() => Promise<void>} draw */
function domainForm(address, draw) {
  const said = words().block;
  const asked = form(
    [
      field({ name: "domain", label: said.domain, hint: said.domainExample, required: true }),
      choice(said.where, "where", [
        ["here", said.here],
        ["everywhere", said.everywhere],
      ]),
    ],
    {
      submit: said.blockDomain,
      onSubmit: async (values) => {
        const domain = values.text("domain");
        const all = values.text("where") === "everywhere" ? (await api.desk({})).items : [address];
        await blockAt(
          all.map(({ id }) => id),
          { domain },
        );
        asked.reset();
        await draw();
        tell(said.domainBlocked(domain));
      },
    },
  );
  return el("details", {}, el("summary", {}, said.addDomain), asked);
}
