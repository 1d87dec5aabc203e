/** What mail to all members of a contact network needs of the database (store/network/announcements.ts). */
import type { Address } from "../../mail/header/addr-spec.ts";
import type { WaitReason } from "../reasons.ts";
import type { SentId } from "./journal.ts";

export type AnnouncementKind = "all" | "ask" | "remind";

/** An officer's mail, as it is begun. */
export interface AnnouncementWish {
  readonly addressId: string;
  readonly forwardingId: string;
  readonly kind: AnnouncementKind;
  readonly surveyId?: string | undefined;
  /** The message's identity (identity.ts): its sender's next attempt finds what this one began. */
  readonly digest: string;
  /** Octets. */
  readonly size: number;
}

export interface Announcement {
  readonly id: string;
  readonly addressId: string;
  readonly kind: AnnouncementKind;
  readonly surveyId: string | null;
  /** How many members there were when it began. */
  readonly addressed: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number | null;
}

export interface Begun {
  readonly announcement: Announcement;
  /** `https://…`, where a member leaves by one click; "" where nobody knows it. */
  readonly origin: string;
  /** Copies that went to members today, of all networks, and on how many earlier days some did. */
  readonly today: number;
  readonly daysBefore: number;
  /** Announcements of this officer within the day before this one, itself among them, or reminders; later ones never count. */
  readonly lately: number;
}

/** A copy that is this attempt's to send. */
export interface MemberCopy {
  readonly memberId: string;
  readonly mailbox: Address;
  /** Sealed: whoever posts it to `/leave/` has left. Another one in each copy. */
  readonly leaveToken: string;
  /** What an answer to a survey is counted under. */
  readonly mailboxKey: string;
}

export interface Slice {
  readonly copies: readonly MemberCopy[];
  /** The last id looked at: the next slice begins behind it. Undefined when there are no more. */
  readonly last: string | undefined;
}

export interface MemberCopyEnd {
  readonly memberId: string;
  readonly outcome: "sent" | "failed" | "retrying" | "skipped";
  readonly reason: WaitReason | "";
  readonly sentId?: string | undefined;
  readonly replaced?: SentId | undefined;
}

/** How far an announcement is: its numbers add up to `addressed`. */
export interface Progress {
  readonly sent: number;
  readonly failed: number;
  /** Left before their copy went out. */
  readonly left: number;
  /** Still to go out. */
  readonly waiting: number;
  /** For a reminder: have answered already. */
  readonly skipped: number;
}

/** An announcement that a message has begun before. */
export interface Found {
  readonly announcement: Announcement;
  /** Whether another attempt is sending copies of it just now. */
  readonly isBusy: boolean;
}

export interface Announcements {
  /** What this message has begun, if it has. */
  find(addressId: string, digest: string): Promise<Found | undefined>;
  /** Begins an announcement, or goes on with the one that this message began. One batch. */
  begin(wish: AnnouncementWish): Promise<Begun>;
  /** Claims the copies of the next members. One batch. */
  claim(announcement: Announcement, after: string, most: number): Promise<Slice>;
  /** Writes down how copies ended; those that were given back may be claimed again. One batch. */
  record(announcement: Announcement, ends: readonly MemberCopyEnd[]): Promise<void>;
  progress(announcement: Announcement): Promise<Progress>;
  end(announcement: Announcement, progress: Progress): Promise<void>;
}

/**
 * What of the day's and the month's mails a copy takes. A reminder is counted as if everybody got it: the rise of the numbers
 * by those alone who have not answered would tell how many these are.
 */
export function countsAsSent(kind: AnnouncementKind, { outcome }: Pick<MemberCopyEnd, "outcome">): boolean {
  return outcome === "sent" || (kind === "remind" && outcome !== "retrying");
}
