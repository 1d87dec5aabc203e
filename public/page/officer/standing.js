/** How a forwarding stands, as the page says it: a word, and whether somebody must look. */

/** @typedef {import("../api.js").Forwarding} Forwarding @typedef {"active" | "pending" | "invited" | "stopped"} Standing */

/** @param {Forwarding} forwarding @returns {Standing} */
export function standing({ state, deliver, pausedBy }) {
  if (state !== "active") return state;
  return deliver && pausedBy === null ? "active" : "stopped";
}

/** Whether its mail reaches nobody although it is open. @param {import("../api.js").AddressWithForwardings} address */
export function reachesNobody({ open, forwardings }) {
  return open && !forwardings.some((one) => standing(one) === "active");
}
