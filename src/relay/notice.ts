/** Mail that we write ourselves: notices to officers and alarms to the admin. Plain text, in the organisation's language. */
import { createMimeMessage, Mailbox } from "mimetext/browser";
import { toBase64 } from "../mail/base-encoding.ts";
import { utf8 } from "../mail/octets.ts";
import { randomWord } from "./random.ts";

export interface Notice {
  readonly sender: { readonly name: string; readonly address: string };
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** RFC 2045 §6.8. */
const BASE64_LINE = /.{1,76}/g;

/**
 * The notice as octets. `Auto-Submitted: auto-generated` (RFC 3834 §5) keeps vacation programs from answering it.
 * Text goes as base64: no mail server on the way can then break a Japanese line.
 */
export function composeNotice(notice: Notice): Uint8Array<ArrayBuffer> {
  const message = createMimeMessage();
  const domain = notice.sender.address.slice(notice.sender.address.lastIndexOf("@") + 1);
  message.setSender({ name: notice.sender.name, addr: notice.sender.address });
  message.setHeader("To", new Mailbox(notice.recipient));
  message.setSubject(notice.subject);
  message.setHeader("Date", new Date(notice.time).toUTCString().replace("GMT", "+0000"));
  message.setHeader("Message-ID", `<${randomWord(20)}@${domain}>`);
  message.setHeader("Auto-Submitted", "auto-generated");
  message.addMessage({
    contentType: "text/plain",
    charset: "UTF-8",
    encoding: "base64",
    data: (toBase64(utf8(notice.text.replaceAll(/\r?\n/g, "\r\n"))).match(BASE64_LINE) ?? []).join("\r\n"),
  });
  return utf8(message.asRaw());
}
