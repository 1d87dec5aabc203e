/** Which addresses stand open in the list: few officers are all shown, many are folded, and what somebody opened stays so. */

const OPEN_KEY = "safetyanswer.open";

/** So many officers are looked over at a glance. */
const AT_A_GLANCE = 8;

/** @returns {Record<string, boolean>} what was chosen by hand, by the address's id */
function chosen() {
  try {
    return JSON.parse(localStorage.getItem(OPEN_KEY) ?? "{}");
  } catch {
    return {}; // Written by nobody who knows this page.
  }
}

/** @param {import("../api.js").AddressWithForwardings[]} addresses @returns {(id: string) => boolean} */
export function openOnes(addresses) {
  const officers = addresses.reduce((sum, { forwardings }) => sum + forwardings.length, 0);
  const byHand = chosen();
  return (id) => byHand[id] ?? officers <= AT_A_GLANCE;
}

/** @param {string} id @param {boolean} open */
export function rememberOpen(id, open) {
  localStorage.setItem(OPEN_KEY, JSON.stringify({ ...chosen(), [id]: open }));
}
