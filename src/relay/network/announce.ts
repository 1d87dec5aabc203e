/** An officer's mail to all members: whether it may go out, how far it got, and what its officer is told. */

import type { Letter } from "../../letters/letter.ts";
import {
  type AnnouncementEnding,
  type AnnouncementRefusal,
  type AnnouncementWait,
  announcementLetter,
  announcementWord,
  refusalReason,
} from "../../letters/network/announcement.ts";
import { DAY } from "../../mail/duration.ts";
import { withoutTag } from "../../mail/header/addr-spec.ts";
import { type Forwarding, mayAnswer, type PublicAddress } from "../model.ts";
import { bringsProgram, scanMessage } from "../outgoing/content.ts";
import type { Content } from "../outgoing/head.ts";
import { isLoop } from "../outgoing/trace.ts";
import type { Announcement, AnnouncementKind, Begun, Progress } from "../ports/announcements.ts";
import type { WaitReason } from "../reasons.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome, rejected } from "../transit.ts";
import { type Mailing, mailingView, officersMailing } from "./mailing.ts";
import { authorOf } from "./membership.ts";
import { type Skip, sendToAll } from "./send-to-all.ts";
import { tellOnce } from "./tell.ts";

/** Octets: what the platform sends to anybody (docs/platform.md), less what our own header fields can take. */
const SIZE_LIMIT = 5 * 1024 * 1024 - 16 * 1024;

/** Of one officer; a stolen account must not write to all families without end. */
const ANNOUNCEMENTS_A_DAY = 20;

/** Who is told what became of a mail to all. */
interface Writer {
  readonly publicAddress: PublicAddress;
  /** Without an id for somebody who is no officer any more. */
  readonly forwarding: Pick<Forwarding, "destination"> & { readonly id: string | undefined };
}

/** Who writes to all, and to which tag. */
export interface Announcer {
  readonly publicAddress: PublicAddress;
  readonly forwarding: Forwarding;
}

export async function announce(context: RelayContext, announcer: Announcer): Promise<RelayOutcome> {
  const prepared = await prepare(context, announcer, "all");
  if (prepared.kind === "refused") return prepared.outcome;
  return carryOn(context, announcer, prepared.begun, prepared.written);
}

type Prepared =
  | { readonly kind: "refused"; readonly outcome: RelayOutcome }
  | { readonly kind: "begun"; readonly begun: Begun; readonly written: Written };

/** Begins an officer's mail, or goes on with it; or says why nothing of it goes out. */
export async function prepare(context: RelayContext, announcer: Announcer, kind: "all" | "ask"): Promise<Prepared> {
  const { publicAddress, forwarding } = announcer;
  const refused = async (why: AnnouncementRefusal) =>
    ({ kind: "refused", outcome: await refuse(context, announcer, why) }) as const;
  if (isLoop(context, publicAddress)) return { kind: "refused", outcome: rejected("loop") };
  const view = mailingView(context, publicAddress);
  const content = readyContent(context, announcer, () => scanMessage(context, view.hidden));
  if (content.kind === "refused") return refused(content.reason);
  const begun = await begin(context, announcer, kind);
  if (begun.announcement.addressed === 0) return refused("nobody");
  if (begun.lately > ANNOUNCEMENTS_A_DAY) return refused("too-many-today");
  const written = await officersMailing(context, publicAddress, forwarding, content, view);
  return { kind: "begun", begun, written: { ...written, replyTo: [], inReplyTo: "" } };
}

type Ready = Content | { readonly kind: "refused"; readonly reason: AnnouncementRefusal };

/** Everything that keeps a mail from going out is said before the first copy does. */
function readyContent(
  { incoming, ports }: RelayContext,
  { publicAddress, forwarding }: Announcer,
  scanned: () => Ready,
): Ready {
  const refused = (reason: AnnouncementRefusal) => ({ kind: "refused", reason }) as const;
  const forbidden = forbids(ports, forwarding);
  if (forbidden) return refused(forbidden);
  if (incoming.octets.length - incoming.section.bodyOffset > SIZE_LIMIT) return refused("too-large");
  const content = scanned();
  const isProgram = content.kind === "scanned" && publicAddress.refuseFiles && bringsProgram(content);
  return isProgram ? refused("file-type") : content;
}

/** Why an officer may write to nobody now, whatever it is. */
export function forbids(
  { replies }: Pick<RelayContext["ports"], "replies">,
  forwarding: Forwarding,
): "replies-unchecked" | "replies-off" | undefined {
  if (replies === "off") return "replies-unchecked";
  return mayAnswer(forwarding) ? undefined : "replies-off";
}

export function begin(
  { incoming, digest, ports }: RelayContext,
  { publicAddress, forwarding }: Announcer,
  kind: AnnouncementKind,
  surveyId?: string,
): Promise<Begun> {
  const [addressId, forwardingId] = [publicAddress.id, forwarding.id];
  return ports.announcements.begin({ addressId, forwardingId, kind, surveyId, digest, size: incoming.octets.length });
}

/** What of a mailing is made before the first copy. */
export type Written = Pick<Mailing, "messageId" | "thread" | "fields" | "body" | "replyTo" | "inReplyTo">;

/** What the officer reads when all copies are out, and where an answer to it goes. */
interface Report {
  readonly letter: (progress: Progress) => Letter;
  readonly answerTo: string;
}

/** Sends what is left, and tells the officer how it stands. @throws Deferred until all copies are out, and reported */
export async function carryOn(
  context: RelayContext,
  announcer: Announcer,
  begun: Begun,
  written: Written,
  { report, skip }: { readonly report?: Report; readonly skip?: Skip } = {},
): Promise<RelayOutcome> {
  const { announcement, origin } = begun;
  // Its sender did not hear that it was accepted, and asks once more.
  if (announcement.endedAt !== null) return ACCEPTED;
  const { announcements } = context.ports;
  const { publicAddress } = announcer;
  const mailing = { ...written, context, publicAddress, origin, announcementId: announcement.id };
  const stop = await sendToAll(mailing, begun, skip);
  const progress = await announcements.progress(announcement);
  if (progress.waiting > 0) return wait(context, announcer, announcement, progress, stop);
  const letter = report?.letter(progress) ?? endingLetter(context, { kind: "done" }, progress);
  await tell(context, announcer, announcement.id, { kind: "done" }, letter, report?.answerTo);
  await announcements.end(announcement, progress);
  return ACCEPTED;
}

/** What the officer hears of a mail that waits; of what only needs another attempt, nothing. */
const TOLD: Readonly<Partial<Record<WaitReason, AnnouncementWait>>> = {
  quota: "quota",
  "warm-up": "warm-up",
  "domain-not-onboarded": "not-set-up",
  "recipient-not-verified": "not-set-up",
};

/** Told once a day at most; the mail stays with its sender, for what it says is stored nowhere. */
async function wait(
  context: RelayContext,
  announcer: Announcer,
  { id, kind }: Announcement,
  progress: Progress,
  stop: WaitReason | undefined,
): Promise<never> {
  const why = stop && TOLD[stop];
  if (stop === "quota") {
    await context.ports.alarms.raise("quota", { address: announcer.publicAddress.address.spec });
  }
  if (why) {
    const ending = { kind: "waits", why } as const;
    const day = Math.floor(context.arrivedAt / DAY);
    const letter = endingLetter(context, ending, progress, kind);
    await tell(context, announcer, `${id} ${day}`, ending, letter);
  }
  throw new Deferred(stop ?? "claimed-elsewhere");
}

/**
 * Nothing more goes out: its officer is told by mail, and the sending server only if that cannot be done. What an attempt
 * before has sent is out, and said to be.
 */
export async function refuse(
  context: RelayContext,
  announcer: Writer,
  why: AnnouncementRefusal,
): Promise<RelayOutcome> {
  const { announcements } = context.ports;
  const found = await announcements.find(announcer.publicAddress.id, context.digest);
  if (found && found.announcement.endedAt !== null) return ACCEPTED;
  if (found?.isBusy) throw new Deferred("claimed-elsewhere");
  const progress = found ? await announcements.progress(found.announcement) : NOTHING;
  const isPartlyOut = progress.sent + progress.failed > 0;
  const ending = { kind: isPartlyOut ? "stopped" : "refused", why } as const;
  const letter = endingLetter(context, ending, progress, found?.announcement.kind);
  const isTold = await tell(context, announcer, context.digest, ending, letter);
  if (found) await announcements.end(found.announcement, progress);
  return isTold || isPartlyOut ? ACCEPTED : rejected(refusalReason(why));
}

/**
 * A mail to all of somebody who is no officer now. If it is partly out, its writer was one: it is no ordinary mail to the desk,
 * but it ends, and they are told how far it got. Where nobody vouches for the writer just now it waits.
 */
export async function endOfFormer(
  context: RelayContext,
  publicAddress: PublicAddress,
  isOfficers: boolean,
): Promise<RelayOutcome | undefined> {
  const { incoming, knowledge, ports } = context;
  const found = await ports.announcements.find(publicAddress.id, context.digest);
  if (!found) return undefined;
  if (found.announcement.endedAt !== null) return ACCEPTED;
  const author = authorOf(incoming, knowledge);
  if (isOfficers || author.kind !== "proven") throw new Deferred("authentication-temperror");
  return refuse(context, { publicAddress, forwarding: { id: undefined, destination: author.mailbox } }, "no-officer");
}

const NOTHING: Progress = { sent: 0, failed: 0, left: 0, waiting: 0, skipped: 0 };
const MEGABYTE = 1024 * 1024;

function endingLetter(
  { incoming, ports }: RelayContext,
  ending: AnnouncementEnding,
  progress: Progress,
  kind?: AnnouncementKind,
): Letter {
  const tag = incoming.envelope.recipient.spec;
  const desk = withoutTag(incoming.envelope.recipient);
  const megabytes = (incoming.octets.length / MEGABYTE).toFixed(1);
  const facts = { ...progress, tag, desk, megabytes, isReminder: kind === "remind" };
  return announcementLetter(ending, facts, ports.language);
}

function tell(
  context: RelayContext,
  { publicAddress, forwarding }: Writer,
  what: string,
  ending: AnnouncementEnding,
  letter: Letter,
  answerTo?: string,
): Promise<boolean> {
  const word = announcementWord(ending);
  const [recipient, forwardingId] = [forwarding.destination, forwarding.id];
  const reason = `announcement-${word}` as const;
  return tellOnce(
    context,
    { publicAddress, recipient, forwardingId, about: `${word} ${what}`, reason, answerTo },
    letter,
  );
}
