/** Japanese words for the list of addresses and officers, under the keys of en-list.js. */

/** @type {typeof import("./en-list.js").list} */
export const list = {
  search: "担当者やアドレスを探す",
  found: (n) => `担当者 ${n} 人`,
  officers: (n) => `${n} 人`,
  waiting: (n) => `確認待ち ${n} 人`,
  nobody: "届く人がいません",
  closed: "受付停止中",
  settings: "窓口の設定",
  settingsOf: (address) => `${address} の設定`,
  at: (address) => `${address} に届いたメール`,
};
