/** What the page shows first, in one call. */

import { api } from "../api.js";
import { noteVersion } from "../kit/version.js";
import { firstWish, readStats } from "./stats.js";

/** @typedef {import("./stats.js").Desk} Desk */

/** @returns {Promise<Desk>} */
export async function readDesk() {
  const { items, stats, version } = await api.desk(firstWish());
  noteVersion(version);
  return { addresses: items, stats: readStats(stats), readAt: Date.now() };
}

/** @returns {Promise<import("../api.js").AddressWithForwardings[]>} */
export async function readAddresses() {
  return (await readDesk()).addresses;
}
