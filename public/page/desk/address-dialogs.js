/** What is asked when a public address is made, named or deleted, or when somebody is to get its mail. */
import { ApiError, api } from "../api.js";
import { words } from "../i18n.js";
import { ask, paragraphs } from "../kit/dialog.js";
import { el } from "../kit/dom.js";
import { field } from "../kit/form.js";
import { dayAfter } from "../kit/format.js";
import { tell } from "../kit/outcome.js";
import { ERASED_AFTER_DAYS } from "../officer/forwarding-dialogs.js";
import { changedOf, lastReadAddress } from "../officer/read-again.js";

/** @typedef {import("../officer/sheet.js").Calls["refresh"]} Refresh */

export function addressFields() {
  const { address: said } = words();
  return [
    field({ name: "address", label: said.field, hint: said.fieldHint, type: "email", required: true }),
    field({ name: "name", label: said.name, hint: said.nameHint }),
  ];
}

/** An address on another domain than the rest, which may be mistyped: asking for it once more confirms it. */
let doubted = "";

/** @param {string} address @param {string} name */
async function publish(address, name) {
  try {
    return await api.addAddress({ address, name, confirmDomain: address === doubted });
  } catch (error) {
    if (error instanceof ApiError && error.code === "other-domain") doubted = address;
    throw error;
  }
}

/** @param {import("../kit/form.js").Values} values @param {Refresh} refresh */
export async function makeAddress(values, refresh) {
  const made = await publish(values.text("address"), values.text("name"));
  await refresh(made.id);
  tell(words().address.added(made.address));
}

/** @param {Refresh} refresh */
export function addAddress(refresh) {
  const { address: said } = words();
  const onSubmit = (/** @type {import("../kit/form.js").Values} */ values) => makeAddress(values, refresh);
  ask({ heading: said.add, content: addressFields(), submit: said.add, onSubmit });
}

/** @param {import("../api.js").AddressWithForwardings} address @param {Refresh} refresh */
export function editAddress(address, refresh) {
  const { address: said, shell } = words();
  const { read, again } = lastReadAddress(address, refresh);
  ask({
    heading: said.editHeading(address.address),
    content: [
      field({ name: "name", label: said.name, hint: said.nameHint, value: address.name }),
      field({ name: "nameSuffix", label: said.suffix, hint: said.suffixHint, value: address.nameSuffix }),
      receivedField(address),
    ],
    submit: shell.save,
    onSubmit: async (values) => {
      const typed = { name: values.text("name"), nameSuffix: values.text("nameSuffix") };
      const change = changedOf({ ...typed, receivedAs: values.text("receivedAs") }, textsOf(read()));
      const receivedAs = change.receivedAs === undefined ? {} : { receivedAs: change.receivedAs || null };
      if (Object.keys(change).length > 0) await api.changeAddress(read(), { ...change, ...receivedAs });
      await refresh(address.id);
      tell(said.saved);
    },
    readAgain: async () => textsOf(await again()),
  });
}

/** As they stand in the fields. @param {import("../api.js").Address} address */
const textsOf = ({ name, nameSuffix, receivedAs }) => ({ name, nameSuffix, receivedAs: receivedAs ?? "" });

/** For mail that stays at Google Workspace or Microsoft 365. @param {import("../api.js").Address} address */
function receivedField({ receivedAs }) {
  const { address: said } = words();
  const wish = { name: "receivedAs", label: said.receivedAs, hint: said.receivedAsHint, value: receivedAs ?? "" };
  return field({ ...wish, type: /** @type {const} */ ("email") });
}

/** @param {import("../api.js").AddressWithForwardings} address @param {Refresh} refresh */
export function deleteAddress(address, refresh) {
  const { address: said } = words();
  const { read, again } = lastReadAddress(address, refresh);
  const text = el("div", {});
  const draw = () => {
    text.replaceChildren(...paragraphs(said.deleteText(read().forwardings.length, dayAfter(ERASED_AFTER_DAYS))));
  };
  draw();
  ask({
    heading: said.deleteHeading(address.address),
    content: [text],
    submit: said.delete,
    danger: true,
    onSubmit: async () => {
      await api.deleteAddress(read());
      await refresh("");
      tell(said.deleted(address.address));
    },
    readAgain: async () => {
      await again();
      draw();
    },
  });
}

export function forwardingFields() {
  const { forwarding: said } = words();
  return [
    field({ name: "destination", label: said.destination, hint: said.destinationHint, type: "email", required: true }),
    field({ name: "label", label: said.label, hint: said.labelHint }),
  ];
}

/** @param {string} addressId @param {import("../kit/form.js").Values} values @param {Refresh} refresh */
export async function makeForwarding(addressId, values, refresh) {
  const body = { destination: values.text("destination"), label: values.text("label") };
  const made = await api.addForwarding(addressId, body);
  await refresh(made.id);
  tell(made.state === "invited" ? words().forwarding.added : words().forwarding.addedPending);
}

/** @param {import("../api.js").Address} address @param {Refresh} refresh */
export function addForwarding(address, refresh) {
  const { forwarding: said } = words();
  const onSubmit = (/** @type {import("../kit/form.js").Values} */ values) =>
    makeForwarding(address.id, values, refresh);
  ask({ heading: said.addHeading(address.address), content: forwardingFields(), submit: said.add, onSubmit });
}
