/** How members get from the former key to the current one (../rotation.ts). */
import { sql } from "drizzle-orm";
import { foldMailbox } from "../../mail/header/address.ts";
import { damagedIndex, type Move, moved, resealed } from "../rotation-moves.ts";
import { addressOf } from "../stored-address.ts";
import { memberContext, memberScope } from "./contexts.ts";
import { member } from "./schema.ts";

/** OR REPLACE: whoever joined again meanwhile is the same member. */
export const moveMembers: Move = async (db, vault, batch) => {
  const rows = await db.select().from(member).where(batch.of).limit(batch.limit);
  const renew = async ({ id, addressId, memberSealed }: (typeof rows)[number]) => {
    const [text, sealed] = await resealed(vault, memberContext(id), memberSealed);
    return { id, sealed, index: await vault.current.index(memberScope(addressId), foldMailbox(addressOf(text))) };
  };
  return moved(rows, {
    idOf: ({ id }) => id,
    renew,
    write: (list) => [
      sql`UPDATE OR REPLACE member SET member_sealed = value ->> 'sealed', member_index = value ->> 'index'
        FROM ${list} WHERE member.id = value ->> 'id'`,
    ],
    giveUp: (ids) => sql`UPDATE member SET member_index = ${damagedIndex(vault)} WHERE id IN ${ids}`,
  });
};
