/** What others do: postal-mime reads the message, the address is replaced in its text, mimetext writes a new one. */
import { createMimeMessage } from "mimetext/browser";
import PostalMime, { type Email } from "postal-mime";
import type { Direction } from "../messages.ts";
import { ALIAS, CORRESPONDENT, DESTINATION, PUBLIC_ADDRESS } from "../people.ts";

export function rebuild(octets: Buffer, direction: Direction): Promise<number> {
  return rebuilt(octets, direction, "base64");
}

/** The same with the runtime's own base64 for what is written: whoever does it in JavaScript makes it look slower than it has to be. */
export function rebuildNatively(octets: Buffer, direction: Direction): Promise<number> {
  return rebuilt(octets, direction, "arraybuffer");
}

async function rebuilt(octets: Buffer, direction: Direction, files: "base64" | "arraybuffer"): Promise<number> {
  const email = await PostalMime.parse(octets, { attachmentEncoding: files });
  const [hidden, shown] = direction === "inbound" ? [CORRESPONDENT, ALIAS] : [DESTINATION, PUBLIC_ADDRESS];
  const recipient = direction === "inbound" ? DESTINATION : CORRESPONDENT;
  return Buffer.byteLength(written(email, (text) => text.replaceAll(hidden, shown), shown, recipient));
}

function written(email: Email, scrub: (text: string) => string, author: string, recipient: string): string {
  const copy = createMimeMessage();
  copy.setSender({ name: email.from?.name ?? "", addr: author });
  copy.setRecipient(recipient);
  copy.setSubject(scrub(email.subject ?? ""));
  copy.setHeader("Message-ID", email.messageId ?? "");
  if (email.text) copy.addMessage({ contentType: "text/plain", charset: "UTF-8", data: scrub(email.text) });
  if (email.html) copy.addMessage({ contentType: "text/html", charset: "UTF-8", data: scrub(email.html) });
  for (const { filename, mimeType, content } of email.attachments) {
    copy.addAttachment({ filename: filename ?? "file", contentType: mimeType, data: inBase64(content) });
  }
  return copy.asRaw();
}

function inBase64(content: ArrayBuffer | Uint8Array | string): string {
  if (typeof content === "string") return content;
  return (content instanceof ArrayBuffer ? Buffer.from(content) : Buffer.from(content)).toString("base64");
}
