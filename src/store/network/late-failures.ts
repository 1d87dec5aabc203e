/** What the platform says of a member's copy after it was handed over: a complaint ends the membership, all else is a failure. */
import { inArray, sql } from "drizzle-orm";
import { inBrackets } from "../../mail/header/msg-id.ts";
import type { LateFailure } from "../../relay/ports/late-failures.ts";
import { commit, openAdminDb } from "../admin/db.ts";
import { sentIdScope } from "../contexts.ts";
import { listed } from "../listed.ts";
import type { Vault } from "../vault.ts";
import { leaving } from "./members.ts";
import { announcement, announcementCopy } from "./schema.ts";

/** Whoever reports a network's mail as spam does not want it, and the platform sends them nothing more in any case. */
export async function noteMemberFailure(d1: D1Database, vault: Vault, { sentId, reason }: LateFailure): Promise<void> {
  const indexes = await vault.indexes(sentIdScope, inBrackets(sentId));
  const db = openAdminDb(d1);
  if (reason !== "complained") return void (await commit(db, failed(indexes, reason)));
  const theirs = db.select({ id: announcementCopy.memberId }).from(announcementCopy);
  const members = await theirs.where(inArray(announcementCopy.sentIndex, [...indexes]));
  await commit(db, await leaving(db, vault, sql`id IN ${listed(members.map(({ id }) => id))}`));
}

function failed(indexes: readonly string[], reason: string) {
  const sent = sql`sent_index IN ${listed(indexes)} AND outcome = 'sent'`;
  return [
    sql`UPDATE ${announcement} SET sent = sent - 1, failed = failed + 1 WHERE ended_at IS NOT NULL
      AND id IN (SELECT announcement_id FROM ${announcementCopy} WHERE ${sent})`,
    sql`UPDATE ${announcementCopy} SET outcome = 'failed', reason = ${reason} WHERE ${sent}`,
  ];
}
