/** What others do: postal-mime reads the message, the address is replaced in its text, mimetext writes a new one. */
import { createMimeMessage } from "mimetext/browser";
import PostalMime, { type Email } from "postal-mime";
import type { Direction } from "../messages.ts";
import { ALIAS, CORRESPONDENT, DESTINATION, PUBLIC_ADDRESS } from "../people.ts";

export async function rebuild(octets: Buffer, direction: Direction): Promise<number> {
  const email = await PostalMime.parse(octets, { attachmentEncoding: "base64" });
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
    copy.addAttachment({ filename: filename ?? "file", contentType: mimeType, data: String(content) });
  }
  return copy.asRaw();
}
