/** Which parts are text, and how it is to be read. */

import { toBinaryString } from "../octets.ts";
import { firstOctets } from "./edges.ts";
import { isNamed } from "./file-names.ts";
import { magicOf, SAMPLE_LENGTH } from "./magic.ts";
import { isMessage, type Part } from "./parts.ts";

export type TextKind = "none" | "plain" | "html" | "folded" | "delsp" | "message" | "multipart";

const FOLDED_TYPE =
  /^(?:text|application)\/(?:calendar|ics|vcard|(?:x-)?vcard|(?:x-)?vcalendar|directory|(?:x-)?ldif)$/;
/** Calendars, cards, and the address books that LDAP exports (RFC 2849): all are folded alike. */
const FOLDED_NAME = /\.(?:ics|ifb|vcs|vcf|vcard|ldif)[\s.]*$/i;
/** RFC 2849 §2: the version, and the first entry's name. */
const LDIF = /^(?:\xef\xbb\xbf)?\s*(?:version:[ \d]+\s+)?dn::? /i;
/** RFC 1896's rich text has tags of its own, which show as little as HTML's. */
const HTML_TYPE = /^(?:text\/(?:html|enriched|richtext)|application\/xhtml\+xml)$/;

/** Files in which mail programs keep messages: one, or in an mbox many. */
const MESSAGE_NAME = /\.(?:eml|emlx|mht|mhtml|mbox|mbx|mbs)[\s.]*$/i;

/**
 * Whatever decodes to text is text, whatever its type and name say: mailers attach calendars as application/octet-stream and
 * logs as application/x-unknown. Which kind of text, the type, the name, or its beginning says.
 */
export function kindOfText(octets: Uint8Array, part: Part): TextKind {
  const type = part.type.token;
  if (type.startsWith("multipart/")) return part.encoding === "identity" ? "plain" : "multipart";
  if (isMessage(type) || isNamed(part, MESSAGE_NAME)) return "message";
  if (!isReadable(octets, part)) return "none";
  if (FOLDED_TYPE.test(type) || isNamed(part, FOLDED_NAME)) return "folded";
  const sample = toBinaryString(firstOctets(octets, part, SAMPLE_LENGTH));
  if (looksLikeMessage(sample)) return "message";
  if (LDIF.test(sample)) return "folded";
  if (HTML_TYPE.test(type) || isNamed(part, /\.x?html?[\s.]*$/i) || looksLikeMarkup(sample)) return "html";
  return flow(part);
}

/** What calls itself a text, or a report's part, is searched even if it has a NUL in it: readers show it. */
function isReadable(octets: Uint8Array, part: Part): boolean {
  const magic = magicOf(octets, part);
  return magic === "text" || (magic === "other-binary" && /^(?:text|message)\//.test(part.type.token));
}

/** Fields that nobody types: with one of them among the first lines a text is a message's source. */
const SOURCE_FIELD =
  /^(?:received|return-path|delivered-to|message-id|mime-version|dkim-signature|content-type|content-transfer-encoding|x-[a-z-]+)[ \t]*:/im;
/** The lines that mailbox files put before a message: `From `, and Apple's count of octets. */
const ABOVE = /^(?:\xef\xbb\xbf)?\s*(?:>?From [^\r\n]*\r*\n|\d+ *\r*\n)?/;
const FIELD_LINES = /^(?:[!-9;-~]+[ \t]*:[^\r\n]*(?:\r*\n[ \t][^\r\n]*)*(?:\r*\n|$)){2,}/;

/** Whether a text begins with the header section of a message. @param sample a binary string */
function looksLikeMessage(sample: string): boolean {
  const above = ABOVE.exec(sample)?.[0] ?? "";
  const fields = FIELD_LINES.exec(sample.slice(above.length))?.[0];
  return fields !== undefined && SOURCE_FIELD.test(fields);
}

function looksLikeMarkup(sample: string): boolean {
  return /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|!--|\?xml|html|head|body|meta|svg|div|table|span|font|p|br)[\s>]/i.test(
    sample,
  );
}

function flow(part: Part): TextKind {
  const deletesSpace = part.type.segments.some((segment) => segment.name === "delsp" && /^yes$/i.test(segment.value));
  return deletesSpace ? "delsp" : "plain";
}
