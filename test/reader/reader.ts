/**
 * An independent reader of what leaves: every text that any reader of a message could come to see, in any part, at any
 * depth. It shares no code with the relay, trusts no declaration alone, and would rather read a thing twice.
 */
import { isCard, unfolded } from "./card.ts";
import { platform, text } from "./charset.ts";
import { type Entity, fieldValue, parameters, raw, split, words } from "./header.ts";
import { behindThePage, shownByBrowser } from "./html.ts";
import { inTnef, isTnef, rtfText } from "./tnef.ts";
import { decoded } from "./transfer.ts";

/** One text that somebody may see. */
export interface Reading {
  /** For people: where in the message. */
  readonly where: string;
  readonly text: string;
}

/** Messages in messages in messages: deeper ones are none of anybody's. */
const DEPTH = 8;

/** @param message a binary string */
export function readings(message: string, where = "message", depth = DEPTH): readonly Reading[] {
  const entity = split(message);
  const named = entity.fields.flatMap(({ name, value }) => fieldReadings(`${where}, ${name}`, name, value));
  return [...named, ...bodyReadings(entity, where, depth)];
}

function fieldReadings(where: string, name: string, value: string): readonly Reading[] {
  const read = [raw(value), words(value)];
  if (name.startsWith("content-")) read.push(...parameters(value).values());
  // Some fields are folded inside of a word: without their white space they say more.
  read.push(value.replace(/\s+/g, ""));
  return [...new Set(read)].map((said) => ({ where, text: said }));
}

function bodyReadings(entity: Entity, where: string, depth: number): readonly Reading[] {
  const type = fieldValue(entity, "content-type");
  const boundary = parameters(type).get("boundary")?.trimEnd();
  const octets = decoded(entity.body, fieldValue(entity, "content-transfer-encoding"));
  if (/^multipart\//i.test(type) && boundary && depth > 0) return multipartReadings(octets, boundary, where, depth);
  if (isMessage(entity, octets) && depth > 0) return readings(octets, `${where}, attached message`, depth - 1);
  return leafReadings(entity, octets, where);
}

function isMessage(entity: Entity, octets: string): boolean {
  const type = fieldValue(entity, "content-type");
  return /^message\/(?!delivery|disposition)|^text\/rfc822/i.test(type) || /^(?:[\w-]+:[^\n]*\n[ \t]?){3}/.test(octets);
}

function multipartReadings(octets: string, boundary: string, where: string, depth: number): readonly Reading[] {
  const [preamble = "", ...parts] = octets.split(`--${boundary}`);
  const margins = [{ where: `${where}, preamble`, text: raw(preamble) }];
  const below = parts.flatMap((part, at) => {
    if (part.startsWith("--")) return [{ where: `${where}, epilogue`, text: raw(part) }];
    return readings(part.replace(/^[ \t]*\r*\n/, ""), `${where}, part ${at + 1}`, depth - 1);
  });
  return [...margins, ...below];
}

/** What stands in a file: as its charset says, as its octets suggest, and as its type is shown. */
function leafReadings(entity: Entity, octets: string, where: string): readonly Reading[] {
  if (isTnef(octets)) return inTnef(octets).map((piece) => ({ where: `${where}, TNEF`, text: piece }));
  const type = fieldValue(entity, "content-type");
  const given = parameters(type);
  const charset = given.get("charset") ?? "utf-8";
  const shown = text(octets, charset);
  const read = [shown, ...wide(octets)];
  if (/html/i.test(type) || /^\s*<(?:!doctype|html|body|div|p)\b/i.test(shown)) {
    read.push(shownByBrowser(shown), ...behindThePage(shown));
  }
  if (isCard(octets)) read.push(...unfolded(shown), ...unfolded(octets).map(raw));
  if (shown.startsWith("{\\rtf")) read.push(rtfText(octets));
  if (/flowed|delsp/i.test(type)) read.push(flowed(shown, /delsp="?yes/i.test(type)));
  return [...new Set(read)].map((said) => ({ where, text: said }));
}

/** UTF-16 that says so nowhere. */
function wide(octets: string): readonly string[] {
  if (!octets.includes("\0")) return [];
  return [octets, octets.slice(1)].flatMap((read) => platform(read, "utf-16le") ?? []);
}

/** RFC 3676 §4: lines that end in a blank go on. */
function flowed(shown: string, deletesSpace: boolean): string {
  return shown.replace(/ \r?\n(?:>+ ?)?/g, deletesSpace ? "" : " ");
}
