/**
 * Every stable word that the journal can give as a reason. The page has words for each of them, in both languages, and
 * does not compile while one is missing.
 */
import type { AlarmKind } from "../letters/alarm.ts";
import type { CommandEnding } from "../letters/command.ts";
import type { ConfirmationWord } from "../letters/confirmation.ts";
import type { AnnouncementWord } from "../letters/network/announcement.ts";
import type { MemberWord } from "../letters/network/network.ts";
import type { SurveyWord } from "../letters/network/survey.ts";
import type { ToldReason } from "../letters/officer-notice.ts";
import type { Reason } from "../letters/rejection.ts";

/** Why a send never works, or not now: what the platform's answers come down to. */
export type TransportReason =
  | "invalid"
  | "domain-not-onboarded"
  | "recipient-not-verified"
  | "recipient-suppressed"
  | "too-large"
  | "rate-limit"
  | "quota"
  | "sending-service"
  | "unknown"
  /** It threw, or took too long. */
  | "exception"
  | "timeout";

/** Why a mail waits at its sender. */
export type WaitReason =
  | TransportReason
  | "no-forwarding-delivers"
  | "authentication-temperror"
  | "too-many"
  | "deadline"
  /** As many copies to members went out as this attempt, or this day, may send. */
  | "continues"
  | "warm-up"
  | "not-tried"
  | "fault"
  | "claimed-elsewhere";

/** Why a mail is accepted and not passed on. */
export type SuppressReason =
  | "automatic"
  | "nobody-else"
  | "robots"
  /** At a shared desk: the officer's answer itself brings its copies to the others. */
  | "shared-already"
  /** At a shared desk: the answer did not go out, so the others get no copy of it. */
  | "not-answered";

export type JournalReason =
  | Reason
  | ToldReason
  | WaitReason
  | SuppressReason
  /** Attempts ended without saying how; see the lease in exactly-once.ts. */
  | "died"
  | `command-${CommandEnding}`
  | `network-${MemberWord}`
  | `announcement-${AnnouncementWord}`
  | `survey-${SurveyWord}`
  | `confirmation-${ConfirmationWord["kind"]}`
  | `alarm-${AlarmKind}`;

/** As a row has it: "" where there is nothing to say. */
export type RecordedReason = "" | JournalReason;

/**
 * What else is to be known of how a copy ended: `given-up` after hours of attempts, the last of which failed for its reason;
 * `untold` while nobody could tell its officer.
 */
export type Remark = "none" | "given-up" | "untold";
