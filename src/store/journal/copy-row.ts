/** The row of a copy. Its id may be another than the copy's: keys have been changed since it was written, or a verdict was missing. */
import { sql } from "drizzle-orm";
import type { ClaimWish } from "../../relay/ports/journal.ts";
import type { Vault } from "../vault.ts";
import { wished } from "./rows.ts";

/** With the ids that its row can stand under already: the verified copy's, and both under the former key. */
export type Named<Wish> = Wish & { readonly otherIds: readonly string[] };

export function withFormerIds<Wish extends Pick<ClaimWish, "id" | "verifiedId">>(
  vault: Vault,
  wishes: readonly Wish[],
): readonly Named<Wish>[] {
  return wishes.map((wish) => {
    const otherIds = [wish.verifiedId, wish.id].flatMap((id) => (id ? vault.underEveryKey([id]) : []));
    return { ...wish, otherIds: otherIds.filter((id) => id !== wish.id) };
  });
}

/**
 * The id of the row to claim or to write: one that is there under another name, so that a message that was claimed before
 * keys were changed, or with a verdict that is missing now, does not go out again; else its own name.
 */
const ROW_ID = sql`coalesce((SELECT id FROM delivery WHERE id IN (SELECT value FROM json_each(${wished("otherIds")}))),
  ${wished("id")})`;

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
