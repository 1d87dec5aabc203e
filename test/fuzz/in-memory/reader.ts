/**
 * A reader of what left, independent of the code under test: the raw octets, and everything that postal-mime makes of
 * them — text, HTML, attachments, attached messages, decoded fields.
 */
import PostalMime, { decodeWords } from "postal-mime";
import { fromBinaryString, toBinaryString, utf8Binary } from "../../../src/mail/octets.ts";

const DEPTH = 4;

/** Attachments that the contract counts as text; what others contain is nobody's but their author's. */
const TEXT_TYPE = /^(?:text|message|multipart)\//i;
const TEXT_NAME = /\.(?:eml|ics|vcf|txt|csv|html?)$/i;

/** Every text that a reader of the message could come to see. */
export async function readings(raw: string, depth = 0): Promise<readonly string[]> {
  const email = await new PostalMime({ forceRfc822Attachments: true, maxNestingDepth: 100 }).parse(
    fromBinaryString(raw),
  );
  const texts = [email.text ?? "", email.html ?? "", ...email.headers.map(({ value }) => decodeWords(value))];
  const names = email.attachments.flatMap(({ filename, contentId }) => [decodeWords(filename ?? ""), contentId ?? ""]);
  const attached = email.attachments
    .filter(({ mimeType, filename }) => TEXT_TYPE.test(mimeType) || TEXT_NAME.test(filename ?? ""))
    .map(({ content }) => (typeof content === "string" ? content : toBinaryString(new Uint8Array(content))));
  const below = depth < DEPTH ? attached.map((content) => readings(content, depth + 1)) : [];
  return [raw, ...texts.map(utf8Binary), ...names, ...attached, ...(await Promise.all(below)).flat()];
}

/**
 * Finds an address in any letter case, plain or in the ways that HTML and URLs spell it, but not inside a longer one. The
 * name of a character reference has but one case.
 */
export function spellings(address: string): RegExp {
  const anyCase = (text: string) => text.replace(/[a-z]/gi, (c) => `[${c.toLowerCase()}${c.toUpperCase()}]`);
  const [localPart = "", domain = ""] = address.split("@").map((text) => anyCase(text.replaceAll(".", "\\.")));
  const at = "(?:@|&#0*64;|&#[xX]0*40;|&commat;|%40)";
  return new RegExp(`(?<![A-Za-z0-9._+-])${localPart}${at}${domain}(?![A-Za-z0-9_-]|\\.[A-Za-z0-9])`);
}

/** Where the address shows, with what stands around it; undefined when nowhere. */
export async function seenIn(raw: string, address: string): Promise<string | undefined> {
  const pattern = spellings(address);
  for (const text of await readings(raw)) {
    const found = pattern.exec(text);
    if (found) return text.slice(Math.max(0, found.index - 80), found.index + 80);
  }
  return undefined;
}
