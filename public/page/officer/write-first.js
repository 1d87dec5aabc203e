/** To write to somebody who has not written yet, an officer needs an alias for them. */
import { api } from "../api.js";
import { words } from "../i18n.js";
import { copyButton } from "../kit/copy.js";
import { el } from "../kit/dom.js";
import { field, form } from "../kit/form.js";
import { announce } from "../kit/outcome.js";

/**
 * @param {import("../api.js").Forwarding} forwarding
 * @param {(alias: import("../api.js").Alias) => void} added
 */
export function writeFirst(forwarding, added) {
  const said = words().alias;
  const result = el("div", { class: "made" });
  const asked = form(
    [
      field({
        name: "address",
        label: said.address,
        hint: words().forwarding.destinationHint,
        type: "email",
        required: true,
      }),
      field({ name: "name", label: said.name }),
    ],
    {
      submit: said.make,
      onSubmit: async (values) => {
        const alias = await make(forwarding, values);
        asked.reset();
        result.replaceChildren(
          el("p", {}, said.made),
          el("p", { class: "alias" }, alias.alias),
          copyButton(() => alias.alias),
        );
        added(alias);
        announce(`${said.made} ${alias.alias}`);
      },
    },
  );
  return el(
    "details",
    { class: "write-first" },
    el("summary", {}, said.writeFirst),
    el("p", {}, said.writeIntro),
    asked,
    result,
  );
}

/** @param {import("../api.js").Forwarding} forwarding @param {import("../kit/form.js").Values} values */
function make(forwarding, values) {
  return api.addAlias(forwarding.id, { address: values.text("address"), name: values.text("name") });
}
