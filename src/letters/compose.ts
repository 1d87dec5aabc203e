/** Mail that we write ourselves: notices to officers and alarms to the admin. Plain text, in the organisation's language. */
import { createMimeMessage, Mailbox } from "mimetext/browser";
import { randomWord, toBase64 } from "../mail/base-encoding.ts";
import { domainOf } from "../mail/header/addr-spec.ts";
import { encodePhrase, encodeText } from "../mail/header/encoded-word.ts";
import { utf8 } from "../mail/octets.ts";

interface Notice {
  readonly sender: { readonly name: string; readonly address: string };
  readonly recipient: string;
  /** Where an answer goes, if not to the sender. */
  readonly answerTo?: string | undefined;
  readonly subject: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** RFC 2045 §6.8. */
const BASE64_LINE = /.{1,76}/g;

type Draft = ReturnType<typeof createMimeMessage>;

/** The notice as octets. Text goes as base64: no mail server on the way can then break a Japanese line. */
export function composeNotice(notice: Notice): Uint8Array<ArrayBuffer> {
  const message = createMimeMessage();
  fillHeader(message, notice);
  message.setHeader("To", new Mailbox(notice.recipient));
  if (notice.answerTo) message.setHeader("Reply-To", new Mailbox(notice.answerTo));
  fillTextPart(message, notice.text);
  return utf8(message.asRaw());
}

/** `Auto-Submitted: auto-generated` (RFC 3834 §5) keeps vacation programs from answering. */
export function fillHeader(message: Draft, notice: Pick<Notice, "sender" | "subject" | "time">): void {
  const { sender, subject, time } = notice;
  const domain = domainOf(sender.address);
  message.setSender({ name: sender.name, addr: sender.address });
  message.setSubject(subject);
  message.setHeader("Date", new Date(time).toUTCString().replace("GMT", "+0000"));
  message.setHeader("Message-ID", `<${randomWord(20)}@${domain}>`);
  message.setHeader("Auto-Submitted", "auto-generated");
  legalWords(message);
}

/** mimetext writes one encoded-word whatever its length; RFC 2047 §2 allows 75 characters. */
function legalWords(message: Draft): void {
  for (const field of message.headers.fields) {
    if (field.name === "Subject") field.dump = (value) => (typeof value === "string" ? encodeText(value) : "");
    if (field.name === "From") {
      field.dump = (value) => (value instanceof Mailbox ? mailboxText(value.name, value.addr) : "");
    }
  }
}

function mailboxText(name: string, address: string): string {
  return name ? `${encodePhrase(name)} <${address}>` : address;
}

export function fillTextPart(message: Draft, text: string): void {
  message.addMessage({
    contentType: "text/plain",
    charset: "UTF-8",
    encoding: "base64",
    data: (toBase64(utf8(text.replaceAll(/\r?\n/g, "\r\n"))).match(BASE64_LINE) ?? []).join("\r\n"),
  });
}
