/** What is asked before a forwarding is named anew or deleted, and what a fresh welcome mail brought. */

import { api } from "../api.js";
import { words } from "../i18n.js";
import { ask, paragraphs } from "../kit/dialog.js";
import { explain } from "../kit/failure.js";
import { field } from "../kit/form.js";
import { dayAfter, nameOf } from "../kit/format.js";
import { tell, tellFailure } from "../kit/outcome.js";
import { changedOf, lastReadForwarding } from "./read-again.js";

/** Days until the rows of what was deleted are erased. */
export const ERASED_AFTER_DAYS = 30;

/** @typedef {import("../api.js").Forwarding} Forwarding @typedef {import("./sheet.js").Calls["refresh"]} Refresh */

/** @param {Forwarding} forwarding @param {Refresh} refresh */
export function relabel(forwarding, refresh) {
  const { forwarding: said, shell, address } = words();
  const { read, again } = lastReadForwarding(forwarding, refresh);
  ask({
    heading: said.relabelHeading,
    content: [field({ name: "label", label: said.label, hint: said.labelHint, value: forwarding.label })],
    submit: shell.save,
    onSubmit: async (values) => {
      const change = changedOf({ label: values.text("label") }, { label: read().label });
      if (Object.keys(change).length > 0) await api.changeForwarding(read(), change);
      await refresh(forwarding.id);
      tell(address.saved);
    },
    readAgain: async () => ({ label: (await again()).label }),
  });
}

/** Says how many aliases die with it, so it counts them first. @param {Forwarding} forwarding @param {Refresh} refresh */
export async function deleteForwarding(forwarding, refresh) {
  const said = words().forwarding;
  const who = nameOf(forwarding);
  try {
    const { read, again } = lastReadForwarding(forwarding, refresh);
    const aliases = await api.aliases(forwarding.id);
    const content = paragraphs(said.deleteText(said.aliasCount(aliases.length), dayAfter(ERASED_AFTER_DAYS)));
    const onSubmit = async () => {
      await api.deleteForwarding(read());
      await refresh(forwarding.addressId);
      tell(said.deleted(who));
    };
    const readAgain = async () => void (await again());
    ask({ heading: said.deleteHeading(who), content, submit: said.delete, danger: true, onSubmit, readAgain });
  } catch (error) {
    tellFailure(explain(error));
  }
}

/** @param {Forwarding} forwarding @param {Refresh} refresh */
export async function sendWelcome(forwarding, refresh) {
  const said = words().forwarding;
  try {
    const { outcome } = await api.welcome(forwarding.id);
    await refresh(forwarding.id);
    if (outcome === "sent") tell(said.welcomed);
    else tellFailure(said.notWelcomed);
  } catch (error) {
    tellFailure(explain(error));
  }
}
