/** What a reader sees of a message that left. */
import { decodeText } from "../../src/mail/header/encoded-word.ts";
import { fieldsNamed, readHeaderSection, unfold } from "../../src/mail/header/section.ts";
import { fromBinaryString } from "../../src/mail/octets.ts";
import type { Sent } from "./world.ts";

function section(sent: Sent) {
  const reading = readHeaderSection(fromBinaryString(sent.raw));
  if (reading.kind !== "read") throw new Error("header section too large");
  return reading.section;
}

/** A field's raw value, unfolded; "" when there is none. */
export function field(sent: Sent, key: string): string {
  return unfold(fieldsNamed(section(sent), key)[0]?.value ?? "");
}

/** A field's value as text. */
export function shown(sent: Sent, key: string): string {
  return decodeText(fieldsNamed(section(sent), key)[0]?.value ?? "");
}

export function fieldNames(sent: Sent): readonly string[] {
  return section(sent).fields.map(({ name }) => name);
}

/** The body as a binary string. */
export function body(sent: Sent): string {
  return sent.raw.slice(section(sent).bodyOffset);
}

/** The text of a mail that we wrote ourselves: one part, in base64; "" when there is none. */
export function noticeText(sent: Sent | undefined): string {
  if (!sent) return "";
  return new TextDecoder().decode(Uint8Array.from(atob(body(sent).replaceAll(/\s/g, "")), (c) => c.charCodeAt(0)));
}
