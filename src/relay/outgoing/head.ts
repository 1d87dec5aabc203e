/** A copy, put together: the new header section, and the body's slices behind it. */

import { foldField } from "../../mail/header/section.ts";
import { fromBinaryString } from "../../mail/octets.ts";
import type { Replacement, Scan } from "../../mail/scrub/scrub.ts";
import type { ThreadFields } from "./thread.ts";
import { TRACE_FIELD } from "./trace.ts";

/** The fields that we write ourselves, their values ready for the wire. */
export interface OwnFields {
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly replyTo: readonly string[];
  readonly thread: ThreadFields;
  readonly trace: string;
}

/** A scanned message's content: what a copy shows of it. */
export type Content = Extract<Scan, { kind: "scanned" }>;

/**
 * The copy in slices; those of the body are views of the message as it came.
 * @param date the Date field on the wire
 * @param kept the allowlisted fields on the wire
 */
export function composeCopy(
  own: OwnFields,
  date: string,
  kept: string,
  content: Content,
  replacement: Replacement,
): readonly Uint8Array[] {
  const head = ownFields(own) + date + kept + contentFields(content, replacement);
  return [fromBinaryString(`${head}\r\n`), ...content.body(replacement)];
}

function ownFields(own: OwnFields): string {
  const lists = [
    ["To", own.to],
    ["Cc", own.cc],
    ["Reply-To", own.replyTo],
  ] as const;
  return [
    foldField("From", own.from),
    ...lists.map(([name, mailboxes]) => (mailboxes.length > 0 ? foldField(name, mailboxes.join(", ")) : "")),
    foldField("Message-ID", own.thread.messageId),
    own.thread.inReplyTo ? foldField("In-Reply-To", own.thread.inReplyTo) : "",
    own.thread.references ? foldField("References", own.thread.references) : "",
    foldField(TRACE_FIELD, own.trace),
  ].join("");
}

/** RFC 2045 §4: a message with Content-* fields is a MIME message, whether it says so or not. */
function contentFields(content: Content, replacement: Replacement): string {
  const fields = content.contentFields(replacement);
  const wire = fields.map(({ name, value }) => foldField(name, value)).join("");
  return wire && `MIME-Version: 1.0\r\n${wire}`;
}

/** `phrase <addr-spec>`, or the address alone. */
export function mailboxField(phrase: string, addrSpec: string): string {
  return phrase ? `${phrase} <${addrSpec}>` : addrSpec;
}
