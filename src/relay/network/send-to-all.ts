/**
 * Sends members their copies, a slice after the other, until all are out or this attempt may do no more. What became of four is
 * recorded before the next four go out, as everywhere (exactly-once.ts); the sender's next attempt goes on with the rest.
 */
import { AT_ONCE, isTooLate, sendInTime } from "../exactly-once.ts";
import {
  type Announcement,
  type Begun,
  countsAsSent,
  type MemberCopy,
  type MemberCopyEnd,
} from "../ports/announcements.ts";
import type { WaitReason } from "../reasons.ts";
import { Deferred } from "../transit.ts";
import { copyFor, type Mailing } from "./mailing.ts";

/** Members claimed at once. */
const SLICE = 40;

/** Statements: of a claim; of a record at most. Each counts, in a batch too, as far as anybody knows (docs/platform.md). */
const CLAIM = 2;
const RECORD = 6;

/** Whatever a message costs beside its copies: looking up, beginning, the numbers, a letter to its officer, an alarm. */
const FIXED = 32;

/** Reasons that hold for all further copies, too. */
const STOPS: ReadonlySet<string> = new Set(["quota", "rate-limit", "domain-not-onboarded", "recipient-not-verified"]);

/** Somebody has to put it right, and then the mail goes out: no member's copy has failed. */
const NOT_SET_UP: ReadonlySet<string> = new Set(["domain-not-onboarded", "recipient-not-verified"]);

/** @returns why this attempt ended before all copies were tried; undefined when they were */
export async function sendToAll(mailing: Mailing, begun: Begun, skip: Skip = nobody): Promise<WaitReason | undefined> {
  const run = new Run(mailing, begun, skip);
  for (;;) {
    const ending = await run.nextSlice();
    if (ending !== "more") return ending === "all" ? undefined : ending;
  }
}

/** Which members of a slice need no copy. */
export type Skip = (copies: readonly MemberCopy[]) => Promise<ReadonlySet<string>>;

const nobody: Skip = async () => new Set();

class Run {
  readonly #mailing: Mailing;
  readonly #announcement: Announcement;
  readonly #skip: Skip;
  /** The last member looked at. */
  #after = "";
  /** Copies that may still go out today. */
  #room: number;
  /** Calls that may still be made. */
  #calls: number;

  constructor(mailing: Mailing, begun: Begun, skip: Skip) {
    const { limits } = mailing.context.ports;
    this.#mailing = mailing;
    this.#announcement = begun.announcement;
    this.#skip = skip;
    this.#room = allowance(limits.announcedFirstDay, begun) - begun.today;
    this.#calls = limits.subrequests - FIXED;
  }

  async nextSlice(): Promise<"more" | "all" | WaitReason> {
    const { ports, arrivedAt } = this.#mailing.context;
    const stop = this.#room <= 0 ? "warm-up" : isTooLate(arrivedAt, ports) ? "deadline" : undefined;
    const groups = Math.floor((this.#calls - CLAIM) / (AT_ONCE + RECORD));
    const most = Math.min(SLICE, this.#room, groups * AT_ONCE);
    if (stop || most <= 0) return (await this.#isDone()) ? "all" : (stop ?? "continues");
    const { copies, last } = await ports.announcements.claim(this.#announcement, this.#after, most);
    this.#calls -= CLAIM;
    if (last === undefined) return "all";
    this.#after = last;
    return (await this.#sendSlice(copies)) ?? "more";
  }

  /** With no room left it may be that nothing was left to send, either. */
  async #isDone(): Promise<boolean> {
    return (await this.#mailing.context.ports.announcements.progress(this.#announcement)).waiting === 0;
  }

  async #sendSlice(slice: readonly MemberCopy[]): Promise<WaitReason | undefined> {
    const { ports, arrivedAt } = this.#mailing.context;
    const skipped = await this.#skip(slice);
    await this.#record(slice.filter(({ memberId }) => skipped.has(memberId)).map(asSkipped));
    const copies = slice.filter(({ memberId }) => !skipped.has(memberId));
    for (let at = 0; at < copies.length; at += AT_ONCE) {
      if (isTooLate(arrivedAt, ports)) return this.#giveBack(copies.slice(at), "deadline");
      const ends = await Promise.all(copies.slice(at, at + AT_ONCE).map((copy) => sendCopy(this.#mailing, copy)));
      await this.#record(ends);
      this.#calls -= AT_ONCE;
      const stop = ends.find(({ reason }) => STOPS.has(reason))?.reason;
      if (stop) return this.#giveBack(copies.slice(at + AT_ONCE), stop);
    }
    return undefined;
  }

  /** Claimed, but not tried: the next attempt need not wait until the lease is over. */
  async #giveBack(copies: readonly MemberCopy[], reason: WaitReason): Promise<WaitReason> {
    await this.#record(copies.map(({ memberId }) => ({ memberId, outcome: "retrying", reason })));
    return reason;
  }

  /** A first fault is tried again at once: a copy that is out but not on record is sent twice. */
  async #record(ends: readonly MemberCopyEnd[]): Promise<void> {
    if (ends.length === 0) return;
    const { ports } = this.#mailing.context;
    for (let attempt = 1; attempt <= 2; attempt++) {
      try {
        this.#calls -= RECORD;
        await ports.announcements.record(this.#announcement, ends);
        this.#room -= ends.filter((end) => countsAsSent(this.#announcement.kind, end)).length;
        return;
      } catch {
        ports.log.write({ event: "not-recorded", attempt, copies: ends.length });
      }
    }
    throw new Deferred("fault");
  }
}

/** Twice as many as on the day before: mail servers distrust a source that sends much from its first day on. */
function allowance(firstDay: number, { daysBefore }: Begun): number {
  return firstDay * 2 ** Math.min(daysBefore, 20);
}

function asSkipped({ memberId }: MemberCopy): MemberCopyEnd {
  return { memberId, outcome: "skipped", reason: "" };
}

async function sendCopy(mailing: Mailing, member: MemberCopy): Promise<MemberCopyEnd> {
  const { memberId } = member;
  const { ports } = mailing.context;
  try {
    const composed = await copyFor(mailing, member);
    const result = await sendInTime(composed.outgoing, ports);
    if (result.kind === "deferred") return { memberId, outcome: "retrying", reason: result.reason };
    if (result.kind === "refused") {
      return { memberId, outcome: NOT_SET_UP.has(result.reason) ? "retrying" : "failed", reason: result.reason };
    }
    const { sentId } = result;
    const isReplaced = sentId !== "" && sentId !== composed.messageId;
    const replaced = composed.thread && isReplaced ? { sentId, ...composed.thread } : undefined;
    return { memberId, outcome: "sent", reason: "", sentId, replaced };
  } catch (error) {
    // A fault of ours with one copy. Its text could name somebody.
    ports.log.write({ event: "fault", kind: error instanceof Error ? error.name : "unknown" });
    return { memberId, outcome: "retrying", reason: "exception" };
  }
}
