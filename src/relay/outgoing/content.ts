/** What a message contains, scanned once for all its copies, and what keeps it from being passed on. */

import type { ReplyRefusal } from "../../letters/officer-notice.ts";
import { removalNotes } from "../../letters/removal-note.ts";
import { isDangerous } from "../../mail/mime/attached-files.ts";
import { type Refusal, scan } from "../../mail/scrub/scrub.ts";
import type { Hidden } from "../../mail/search/hidden.ts";
import type { RelayContext } from "../transit.ts";
import type { Content } from "./head.ts";

export const NOTHING_HIDDEN: Hidden = { addresses: [], aliasForm: false, names: [] };

/** Why the content keeps a message from being passed on, in either direction. */
type ScanRefusal = Extract<
  ReplyRefusal,
  "opaque-signature" | "outlook-file" | "unreadable-structure" | "too-many-addresses"
>;

/** The content with its findings, or why it must not pass. */
export type Scanned = Content | { readonly kind: "refused"; readonly reason: ScanRefusal };

/**
 * Scans the message as it came.
 * @param invited the public address of an inbound message: its calendars invite each reader in its place
 */
export function scanMessage({ incoming, ports }: RelayContext, hidden: Hidden, invited?: string): Scanned {
  const { octets, section } = incoming;
  const notes = removalNotes(ports.language);
  const content = scan(octets, section, { hidden, notes, refuseOpaque: hidden !== NOTHING_HIDDEN, invited });
  return content.kind === "scanned" ? content : { kind: "refused", reason: REASONS[content.reason] };
}

const REASONS: Record<Refusal, ScanRefusal> = {
  "smime-signature": "opaque-signature",
  "outlook-file": "outlook-file",
  "too-many-addresses": "too-many-addresses",
  "too-deep": "unreadable-structure",
  "too-many-parts": "unreadable-structure",
  "too-many-fields": "unreadable-structure",
  "too-much-encoded": "unreadable-structure",
  "part-header-too-large": "unreadable-structure",
};

/** Whether a file in it starts by itself when somebody opens it. */
export function bringsProgram(content: Scanned): boolean {
  return content.kind === "scanned" && content.files().some(isDangerous);
}

/** Whether an archive in it wants a password, so that nobody on the way can have looked into it. */
export function bringsLockedArchive(content: Scanned): boolean {
  return content.kind === "scanned" && content.files().some(({ locked }) => locked);
}
