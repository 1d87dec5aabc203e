/** Which parts are text, and how it is to be read. */

import { toBinaryString } from "../octets.ts";
import { isNamed } from "./file-names.ts";
import { firstValue, isMessage, type Part } from "./parts.ts";

export type TextKind = "none" | "plain" | "html" | "folded" | "delsp" | "message" | "multipart";

/** Types that are text and do not say so. */
const APPLICATION_TEXT =
  /^application\/(?:ics|calendar|vcard|csv|json|xml|xhtml\+xml|.+\+xml|.+\+json|rtf|javascript)$/;
const FOLDED_TYPE = /^(?:text|application)\/(?:calendar|ics|vcard|(?:x-)?vcard|(?:x-)?vcalendar|directory)$/;

/** Judged by type, and by file name whatever the type says: mailers attach calendars as application/octet-stream. */
export function kindOfText(octets: Uint8Array, part: Part): TextKind {
  const type = part.type.token;
  const named = (pattern: RegExp) => isNamed(part, pattern);
  if (type.startsWith("multipart/")) return part.encoding === "identity" ? "plain" : "multipart";
  if (isMessage(type) || named(/\.eml$/i)) return "message";
  if (FOLDED_TYPE.test(type) || named(/\.(?:ics|vcf)$/i)) return "folded";
  if (/^(?:text\/html|application\/xhtml\+xml)$/.test(type) || named(/\.html?$/i)) return "html";
  if (/^(?:text|message)\//.test(type) || APPLICATION_TEXT.test(type) || named(/\.(?:txt|csv|asc)$/i))
    return flow(part);
  return isReadable(octets, part) ? "plain" : "none";
}

/** A file that is no text has a NUL among its first octets: lengths and numbers stand there. */
const NUL_WITHIN = 512;

/**
 * What is not in base64 stands in the clear, or nearly, whatever its type says: real files come in base64. One that is
 * sent as it is says `binary`, or shows it by its octets.
 */
function isReadable(octets: Uint8Array, { encoding, fields, body }: Part): boolean {
  if (encoding !== "identity") return encoding === "quoted-printable";
  if (/binary/i.test(firstValue(fields, "content-transfer-encoding"))) return false;
  return !octets.subarray(body.start, Math.min(body.end, body.start + NUL_WITHIN)).includes(0);
}

function flow(part: Part): TextKind {
  const deletesSpace = part.type.segments.some((segment) => segment.name === "delsp" && /^yes$/i.test(segment.value));
  return deletesSpace ? "delsp" : "plain";
}

/** Whether a text is a calendar or a vCard, whatever it is called. */
export function looksFolded(octets: Uint8Array): boolean {
  return /^(?:\xef\xbb\xbf)?\s*BEGIN:V(?:CALENDAR|CARD)/i.test(toBinaryString(octets.subarray(0, 64)));
}
