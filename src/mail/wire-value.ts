/** Content-* values as they may leave: ASCII, in one line (whoever writes the field folds it). */

import { guessText } from "./decoding.ts";
import { decodeText, encodeText } from "./encoded-word.ts";
import { unfold } from "./header.ts";
import { readStructured, writeExtended } from "./parameters.ts";

/** A raw value without folding; octets above ASCII become RFC 2231 parameters or encoded-words. */
export function wireValue(key: string, value: string): string {
  const line = unfold(value);
  if (!/[^\x20-\x7e\t]/.test(line)) return line;
  return key === "content-type" || key === "content-disposition" ? asciiStructured(line) : encodeText(decodeText(line));
}

/** File names raw in Shift_JIS or UTF-8: the octets say which, the field does not. */
function asciiStructured(value: string): string {
  const { head, segments } = readStructured(value);
  const written = segments.flatMap((segment) => {
    if (!/[^\x20-\x7e\t]/.test(segment.raw)) return [segment.raw];
    return segment.name === "" ? [] : writeExtended(segment.name, guessText(segment.value));
  });
  return unfold([head.replace(/[^\x20-\x7e\t]/g, ""), ...written].join(";"));
}
