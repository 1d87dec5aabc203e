/** From pending to invited: whom the welcome mails are for, what became of each, who has answered and who is reminded. */
import { and, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import { DAY } from "../../mail/duration.ts";
import { listed } from "../listed.ts";
import { address, forwarding } from "../schema.ts";
import { type AdminDb, commit, type Statement } from "./db.ts";
import type { ForwardingRow } from "./forwardings.ts";

/** Days after the welcome mail at which somebody who has not answered is reminded. */
const REMINDER_DAYS = [2, 5] as const;

const waiting = and(sql`${forwarding.state} IN ('pending', 'invited')`, isNull(forwarding.deletedAt));

/**
 * Keeps the address that the welcome mails come from; the first one that was made stays.
 * @returns the one that stays, sealed
 */
export async function keepConfirmation(
  db: AdminDb,
  id: string,
  made: { readonly sealed: string; readonly index: string },
): Promise<string> {
  const isFirst = sql`${forwarding.confirmationIndex} IS NULL`;
  const [kept] = await db
    .update(forwarding)
    .set({
      confirmationSealed: sql`CASE WHEN ${isFirst} THEN ${made.sealed} ELSE ${forwarding.confirmationSealed} END`,
      confirmationIndex: sql`CASE WHEN ${isFirst} THEN ${made.index} ELSE ${forwarding.confirmationIndex} END`,
    })
    .where(eq(forwarding.id, id))
    .returning({ sealed: forwarding.confirmationSealed });
  if (kept?.sealed) return kept.sealed;
  throw new Error("the forwarding is gone");
}

/** Itself, and those for which its welcome mail is, too. */
const greetedWith = (id: string) => or(eq(forwarding.id, id), eq(forwarding.welcomedWith, id));

/** The welcome mail was handed over. @param sentIndex keyed hash of the id under which */
export async function invite(db: AdminDb, id: string, now: number, sentIndex: string): Promise<void> {
  const invited = { state: "invited", stateReason: "", triedAt: now, invitedAt: now, reminders: 0 } as const;
  await db
    .update(forwarding)
    .set({ ...invited, welcomeSentIndex: sentIndex })
    .where(and(greetedWith(id), waiting));
}

/** The welcome mail could not be handed over: why, and when it was tried. */
export async function stayPending(db: AdminDb, id: string, reason: string, now: number): Promise<void> {
  await db
    .update(forwarding)
    .set({ stateReason: reason, triedAt: now })
    .where(and(greetedWith(id), eq(forwarding.state, "pending")));
}

/**
 * The welcome mail of one who has not answered yet has failed after it was handed over.
 * @returns the public addresses of those whose it was, alone or together
 */
export async function bounceWelcome(
  db: AdminDb,
  sentIndexes: readonly string[],
  reason: string,
  now: number,
): Promise<string[]> {
  const known = inArray(forwarding.welcomeSentIndex, [...sentIndexes]);
  const leaders = db.select({ id: forwarding.id }).from(forwarding).where(known);
  const marked = await db
    .update(forwarding)
    .set({ state: "pending", stateReason: reason, triedAt: now, welcomeSentIndex: null })
    .where(
      and(
        or(known, inArray(forwarding.welcomedWith, leaders)),
        eq(forwarding.state, "invited"),
        isNull(forwarding.confirmedAt),
        isNull(forwarding.deletedAt),
      ),
    )
    .returning({ addressId: forwarding.addressId });
  return marked.map(({ addressId }) => addressId);
}

/** @param reminders 0 when it could not be sent now @param sentIndex of the reminder that was handed over */
export async function remind(
  db: AdminDb,
  id: string,
  reminders: 0 | 1,
  now: number,
  sentIndex: string | undefined,
): Promise<void> {
  const again = sentIndex === undefined ? {} : { welcomeSentIndex: sentIndex };
  await db
    .update(forwarding)
    .set({ reminders: sql`${forwarding.reminders} + ${reminders}`, triedAt: now, ...again })
    .where(and(eq(forwarding.id, id), eq(forwarding.state, "invited")));
}

/** Those of one mailbox whose roster asked it once: whichever of their welcome mails is answered, it is for all of them. */
export function greetedTogether(db: AdminDb, { id, welcomedWith }: ForwardingRow): Promise<ForwardingRow[]> {
  return db
    .select()
    .from(forwarding)
    .where(and(or(eq(forwarding.id, welcomedWith ?? id), greetedWith(welcomedWith ?? id)), waiting));
}

/** Inserts the mailbox that an answer came from at one forwarding, where the condition given holds. */
type Further = (forwardingId: string, condition: SQL) => readonly Statement[];

/** The welcome mail was answered; only the first answer counts, and brings its mailbox along. */
export async function confirm(
  db: AdminDb,
  ids: readonly string[],
  now: number,
  further: Further | undefined,
): Promise<void> {
  const isFirst = (id: string) => sql`EXISTS (SELECT 1 FROM ${forwarding} WHERE id = ${id} AND confirmed_at IS NULL)`;
  const confirmed = db
    .update(forwarding)
    .set({ state: "invited", stateReason: "", confirmedAt: now })
    .where(and(inArray(forwarding.id, listed(ids)), waiting, isNull(forwarding.confirmedAt)));
  await commit(db, [...(further ? ids.flatMap((id) => further(id, isFirst(id))) : []), confirmed]);
}

/** Whose welcome mail is no other's, or another's that nobody can answer any more. */
const greetsItself = sql`NOT EXISTS (SELECT 1 FROM ${forwarding} AS leader WHERE leader.id = ${forwarding.welcomedWith}
  AND leader.deleted_at IS NULL AND leader.confirmed_at IS NULL)`;

/** The other public addresses that a welcome mail is for, by the id of its forwarding. */
export async function addressesGreeted(
  db: AdminDb,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db
    .select({ leader: forwarding.welcomedWith, address: address.address })
    .from(forwarding)
    .innerJoin(address, eq(address.id, forwarding.addressId))
    .where(and(inArray(forwarding.welcomedWith, listed(ids)), waiting))
    .orderBy(address.address);
  const byLeader = Map.groupBy(rows, ({ leader }) => leader ?? "");
  return new Map([...byLeader].map(([leader, of]) => [leader, of.map((row) => row.address)]));
}

/** The mailbox does not exist, or its owner has reported the mail as spam: only the admin can know what to do. */
const BY_ITSELF = sql`${forwarding.stateReason} NOT IN ('welcome-bounced', 'welcome-complained')`;

/** A full mailbox is given a day: Cloudflare stops mail to it for as long. */
const settled = (now: number) =>
  sql`(${forwarding.stateReason} <> 'welcome-bounced-soft' OR ${forwarding.triedAt} <= ${now - DAY})`;

/** Pending forwardings that another try may help, the one that has waited longest first. */
export function pendingForwardings(db: AdminDb, now: number, limit: number): Promise<ForwardingRow[]> {
  return db
    .select()
    .from(forwarding)
    .where(
      and(sql`${forwarding.state} = 'pending'`, isNull(forwarding.deletedAt), greetsItself, BY_ITSELF, settled(now)),
    )
    .orderBy(forwarding.triedAt)
    .limit(limit);
}

/** Invited forwardings that have not answered, and are to be reminded. */
export function dueReminders(db: AdminDb, now: number, limit: number): Promise<ForwardingRow[]> {
  const silent = REMINDER_DAYS.map(
    (days, sent) => sql`(${forwarding.reminders} = ${sent} AND ${forwarding.invitedAt} <= ${now - days * DAY})`,
  );
  return db
    .select()
    .from(forwarding)
    .where(
      and(
        sql`${forwarding.state} = 'invited'`,
        isNull(forwarding.deletedAt),
        and(isNull(forwarding.confirmedAt), greetsItself, or(...silent)),
      ),
    )
    .orderBy(forwarding.triedAt)
    .limit(limit);
}
