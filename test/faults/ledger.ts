/** What became of every message, and whether it may have become of it. */
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { correspondentContext, nameContext } from "../../src/store/contexts.ts";
import { ATTEMPTS } from "../../src/store/journal/claims.ts";
import * as schema from "../../src/store/schema.ts";
import { shown } from "../support/reading.ts";
import type { FaultPlan, Strike } from "./fault.ts";
import type { Mailing } from "./scenarios.ts";
import { ADMIN, type Answer, type Sea } from "./sending-server.ts";

export class Ledger {
  messages = 0;
  faults = 0;
  accepted = 0;
  rejected = 0;
  /** Came back to its author after five days. */
  returned = 0;
  /** Cut off by the platform, which refuses the mail for good. */
  cutOff = 0;
  /** Attempt after attempt died with its claim, as often as is allowed: nothing more was sent, and the admin was told. */
  givenUp = 0;
  lost = 0;
  doubled = 0;
  /** Where a single fault doubled a message. */
  readonly doublings = new Set<string>();
  /** Each broken promise, in words. */
  readonly broken: string[] = [];

  /** Enters one message that is off its senders' hands. @param answers what each machine of the sender's heard last */
  enter(sea: Sea, mailing: Mailing, plan: FaultPlan, answers: readonly Answer[]): void {
    this.messages++;
    this.faults += plan.strikes.length;
    const accepted = answers.includes("accepted");
    this.#count(answers);
    if (answers.includes("cut-off")) this.#break("cut off", plan);
    const givenUp = isGivenUp(plan) && (alarmsFor(sea) > 0 || isAlarmSilenced(plan));
    if (givenUp) this.givenUp++;
    if (answers.includes("rejected") && !mailing.refused && !mailing.told && !givenUp) this.#break("refused", plan);
    if (accepted && mailing.refused) this.#break("accepted what is to be refused", plan);
    const copies = mailing.readers.map((reader) => copiesFor(sea, reader, mailing.mark));
    if (accepted && copies.includes(0) && !givenUp) this.#lose("lost", plan);
    if (accepted && !givenUp && !answers.includes("rejected") && mailing.told && noticesFor(sea, mailing.told) === 0)
      this.#lose("nobody was told", plan);
    this.#checkDoubles(Math.max(0, ...copies), plan);
  }

  #count(answers: readonly Answer[]): void {
    if (answers.includes("accepted")) this.accepted++;
    else if (answers.includes("rejected")) this.rejected++;
    else if (answers.includes("cut-off")) this.cutOff++;
    else this.returned++;
  }

  #lose(words: string, plan: FaultPlan): void {
    this.lost++;
    this.#break(words, plan);
  }

  #break(words: string, plan: FaultPlan): void {
    this.broken.push(`${words} after ${JSON.stringify(plan.strikes)}`);
  }

  /** A copy more is allowed for each fault that kept a copy which was out from being known. */
  #checkDoubles(most: number, plan: FaultPlan): void {
    if (most <= 1) return;
    this.doubled++;
    const [strike, ...others] = plan.strikes;
    if (strike && others.length === 0) this.doublings.add(`${strike.place}: ${strike.kind}`);
    if (most > 1 + plan.strikes.filter(mayDouble).length) this.#break(`${most} copies`, plan);
  }

  toString(): string {
    const { messages, faults, accepted, rejected, returned, cutOff, lost, doubled } = this;
    const ends = `accepted ${accepted}, refused ${rejected}, returned after five days ${returned}, cut off ${cutOff}`;
    return `messages ${messages}, faults ${faults}, lost ${lost}, doubled ${doubled} (${ends})`;
  }
}

/** The claim stands, and nobody will ever know what became of it: an attempt that died. */
function leavesLease({ place, kind }: Strike): boolean {
  if (place === "claim") return kind === "answer-lost" || kind === "answer-late" || kind === "crash-after";
  return (place === "send" || place === "record") && kind.startsWith("crash");
}

function isGivenUp({ strikes }: FaultPlan): boolean {
  return strikes.filter(leavesLease).length >= ATTEMPTS;
}

/** An alarm is never worth a message: a further fault, at the alarm itself, leaves the journal's row alone to tell of it. */
function isAlarmSilenced({ strikes }: FaultPlan): boolean {
  return strikes.slice(strikes.findLastIndex(leavesLease) + 1).length > 0;
}

function alarmsFor(sea: Sea): number {
  return sea.world.transport.sent.filter(({ envelopeRecipient }) => envelopeRecipient === ADMIN).length;
}

/** A copy is out and nobody will ever know: only its sender's next attempt can tell, and it sends once more. */
function mayDouble({ place, kind }: Strike): boolean {
  if (place === "send") return kind !== "error" && kind !== "time-out";
  return place === "record";
}

function copiesFor(sea: Sea, reader: string, mark: string): number {
  const theirs = sea.world.transport.sent.filter(({ envelopeRecipient }) => envelopeRecipient === reader);
  return theirs.filter((sent) => shown(sent, "subject").includes(mark)).length;
}

/** Notices are what goes to an officer from the public address itself. */
function noticesFor(sea: Sea, officer: string): number {
  return sea.world.transport.sent.filter(
    ({ envelopeRecipient, envelopeSender }) => envelopeRecipient === officer && envelopeSender.startsWith("desk"),
  ).length;
}

/** No alias is half made: each opens, and none is there twice. @returns how many there are @throws Error */
export async function countAliases(sea: Sea): Promise<number> {
  const db = drizzle(env.DB);
  const { vault } = sea.world;
  const rows = await db.select().from(schema.alias);
  const scopes = new Map((await db.select().from(schema.forwarding)).map(({ id, scope }) => [id, scope]));
  const shownOnes = new Set<string>();
  for (const row of rows) {
    const scope = scopes.get(row.forwardingId) ?? "";
    const correspondent = await vault.unseal(correspondentContext(scope), row.correspondentSealed);
    await vault.unseal(nameContext(scope), row.nameSealed);
    if ((await vault.index(correspondentContext(scope), correspondent)) !== row.correspondentIndex)
      throw new Error("an alias is indexed by somebody else");
    const key = `${row.forwardingId} ${row.correspondentIndex}`;
    if (row.shown && shownOnes.has(key)) throw new Error("two aliases are shown for one correspondent");
    shownOnes.add(key);
  }
  return rows.length;
}
