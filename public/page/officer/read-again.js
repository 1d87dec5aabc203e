/**
 * What a dialog is about, as it was read last. Whoever was not quick enough (412) reads it again in the dialog: what they
 * typed stays, and beside it stands what is there now.
 */
import { ApiError } from "../api.js";

const NOT_FOUND = 404;

/**
 * @template Thing
 * @param {Thing} shown
 * @param {() => Promise<Thing | undefined>} readNow
 */
function lastRead(shown, readNow) {
  let read = shown;
  return {
    read: () => read,
    again: async () => {
      const found = await readNow();
      if (!found) throw new ApiError(NOT_FOUND, "", undefined);
      read = found;
      return found;
    },
  };
}

/** @param {import("../api.js").Forwarding} forwarding @param {import("./sheet.js").Calls["refresh"]} refresh */
export function lastReadForwarding(forwarding, refresh) {
  return lastRead(forwarding, async () => {
    const { addresses } = await refresh(forwarding.id);
    return addresses.flatMap(({ forwardings }) => forwardings).find(({ id }) => id === forwarding.id);
  });
}

/** @param {import("../api.js").AddressWithForwardings} address @param {import("./sheet.js").Calls["refresh"]} refresh */
export function lastReadAddress(address, refresh) {
  return lastRead(address, async () => (await refresh(address.id)).addresses.find(({ id }) => id === address.id));
}

/**
 * What was typed and is not what stands there: nothing else is sent.
 *
 * @template {string} Name
 * @param {Readonly<Record<Name, string>>} typed @param {Readonly<Record<Name, string>>} read
 * @returns {Partial<Record<Name, string>>}
 */
export function changedOf(typed, read) {
  const names = /** @type {Name[]} */ (Object.keys(typed)).filter((name) => typed[name] !== read[name]);
  return /** @type {Partial<Record<Name, string>>} */ (Object.fromEntries(names.map((name) => [name, typed[name]])));
}
