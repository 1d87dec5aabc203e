/** One officer takes over from another. The one of today works until the new mailbox is confirmed. */
import { api } from "../api.js";
import { words } from "../i18n.js";
import { ask } from "../kit/dialog.js";
import { el, freshId } from "../kit/dom.js";
import { field } from "../kit/form.js";
import { nameOf } from "../kit/format.js";
import { tell } from "../kit/outcome.js";
import { lastReadForwarding } from "./read-again.js";

/** @param {import("../api.js").Forwarding} forwarding @param {import("./sheet.js").Calls["refresh"]} refresh */
export function handOver(forwarding, refresh) {
  const { handover: said, forwarding: hints } = words();
  const { read, again } = lastReadForwarding(forwarding, refresh);
  ask({
    heading: said.heading(nameOf(forwarding)),
    content: [
      el("p", {}, said.intro),
      field({
        name: "destination",
        label: said.destination,
        hint: hints.destinationHint,
        type: "email",
        required: true,
      }),
      field({ name: "label", label: hints.label, hint: said.labelHint, value: forwarding.label }),
      el(
        "fieldset",
        { class: "choices" },
        el("legend", {}, said.aliases),
        option("keep", said.keep, said.keepHint, true),
        option("drop", said.drop, said.dropHint, false),
      ),
      field({ name: "day", label: said.day, hint: said.dayHint, type: "date" }),
    ],
    submit: said.submit,
    onSubmit: async (values) => {
      const body = { destination: values.text("destination"), keepAliases: values.text("aliases") === "keep" };
      const label = values.text("label");
      const made = await api.handOver(read(), { ...body, label, effectiveAt: values.text("day") });
      await refresh(made.id);
      tell(made.state === "invited" ? said.invited : said.waiting);
    },
    readAgain: async () => void (await again()),
  });
}

/** @param {string} value @param {string} label @param {string} hint @param {boolean} checked */
function option(value, label, hint, checked) {
  const id = freshId();
  return el(
    "div",
    { class: "option" },
    el("input", { type: "radio", name: "aliases", value, id, checked, "aria-describedby": `${id}-hint` }),
    el("label", { for: id }, label),
    el("p", { class: "hint", id: `${id}-hint` }, hint),
  );
}
