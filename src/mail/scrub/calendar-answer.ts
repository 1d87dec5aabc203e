/** Answers to invitations: what a program writes in somebody's name, and the name with it. */
import { decodeText, encodeText } from "../header/encoded-word.ts";
import { parameter } from "../header/parameters.ts";
import type { Part } from "../mime/parts.ts";
import { decodeBody } from "../mime/transfer-encoding.ts";
import { nameOrders } from "../search/name-orders.ts";

/** A calendar answer is small: what is larger is no such thing. */
const CALENDAR_LIMIT = 256 * 1024;

/** The names of who answers, in all orders: that of the From field, and those that the calendars give; none in any other mail. */
export function answererNames(octets: Uint8Array, part: Part, names: readonly string[]): readonly string[] {
  const calendars = answersIn(octets, part);
  if (calendars.length === 0) return [];
  const written = calendars.flatMap((calendar) =>
    Array.from(calendar.matchAll(/^ATTENDEE[^\r\n]*?;CN=("[^"\r\n]*"|[^;:,"\r\n]*)/gim), ([, name = ""]) => name),
  );
  const all = [...names, ...written.map((name) => name.replaceAll('"', ""))];
  return [...new Set(all.flatMap(nameOrders))].filter((name) => (name.match(/\p{L}/gu)?.length ?? 0) > 1);
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
  const isCalendar = /^(?:text|application)\/(?:calendar|ics)$/.test(part.type.token);
  if (!isCalendar || end - start > CALENDAR_LIMIT) return [];
  const method = parameter(part.type, "method") ?? "";
  return decodeBody(part.encoding, octets.subarray(start, end)).map((piece) => {
    const text = new TextDecoder().decode(piece.octets).replace(/\r*\n[ \t]/g, "");
    return `METHOD:${method}\r\n${text}`;
  });
}

/** A field's value (binary string) without the names of who answers: programs write them into the Subject, too. */
export function withoutAnswerers(value: string, names: readonly string[], instead: string): string {
  if (names.length === 0) return value;
  const text = decodeText(value);
  const longestFirst = [...names].sort((one, other) => other.length - one.length);
  const left = longestFirst.reduce((rest, name) => rest.replaceAll(name, instead), text);
  return left === text ? value : encodeText(left);
}
