/** Content-* values as they may leave: ASCII, in one line (whoever writes the field folds it). */

import { fromBinaryString } from "../octets.ts";
import { utf8Test } from "../search-view.ts";
import { decodeOctets, guessText } from "./charset.ts";
import { decodeText, encodeText } from "./encoded-word.ts";
import { readStructured, writeExtended } from "./parameters.ts";
import { unfold } from "./section.ts";

/** A raw value without folding; octets above ASCII become RFC 2231 parameters or encoded-words. */
export function wireValue(key: string, value: string): string {
  const line = unfold(value);
  if (!/[^\x20-\x7e\t]/.test(line)) return line;
  return key === "content-type" || key === "content-disposition" ? asciiStructured(line) : encodeText(decodeText(line));
}

/** RFC 2045 §5.1. A parameter with another name means nothing to anybody. */
const TOKEN = /^[!#$%&'*+.^_`{|}~\w-]+$/;

/** File names raw in Shift_JIS or UTF-8: the octets say which, the field does not. */
function asciiStructured(value: string): string {
  const { head, segments } = readStructured(value);
  const written = segments.flatMap((segment) => {
    if (!/[^\x20-\x7e\t]/.test(segment.raw)) return [segment.raw];
    return TOKEN.test(segment.name) ? writeExtended(segment.name, fileNameText(segment.value)) : [];
  });
  return unfold([head.replace(/[^\x20-\x7e\t]/g, ""), ...written].join(";"));
}

/** Kana and the common kanji. */
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff\uff61-\uff9f]/;

/** A file name's ASCII, its extension and what stands in for an address, says nothing about the charset of the rest. */
function fileNameText(octets: string): string {
  const telling = decodeOctets(octets.replace(/[ -~]{4,}/g, " "), "shift_jis") ?? "";
  // Lead octets from 81 to 9F: most words of Latin-1 are valid Shift_JIS, too, but have none of these.
  const mayBe = /[\x81-\x9f]/.test(octets) && !utf8Test(fromBinaryString(octets))();
  const isJapanese = mayBe && JAPANESE.test(telling) && !telling.includes("\ufffd");
  return (isJapanese ? decodeOctets(octets, "shift_jis") : undefined) ?? guessText(octets);
}
