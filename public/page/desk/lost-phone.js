/** A lost phone: everything to and from one private mailbox stops, at all public addresses. */
import { api } from "../api.js";
import { words } from "../i18n.js";
import { ask, paragraphs } from "../kit/dialog.js";
import { field } from "../kit/form.js";
import { tell, tellFailure } from "../kit/outcome.js";

/** @param {() => Promise<void>} [stopped] */
export function askToStop(stopped) {
  const { stop } = words();
  ask({
    heading: stop.heading,
    content: [
      ...paragraphs([stop.intro]),
      field({ name: "destination", label: stop.field, type: "email", required: true }),
      ...paragraphs([stop.after]),
    ],
    submit: stop.submit,
    danger: true,
    onSubmit: async (values) => {
      const counts = await api.stop(values.text("destination"));
      await stopped?.();
      const count = counts.forwardings ?? 0;
      (count === 0 ? tellFailure : tell)(stop.done(count));
    },
  });
}
