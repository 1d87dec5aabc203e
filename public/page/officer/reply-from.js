/** Further mailboxes that an officer answers from. */
import { api } from "../api.js";
import { words } from "../i18n.js";
import { openDialog } from "../kit/dialog.js";
import { button, el } from "../kit/dom.js";
import { explain } from "../kit/failure.js";
import { field, form } from "../kit/form.js";
import { nameOf } from "../kit/format.js";
import { tell, tellFailure } from "../kit/outcome.js";
import { mayChange } from "../role.js";

/** @param {import("../api.js").Forwarding} forwarding */
export async function openReplyFrom(forwarding) {
  const said = words().replyFrom;
  const list = el("ul", { class: "plain-list" });
  try {
    drawList(list, forwarding, await api.replyFrom(forwarding.id));
  } catch (error) {
    return tellFailure(explain(error));
  }
  const add = form([field({ name: "address", label: said.field, type: "email", required: true })], {
    submit: said.add,
    onSubmit: async (values) => {
      await api.addReplyFrom(forwarding.id, values.text("address"));
      add.reset();
      drawList(list, forwarding, await api.replyFrom(forwarding.id));
      tell(said.added);
    },
  });
  openDialog(said.heading(nameOf(forwarding)), [el("p", {}, said.intro), list, mayChange() && add]);
}

/** @param {HTMLElement} list @param {import("../api.js").Forwarding} forwarding @param {import("../api.js").ReplyFrom[]} entries */
function drawList(list, forwarding, entries) {
  const said = words().replyFrom;
  const rows = entries.map((entry) => {
    const remove = button(said.remove, () => removeEntry(list, forwarding, entry), "danger-quiet");
    remove.setAttribute("aria-label", `${said.remove}: ${entry.address}`);
    return el("li", {}, el("span", { class: "mask" }, entry.address), mayChange() && remove);
  });
  list.replaceChildren(...(rows.length > 0 ? rows : [el("li", { class: "soft" }, said.none)]));
}

/** @param {HTMLElement} list @param {import("../api.js").Forwarding} forwarding @param {import("../api.js").ReplyFrom} entry */
async function removeEntry(list, forwarding, entry) {
  try {
    await api.deleteReplyFrom(forwarding.id, entry.id);
    drawList(list, forwarding, await api.replyFrom(forwarding.id));
    list.closest("dialog")?.querySelector("input")?.focus();
    tell(words().replyFrom.removed);
  } catch (error) {
    tellFailure(explain(error));
  }
}
