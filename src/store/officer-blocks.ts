/**
 * Whom one officer takes no mail from, and writes none to. It holds for the mailbox, whichever way its address is spelled: a
 * `+tag`, dots at Gmail or a twin domain evade it neither way. The block stands by itself, so that it outlives its alias.
 */
import { and, eq, isNull, sql } from "drizzle-orm";
import { randomWord } from "../mail/base-encoding.ts";
import { type Address, foldMailbox } from "../mail/header/addr-spec.ts";
import { blockScope } from "../relay/inbound/screening.ts";
import { blockAlias, releaseAliases } from "./admin/aliases.ts";
import { deleteOfficerBlock, insertBlock } from "./admin/blocks.ts";
import type { AdminDb, Statement } from "./admin/db.ts";
import { blockContext, correspondentContext } from "./contexts.ts";
import { alias, block } from "./schema.ts";
import { openedAddress } from "./stored-address.ts";
import type { Vault } from "./vault.ts";

/** An alias, and where its correspondent is blocked. */
interface BlockPlace {
  readonly aliasId: string;
  readonly forwardingId: string;
  /** The forwarding's. */
  readonly scope: string;
  readonly addressId: string;
  /** The public address, as an addr-spec. */
  readonly publicAddress: string;
  readonly correspondent: Address;
  /** Of a survey alone: who it is must show nowhere else, so the alias is blocked, and not the mailbox behind it. */
  readonly survey?: string | null | undefined;
}

/** To be committed together; the last one says whether anything changed. */
export async function blockStatements(
  db: AdminDb,
  vault: Vault,
  place: BlockPlace,
  createdAt: number,
): Promise<readonly Statement[]> {
  if (place.survey) return [blockAlias(db, place.aliasId)];
  const id = randomWord(16);
  const [patternSealed, indexes] = await Promise.all([
    vault.seal(blockContext(id), place.correspondent.key),
    mailboxIndexes(vault, place),
  ]);
  const { addressId, scope, aliasId } = place;
  const row = { id, addressId, kind: "correspondent", patternSealed, createdAt, scope } as const;
  return [insertBlock(row, indexes), blockAlias(db, aliasId)];
}

/** Lifts it for every alias of that mailbox, whichever of them it was made by. */
export async function unblockStatements(db: AdminDb, vault: Vault, place: BlockPlace): Promise<readonly Statement[]> {
  if (place.survey) return [releaseAliases(db, [place.aliasId])];
  const [indexes, aliases] = await Promise.all([mailboxIndexes(vault, place), blockedAliases(db, vault, place)]);
  return [deleteOfficerBlock(place.scope, indexes), releaseAliases(db, aliases)];
}

/** Under every key at hand. */
function mailboxIndexes(
  vault: Vault,
  { publicAddress, correspondent }: Pick<BlockPlace, "publicAddress" | "correspondent">,
) {
  return vault.indexes(blockScope(publicAddress), foldMailbox(correspondent));
}

/** The ids of those that stand for this mailbox, but for nameless ones. */
async function blockedAliases(db: AdminDb, vault: Vault, place: BlockPlace): Promise<readonly string[]> {
  const rows = await db
    .select()
    .from(alias)
    .where(and(eq(alias.forwardingId, place.forwardingId), sql`${alias.blocked} = 1`, isNull(alias.survey)));
  const mailbox = foldMailbox(place.correspondent);
  const theirs = await Promise.all(
    rows.map(async ({ id, correspondentIndex, correspondentSealed }) => {
      const context = correspondentContext(place.scope);
      const correspondent = await openedAddress(vault, context, correspondentSealed, correspondentIndex);
      return correspondent && foldMailbox(correspondent) === mailbox ? [id] : [];
    }),
  );
  return theirs.flat();
}

/** Which of these correspondents are blocked there: by the officer, or at the whole public address. */
export async function isBlockedThere(
  db: AdminDb,
  vault: Vault,
  place: Pick<BlockPlace, "addressId" | "scope" | "publicAddress">,
): Promise<(correspondent: Address) => Promise<boolean>> {
  const rows = await db
    .select({ senderIndex: block.senderIndex })
    .from(block)
    .where(
      and(
        eq(block.addressId, place.addressId),
        eq(block.kind, "correspondent"),
        sql`${block.scope} IN ('', ${place.scope})`,
      ),
    );
  const blocked = new Set(rows.map(({ senderIndex }) => senderIndex));
  return async (correspondent) =>
    blocked.size > 0 && (await mailboxIndexes(vault, { ...place, correspondent })).some((index) => blocked.has(index));
}
