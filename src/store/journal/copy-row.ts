/** The row of a copy. Its id may be another than the copy's: keys have been changed since it was written, or a verdict was missing. */
import type { ClaimWish } from "../../relay/ports/journal.ts";
import type { Vault } from "../vault.ts";
import { listedAs, wished } from "../written.ts";

/** With the ids that its row can stand under already: the verified copy's, and both under the former key. */
export type Named<Wish> = Wish & { readonly otherIds: readonly string[]; readonly deniedIds: readonly string[] };

type Nameable = Pick<ClaimWish, "id" | "verifiedId" | "deniesId">;

export function withFormerIds<Wish extends Nameable>(vault: Vault, wish: Wish): Named<Wish> {
  const otherIds = [wish.verifiedId, wish.id].flatMap((id) => (id ? vault.underEveryKey([id]) : []));
  const deniedIds = wish.deniesId ? vault.underEveryKey([wish.deniesId]) : [];
  return { ...wish, otherIds: otherIds.filter((id) => id !== wish.id), deniedIds };
}

/**
 * The id of the row to claim or to write: one that is there under another name, so that a message that was claimed before
 * keys were changed, or with a verdict that is missing now, does not go out again; else its own name.
 */
export const ROW_ID = `coalesce((SELECT id FROM delivery WHERE id IN ${listedAs(wished("otherIds"))}), ${wished("id")})`;

/** Of a letter that says that a copy was not sent, that copy's row while it is out or on its way. @param now a parameter */
export function claimedId(now: string): string {
  return `coalesce((SELECT id FROM delivery WHERE id IN ${listedAs(wished("deniedIds"))}
    AND (outcome = 'sent' OR (outcome = 'claimed' AND lease_until > ${now}))), ${ROW_ID})`;
}

/** What a claim and a record say alike of a copy. */
export const COPY = {
  id: ROW_ID,
  direction: wished("direction"),
  address_id: wished("addressId"),
  forwarding_id: wished("forwardingId"),
  alias: wished("alias"),
  size: wished("size"),
  spam_score: wished("spamScore"),
} as const;
