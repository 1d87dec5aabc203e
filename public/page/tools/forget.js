/** Forgetting one correspondent on their request: aliases and names are erased at once. */
import { api } from "../api.js";
import { words } from "../i18n.js";
import { ask, paragraphs } from "../kit/dialog.js";
import { field } from "../kit/form.js";
import { mask } from "../kit/mask.js";
import { tell, tellFailure } from "../kit/outcome.js";

export function askToForget() {
  const { erase } = words();
  ask({
    heading: erase.heading,
    content: [
      ...paragraphs([erase.intro]),
      field({ name: "address", label: erase.field, type: "email", required: true }),
    ],
    submit: erase.next,
    onSubmit: async (values) => confirm(values.text("address")),
  });
}

/** It cannot be undone, so it is said once more whose data it is. @param {string} address */
function confirm(address) {
  const { erase } = words();
  ask({
    heading: erase.confirm(mask(address)),
    content: paragraphs([erase.forGood]),
    submit: erase.submit,
    danger: true,
    onSubmit: async () => {
      const counts = await api.erase(address);
      const count = counts.aliases ?? 0;
      (count === 0 ? tellFailure : tell)(erase.done(count));
    },
  });
}
