/** The row of a copy. Its id may be another than the copy's: keys have been changed since it was written, or a verdict was missing. */
import { type SQL, sql } from "drizzle-orm";
import type { ClaimWish } from "../../relay/ports/journal.ts";
import type { Vault } from "../vault.ts";
import { wished } from "./rows.ts";

/** With the ids that its row can stand under already: the verified copy's, and both under the former key. */
export type Named<Wish> = Wish & { readonly otherIds: readonly string[]; readonly deniedIds: readonly string[] };

export function withFormerIds<Wish extends Pick<ClaimWish, "id" | "verifiedId" | "deniesId">>(
  vault: Vault,
  wishes: readonly Wish[],
): readonly Named<Wish>[] {
  return wishes.map((wish) => {
    const otherIds = [wish.verifiedId, wish.id].flatMap((id) => (id ? vault.underEveryKey([id]) : []));
    const deniedIds = wish.deniesId ? vault.underEveryKey([wish.deniesId]) : [];
    return { ...wish, otherIds: otherIds.filter((id) => id !== wish.id), deniedIds };
  });
}

/**
 * The id of the row to claim or to write: one that is there under another name, so that a message that was claimed before
 * keys were changed, or with a verdict that is missing now, does not go out again; else its own name.
 */
const ROW_ID = sql`coalesce((SELECT id FROM delivery WHERE id IN (SELECT value FROM json_each(${wished("otherIds")}))),
  ${wished("id")})`;

/** Of a letter that says that a copy was not sent, that copy's row while it is out or on its way. */
export function claimedId(now: number): SQL {
  return sql`coalesce((SELECT id FROM delivery WHERE id IN (SELECT value FROM json_each(${wished("deniedIds")}))
    AND (outcome = 'sent' OR (outcome = 'claimed' AND lease_until > ${now}))), ${ROW_ID})`;
}

/** What a claim and a record say alike of a copy. */
export const COPY = {
  id: ROW_ID,
  direction: wished("direction"),
  addressId: wished("addressId"),
  forwardingId: wished("forwardingId"),
  alias: wished("alias"),
  size: wished("size"),
  spamScore: wished("spamScore"),
} as const;
