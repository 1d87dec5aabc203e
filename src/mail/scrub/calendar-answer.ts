/** Answers to invitations: what a program writes in somebody's name, and the name with it. */
import { decodeOctets, guessText } from "../header/charset.ts";
import { decodeText, encodeText } from "../header/encoded-word.ts";
import { parameter } from "../header/parameters.ts";
import { isNamed } from "../mime/file-names.ts";
import type { Part } from "../mime/parts.ts";
import { decodeBody } from "../mime/transfer-encoding.ts";
import { toBinaryString } from "../octets.ts";
import { answererPattern } from "../search/answerers.ts";

/** A calendar answer is small: what is larger is no such thing. */
const CALENDAR_LIMIT = 256 * 1024;

/** The names of who answers: that of the From field, and those that the calendars give; none in any other mail. */
export function answererNames(octets: Uint8Array, part: Part, names: readonly string[]): readonly string[] {
  const calendars = answersIn(octets, part);
  if (calendars.length === 0) return [];
  const written = calendars.flatMap((calendar) =>
    Array.from(calendar.matchAll(/^ATTENDEE[^\r\n]*?;CN=("[^"\r\n]*"|[^;:,"\r\n]*)/gim), ([, name = ""]) => name),
  );
  return [...names, ...written.map((name) => name.replaceAll('"', ""))];
}

/** The calendars that are answers (RFC 5546 §3.2.3, §3.2.7), unfolded. */
function answersIn(octets: Uint8Array, part: Part): string[] {
  switch (part.content.kind) {
    case "multipart":
      return part.content.parts.flatMap((child) => answersIn(octets, child));
    case "message":
      return [];
    case "leaf":
      return calendarsOf(octets, part).filter((calendar) => /^METHOD:(?:REPLY|COUNTER)\b/im.test(calendar));
  }
}

function calendarsOf(octets: Uint8Array, part: Part): string[] {
  const { start, end } = part.body;
  const isCalendar =
    /^(?:text|application)\/(?:calendar|ics)$/.test(part.type.token) || isNamed(part, /\.(?:ics|vcs)[\s.]*$/i);
  if (!isCalendar || end - start > CALENDAR_LIMIT) return [];
  const method = parameter(part.type, "method") ?? "";
  const charset = parameter(part.type, "charset") ?? "";
  return decodeBody(part.encoding, octets.subarray(start, end)).map((piece) => {
    const raw = toBinaryString(piece.octets).replace(/\r*\n[ \t]/g, "");
    return `METHOD:${method}\r\n${decodeOctets(raw, charset) ?? guessText(raw)}`;
  });
}

/** A field's value (binary string) without the names of who answers: programs write them into the Subject, too. */
export function withoutAnswerers(value: string, names: readonly string[], instead: string): string {
  const pattern = answererPattern(names);
  if (pattern === undefined) return value;
  const text = decodeText(value);
  const left = text.replace(pattern, () => instead);
  return left === text ? value : encodeText(left);
}
