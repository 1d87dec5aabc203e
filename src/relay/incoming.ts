/** A message as it came in, read once: the envelope, the header section, and what a decision needs of it. */
import {
  type Address,
  type FromReading,
  type Mailbox,
  parseAddress,
  readFrom,
  readMailboxes,
} from "../mail/header/address.ts";
import { authenticate, spamScoreOf, type Verdict } from "../mail/header/auth-results.ts";
import { readMsgIds } from "../mail/header/msg-id.ts";
import { fieldsNamed, type HeaderSection, readHeaderSection } from "../mail/header/section.ts";

/** RFC 5321 §2.3.1: who handed the message over, and for whom. The To field never decides. */
export interface Envelope {
  /** "" is the null sender (RFC 5321 §4.5.5). */
  readonly sender: string;
  readonly recipient: Address;
  /** As it was written, in lower case, where its tag does not read: then `recipient` is without it. */
  readonly unreadTag?: string;
}

/**
 * The envelope recipient. A tag that is too long (RFC 5321 §4.5.3.1.1: 64 octets of a local part) or that no address can
 * have costs nobody the mail: an officer is told, and for anybody else a tag says nothing.
 */
export function readRecipient(written: string): Pick<Envelope, "recipient" | "unreadTag"> | undefined {
  const text = written.toLowerCase();
  const whole = parseAddress(text);
  if (whole) return { recipient: whole };
  const [plus, at] = [text.indexOf("+", 1), text.lastIndexOf("@")];
  const recipient = plus > 0 && plus < at ? parseAddress(text.slice(0, plus) + text.slice(at)) : undefined;
  return recipient && { recipient, unreadTag: text };
}

export interface Incoming {
  readonly envelope: Envelope;
  /** What To or Cc may call the recipient: as the envelope does, or as the address is published (model.ts). */
  readonly recipientKeys: readonly string[];
  readonly octets: Uint8Array;
  readonly section: HeaderSection;
  readonly fromField: FromReading;
  readonly verdict: Verdict;
  /** Cloudflare's; the scale is Cloudflare's, too. */
  readonly spamScore: number | undefined;
  readonly toField: readonly Mailbox[];
  readonly ccField: readonly Mailbox[];
  readonly replyToField: readonly Mailbox[];
  readonly messageId: string | undefined;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
}

/** `undefined` when the header section is over its limit. */
export function readIncoming(envelope: Envelope, octets: Uint8Array, authservId: string): Incoming | undefined {
  const reading = readHeaderSection(octets);
  if (reading.kind === "too-large") return undefined;
  const { section } = reading;
  const values = (key: string) => fieldsNamed(section, key).map((field) => field.value);
  const fromField = readFrom(values("from"));
  const mailboxes = (key: string) => values(key).flatMap((value) => readMailboxes(value));
  const msgIds = (key: string) => values(key).flatMap((value) => readMsgIds(value));
  return {
    envelope,
    recipientKeys: [envelope.recipient.key],
    octets,
    section,
    fromField,
    verdict:
      fromField.kind === "one"
        ? authenticate(section.fields, authservId, fromField.mailbox.address.domain)
        : { kind: "missing" },
    spamScore: spamScoreOf(section.fields, authservId),
    toField: mailboxes("to"),
    ccField: mailboxes("cc"),
    replyToField: mailboxes("reply-to"),
    messageId: msgIds("message-id")[0],
    inReplyTo: msgIds("in-reply-to"),
    references: msgIds("references"),
  };
}

/** The first field of a name, raw; `undefined` when there is none. */
export function firstValue(incoming: Incoming, key: string): string | undefined {
  return incoming.section.fields.find((field) => field.key === key)?.value;
}
