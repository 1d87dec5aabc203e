/** The one sentence on top: how things stand today. Pure, so that it can be tested without a page. */

import { words } from "../i18n.js";
import { when } from "../kit/format.js";

/**
 * @typedef {{ kind: "nobody", address: string, addressId: string } | { kind: "pending" | "stopped", count: number, forwardingId: string }
 *   | { kind: "failures", count: number } | { kind: "unanswered", count: number, days: number }} Reason
 * @typedef {{ kind: "empty" } | { kind: "well", lastThroughAt: string | null } | { kind: "needs-you", reasons: Reason[] }} State
 */

/** @param {import("./stats.js").Desk} desk @returns {State} */
export function stateOf({ addresses, stats }) {
  if (!addresses.some((address) => address.forwardings.length > 0)) return { kind: "empty" };
  const reasons = [...nobodyReached(addresses), ...waiting(addresses), ...stopped(addresses), ...fromStats(stats)];
  if (reasons.length > 0) return { kind: "needs-you", reasons };
  return { kind: "well", lastThroughAt: stats.lastThroughAt };
}

/** @param {State} state @returns {string} */
export function sentence(state) {
  const said = words().state;
  switch (state.kind) {
    case "empty":
      return said.empty;
    case "well":
      return state.lastThroughAt ? said.wellSince(when(state.lastThroughAt)) : said.well;
    case "needs-you": {
      const [first, ...others] = state.reasons.map(reasonText);
      return said.needsYou((first ?? "") + (others.length > 0 ? said.more(others.length) : ""));
    }
  }
}

/** @param {Reason} reason @returns {string} */
export function reasonText(reason) {
  const said = words().state;
  switch (reason.kind) {
    case "nobody":
      return said.nobody(reason.address);
    case "pending":
      return said.pending(reason.count);
    case "stopped":
      return said.stopped(reason.count);
    case "failures":
      return said.failures(reason.count);
    case "unanswered":
      return said.unanswered(reason.count, reason.days);
  }
}

/** Open addresses whose mail waits at its senders. @param {import("../api.js").AddressWithForwardings[]} addresses @returns {Reason[]} */
function nobodyReached(addresses) {
  return addresses
    .filter((address) => address.open && !address.forwardings.some((one) => one.state === "active" && one.deliver))
    .map((address) => ({ kind: "nobody", address: address.address, addressId: address.id }));
}

/** @param {import("../api.js").AddressWithForwardings[]} addresses @returns {Reason[]} */
function waiting(addresses) {
  const pending = addresses
    .flatMap((address) => address.forwardings)
    .filter((one) => one.state !== "active" && !one.confirmedAt);
  const first = pending[0];
  return first ? [{ kind: "pending", count: pending.length, forwardingId: first.id }] : [];
}

/** Officers whom a lost phone, or somebody, has stopped altogether: to forget them would be as bad as the loss. @param {import("../api.js").AddressWithForwardings[]} addresses @returns {Reason[]} */
function stopped(addresses) {
  const all = addresses
    .flatMap((address) => address.forwardings)
    .filter((one) => one.state === "active" && (one.pausedBy !== null || (!one.deliver && !one.allowReply)));
  const first = all[0];
  return first ? [{ kind: "stopped", count: all.length, forwardingId: first.id }] : [];
}

/** @param {import("./stats.js").Stats} stats @returns {Reason[]} */
function fromStats({ failures, unanswered }) {
  /** @type {Reason[]} */
  const reasons = [];
  if (failures > 0) reasons.push({ kind: "failures", count: failures });
  const { count, afterDays } = unanswered;
  if (count > 0) reasons.push({ kind: "unanswered", count, days: afterDays });
  return reasons;
}
