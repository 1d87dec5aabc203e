/**
 * Exactly once: every claimed copy is sent, its outcome recorded, and the answer to the sending server follows from all
 * outcomes together. A sending server that hears a temporary failure tries again, and only what is missing is sent.
 */
import type { AlarmKind } from "../letters/alarm.ts";
import { HOUR } from "../mail/duration.ts";
import type { Answered, Claim, ClaimWish, CopyRecord, Counted, Outcome, SentId } from "./ports/journal.ts";
import type { DeliveryPorts } from "./ports/ports.ts";
import type { Outgoing, SendResult } from "./ports/transport.ts";
import type { RecordedReason, Remark } from "./reasons.ts";
import { inTime, TimeoutError } from "./timeouts.ts";

/** Cloudflare opens six connections at most; D1 and the runtime want some of them. */
export const AT_ONCE = 4;
const SEND_TIMEOUT = 8_000;
/** Counted from the message's arrival: the handler may be cut off 30 s in. */
const LAST_START = 18_000;

/** Whether it is too late for one more send to begin. */
export function isTooLate(arrivedAt: number, { clock }: Pick<DeliveryPorts, "clock">): boolean {
  return clock.now() - arrivedAt > LAST_START;
}

/**
 * Once one copy is out, its sender must not hear after days that the mail failed. Counted from when that copy went out,
 * not from the first attempt: after a long outage of everything, a copy that lags behind still gets its time.
 */
const RETRY_WINDOW = 4 * HOUR;

/** @param since when the first copy went out */
export function isOutTooLong(since: number, { clock }: Pick<DeliveryPorts, "clock">): boolean {
  return clock.now() - since >= RETRY_WINDOW;
}

/** A copy ready to go, and what has to be remembered when the platform gives it another Message-ID. */
export interface ComposedCopy {
  readonly outgoing: Outgoing;
  readonly messageId: string;
  readonly thread: { readonly carrier: string; readonly readerId: string; readonly originalId: string } | undefined;
}

export interface Copy {
  readonly wish: ClaimWish;
  readonly compose: () => Promise<ComposedCopy>;
}

/** What became of a copy. */
export interface CopyEnd {
  readonly wish: ClaimWish;
  readonly outcome: Outcome;
  readonly reason: RecordedReason;
  /** `none` if absent. */
  readonly remark?: Remark;
  /** The id that send() returned. */
  readonly sentId?: string;
  /** Where it is not the Message-ID that we wrote: what has to be remembered of it. */
  readonly replaced?: SentId;
}

export interface Sendings {
  readonly ends: readonly CopyEnd[];
  /** Those of them that are on record already. */
  readonly recorded: ReadonlySet<CopyEnd>;
}

/**
 * Sends copies, four at once. What became of four is recorded before the next four go out: an attempt that dies then sends
 * no more than four once more. The last ones are recorded by whoever settles the message.
 *
 * @param arrivedAt milliseconds since 1970
 * @param open what may wait for its record: ends that are not on record yet, and how long an end may wait
 */
export async function sendAll(
  copies: readonly Copy[],
  arrivedAt: number,
  ports: DeliveryPorts,
  open: { readonly ends: readonly CopyEnd[]; readonly milliseconds: number } = { ends: [], milliseconds: 0 },
): Promise<Sendings> {
  const ends: CopyEnd[] = [];
  const recorded = new Set<CopyEnd>();
  let [waiting, since] = [[...open.ends], ports.clock.now()];
  for (let at = 0; at < copies.length; at += AT_ONCE) {
    const some = copies.slice(at, at + AT_ONCE);
    const ended = await Promise.all(some.map((copy) => sendOne(copy, arrivedAt, ports)));
    ends.push(...ended);
    waiting.push(...ended);
    const isDue = at + AT_ONCE < copies.length && ports.clock.now() - since >= open.milliseconds;
    if (!isDue || !(await recordEnds(waiting, [], ports))) continue;
    for (const end of waiting) recorded.add(end);
    [waiting, since] = [[], ports.clock.now()];
  }
  return { ends, recorded };
}

/** Of a copy at which attempt after attempt has died: it may have gone out each time, so it is not tried again. */
export function spentEnd(wish: ClaimWish): CopyEnd {
  return { wish, outcome: "failed", reason: "died" };
}

async function sendOne(copy: Copy, arrivedAt: number, ports: DeliveryPorts): Promise<CopyEnd> {
  if (isTooLate(arrivedAt, ports)) return copyEnd(copy.wish, { kind: "deferred", reason: "deadline" });
  try {
    const composed = await copy.compose();
    return copyEnd(copy.wish, await sendInTime(composed.outgoing, ports), composed);
  } catch (error) {
    // A fault of ours must not keep the other copies off the record. Its text could name somebody.
    ports.log.write({ event: "fault", kind: error instanceof Error ? error.name : "unknown" });
    return copyEnd(copy.wish, { kind: "deferred", reason: "fault" });
  }
}

/** One send, at most 8 s long. */
export async function sendInTime(
  outgoing: Outgoing,
  { transport, clock }: Pick<DeliveryPorts, "transport" | "clock">,
): Promise<SendResult> {
  try {
    return await inTime(clock, SEND_TIMEOUT, transport.send(outgoing));
  } catch (error) {
    // Not logged with its text, which can name the destination: the copy stays with the sender.
    return { kind: "deferred", reason: error instanceof TimeoutError ? "timeout" : "exception" };
  }
}

/** A letter of ours: it has what is left of the delivery's own time, as a copy has. */
export async function sendLetter(
  outgoing: Outgoing,
  { arrivedAt, ports }: { readonly arrivedAt: number; readonly ports: DeliveryPorts },
): Promise<SendResult> {
  return isTooLate(arrivedAt, ports) ? { kind: "deferred", reason: "deadline" } : sendInTime(outgoing, ports);
}

function copyEnd(wish: ClaimWish, result: SendResult, composed?: ComposedCopy): CopyEnd {
  switch (result.kind) {
    case "sent": {
      const { sentId } = result;
      const end = { wish, outcome: "sent", reason: "", sentId } as const;
      const isReplaced = sentId !== "" && sentId !== composed?.messageId;
      return composed?.thread && isReplaced ? { ...end, replaced: { sentId, ...composed.thread } } : end;
    }
    case "refused":
      return { wish, outcome: isOurs(wish, result.reason) ? "retrying" : "failed", reason: result.reason };
    case "deferred":
      return { wish, outcome: "retrying", reason: result.reason };
  }
}

/** What somebody of ours has to put right in Cloudflare's dashboard. */
const OURS: ReadonlySet<string> = new Set(["domain-not-onboarded", "recipient-not-verified"]);

/** Whether it is no fault of the mail: a parent's mail waits until it is put right. (An officer is told at once.) */
export function isOurs({ direction }: Pick<ClaimWish, "direction">, reason: string): boolean {
  return direction === "inbound" && OURS.has(reason);
}

/** What the sending server is to hear, and what the admin. */
interface Settlement {
  readonly answer: "accept" | "reject" | "retry";
  readonly alarms: readonly AlarmKind[];
  readonly ends: readonly CopyEnd[];
}

/**
 * The answer for all copies of a message.
 * @param claims of all its copies, also those that others hold or that are done
 * @param ends of the copies tried now
 */
export function settle(claims: readonly Claim[], ends: readonly CopyEnd[], now: number): Settlement {
  const busy = claims.some(({ state }) => state === "busy" || state === "gone");
  const done = claims.filter((claim) => claim.state === "done");
  const outcomes = [...done, ...ends].map(({ outcome }) => outcome);
  const anySent = outcomes.includes("sent");
  const anyFailed = outcomes.includes("failed");
  if (busy || outcomes.includes("retrying")) {
    const firstOut = Math.min(now, ...done.filter(({ outcome }) => outcome === "sent").map(({ time }) => time));
    if (busy || !anySent || now - firstOut < RETRY_WINDOW) return { answer: "retry", alarms: [], ends };
    return { answer: "accept", alarms: ["partly-delivered"], ends: ends.map(givenUp) };
  }
  if (anyFailed) return { answer: anySent ? "accept" : "reject", alarms: ["destination-failed"], ends };
  return { answer: outcomes.every((outcome) => outcome === "rejected") ? "reject" : "accept", alarms: [], ends };
}

function givenUp(end: CopyEnd): CopyEnd {
  return end.outcome === "retrying" ? { ...end, outcome: "failed", remark: "given-up" } : end;
}

export function copyRecord(wish: ClaimWish, outcome: Outcome, reason: RecordedReason): CopyRecord {
  return { ...wish, outcome, reason };
}

/**
 * Records the outcomes; a first fault is tried again at once, since a copy that is out but not on record is sent twice
 * when its sender tries again.
 *
 * @param counted counters that the message counts towards
 * @returns whether they are on record
 */
export async function recordEnds(
  ends: readonly CopyEnd[],
  counted: readonly Counted[],
  ports: DeliveryPorts,
  answered?: Answered,
): Promise<boolean> {
  const copies = ends.map(({ wish, outcome, reason, remark, sentId }) => ({
    ...copyRecord(wish, outcome, reason),
    remark,
    sentId,
  }));
  const replaced = ends.flatMap((end) => end.replaced ?? []);
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      await ports.journal.record(copies, replaced, counted, answered);
      return true;
    } catch {
      ports.log.write({ event: "not-recorded", attempt, copies: copies.length });
    }
  }
  return false;
}
