/** A copy, put together: the new header section, and the body's slices behind it. */

import { readStructured } from "../../mail/header/parameters.ts";
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
  readonly traces: readonly string[];
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

export function ownFields(own: OwnFields): string {
  const lists = [
    ["To", own.to],
    ["Cc", own.cc],
    ["Reply-To", own.replyTo],
  ] as const;
  return [
    foldField("From", own.from),
    ...lists.map(([name, mailboxes]) => (mailboxes.length > 0 ? foldField(name, cutList(mailboxes)) : "")),
    foldField("Message-ID", own.thread.messageId),
    own.thread.inReplyTo ? foldField("In-Reply-To", own.thread.inReplyTo) : "",
    own.thread.references ? foldField("References", own.thread.references) : "",
    ...own.traces.map((trace) => foldField(TRACE_FIELD, trace)),
  ].join("");
}

/** Octets of a value: what the platform takes (docs/platform.md). */
export const VALUE_LIMIT = 2048;

/** A list of mailboxes as long as the platform takes; a group without members (RFC 5322 §3.4) says how many more there are. */
function cutList(mailboxes: readonly string[]): string {
  const whole = mailboxes.join(", ");
  if (whole.length <= VALUE_LIMIT) return whole;
  const room = VALUE_LIMIT - moreThan(mailboxes.length).length;
  let [kept, length] = [0, 0];
  for (const mailbox of mailboxes) {
    length += mailbox.length + 2;
    if (length > room) break;
    kept++;
  }
  return [...mailboxes.slice(0, kept), moreThan(mailboxes.length - kept)].join(", ");
}

function moreThan(count: number): string {
  return `"... +${count}":;`;
}

/** Parameters without which a part would not be read as it is; a name that is too long is none of them. */
const NEEDED = /^(?:boundary|charset|format|delsp|method|protocol|report-type|type|start|micalg)$/;

/** A Content-* value as long as the platform takes: a type without its further parameters, anything else not at all. */
function cutContentField(name: string, value: string): string {
  if (value.length <= VALUE_LIMIT) return value;
  const { token, segments } = readStructured(value);
  if (!/^content-(?:type|disposition)$/i.test(name)) return "";
  const needed = segments.filter((segment) => NEEDED.test(segment.name) && segment.value.length < 200);
  const parameters = needed.map((segment) => `; ${segment.name}="${segment.value.replaceAll(/["\\]/g, "\\$&")}"`);
  return `${token}${parameters.join("")}`;
}

/** RFC 2045 §4: a message with Content-* fields is a MIME message, whether it says so or not. */
export function contentFields(content: Content, replacement: Replacement): string {
  const fields = content.contentFields(replacement);
  const cut = fields.map(({ name, value }) => ({ name, value: cutContentField(name, value) }));
  const wire = cut.map(({ name, value }) => (value ? foldField(name, value) : "")).join("");
  return wire && `MIME-Version: 1.0\r\n${wire}`;
}

/** `phrase <addr-spec>`, or the address alone. */
export function mailboxField(phrase: string, addrSpec: string): string {
  return phrase ? `${phrase} <${addrSpec}>` : addrSpec;
}
