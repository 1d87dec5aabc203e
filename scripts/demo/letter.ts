/** A message as the person who opens it sees it. */
import PostalMime, { type Address, type Email } from "postal-mime";
import { binary } from "../support/octets.ts";
import type { Sent } from "../support/outbox.ts";

export interface Letter {
  readonly from: string;
  readonly fromAddress: string;
  readonly to: string;
  readonly subject: string;
  /** The text without trailing blank lines. */
  readonly lines: readonly string[];
  readonly attachments: readonly { readonly name: string; readonly octets: number }[];
  /** The message as it is on the wire. */
  readonly source: string;
}

/** A message that came in, with what a mail program needs to answer it. */
export interface Arrived {
  readonly sent: Sent;
  readonly letter: Letter;
  readonly fields: {
    /** Raw, as an answer's To field takes it over. */
    readonly from: string;
    readonly messageId: string;
    readonly inReplyTo: string;
    readonly references: string;
  };
  /** The attachments' octets, by their names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export async function openLetter(sent: Sent): Promise<Arrived> {
  const parsed = await parse(sent.raw);
  const files = parsed.attachments.map(({ filename, content }) => [filename ?? "", octetsOf(content)] as const);
  return {
    sent,
    letter: letterOf(parsed, sent.raw),
    fields: {
      from: rawFrom(sent.raw),
      messageId: sent.messageId,
      inReplyTo: parsed.inReplyTo ?? "",
      references: parsed.references ?? "",
    },
    files: new Map(files),
  };
}

export async function readLetter(raw: Uint8Array): Promise<Letter> {
  return letterOf(await parse(raw), raw);
}

function parse(raw: Uint8Array): Promise<Email> {
  return PostalMime.parse(raw, { attachmentEncoding: "arraybuffer" });
}

function letterOf(parsed: Email, raw: Uint8Array): Letter {
  return {
    from: mailbox(parsed.from),
    fromAddress: parsed.from?.address ?? "",
    to: (parsed.to ?? []).map((one) => mailbox(one)).join(", "),
    subject: parsed.subject ?? "",
    lines: (parsed.text ?? "").trimEnd().split(/\r?\n/),
    attachments: parsed.attachments.map(({ filename, content }) => {
      return { name: filename ?? "", octets: octetsOf(content).length };
    }),
    source: Buffer.from(raw).toString("utf8"),
  };
}

/** As the field stands there: an answer carries the name on as its bytes are. */
function rawFrom(raw: Uint8Array): string {
  return /^From: *((?:.*\r\n[ \t])*.*)\r\n/im.exec(binary(raw))?.[1] ?? "";
}

function mailbox(one: Address | undefined): string {
  if (!one) return "";
  return one.name ? `${one.name} <${one.address}>` : (one.address ?? "");
}

function octetsOf(content: ArrayBuffer | Uint8Array | string): Uint8Array {
  return typeof content === "string" ? Buffer.from(content) : new Uint8Array(content);
}
