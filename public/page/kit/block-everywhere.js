/** Blocks somebody, or a domain, at several public addresses, and takes that back. */
import { ApiError, api } from "../api.js";

const CONFLICT = 409;

/**
 * @param {readonly string[]} addressIds
 * @param {import("../api.js").Body<import("../api.js").Contract["addBlock"]>} whom
 * @returns {Promise<() => Promise<void>>} releases what was blocked by this alone: where they were blocked already stays so
 */
export async function blockAt(addressIds, whom) {
  /** @type {string[]} */
  const made = [];
  for (const addressId of addressIds) {
    try {
      made.push((await api.addBlock(addressId, whom)).id);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== CONFLICT) throw error;
    }
  }
  return async () => {
    for (const id of made) await api.deleteBlock(id);
  };
}
