/** English words for the list of addresses and officers. */

/** @param {number} count @param {string} one @param {string} many */
const some = (count, one, many) => `${count} ${count === 1 ? one : many}`;

export const list = {
  search: "Search officers and addresses",
  found: /** @param {number} n */ (n) => `${some(n, "officer", "officers")} found`,
  officers: /** @param {number} n */ (n) => some(n, "officer", "officers"),
  waiting: /** @param {number} n */ (n) => `${n} not confirmed`,
  nobody: "Reaches nobody",
  closed: "Closed",
  settings: "Settings",
  settingsOf: /** @param {string} address */ (address) => `Settings of ${address}`,
  at: /** @param {string} address */ (address) => `Mail to ${address}`,
};
