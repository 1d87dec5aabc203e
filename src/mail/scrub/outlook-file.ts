/** Files that only Outlook reads: they are not rewritten, but read to know whom they name. */
import { compoundStreams } from "../mime/outlook/compound-file.ts";
import { compressedTexts, tnefAttributes } from "../mime/outlook/tnef.ts";
import { mayDecode } from "../mime/parts.ts";
import { fromBinaryString, toBinaryString } from "../octets.ts";
import { isSpent, spendOn } from "../search/effort.ts";
import { textEdits } from "./text-body.ts";
import { searchContext, type Walk } from "./walk.ts";

/** What looking at one value costs, as empty as it may be; a usual file has some hundred. */
const CHARACTERS_A_VALUE = 64;

/** Whether a winmail.dat or an Outlook message names a hidden address, or may do so, for it cannot be read. */
export function mayNameSomebody(kind: "tnef" | "compound", file: Uint8Array, walk: Walk): boolean {
  const values =
    kind === "tnef"
      ? tnefAttributes(file)?.map(({ value }) => value)
      : compoundStreams(file)?.map(({ octets }) => octets);
  if (values === undefined) return true;
  return values.some((value) => {
    spendOn(walk.effort, CHARACTERS_A_VALUE);
    if (isSpent(walk.effort)) return true;
    const texts = compressedTexts(value, (length) => mayDecode(walk.budget, length));
    return texts === undefined || [value, ...texts.flatMap(readingsOfRtf)].some((text) => namesSomebody(text, walk));
  });
}

/** In 8-bit or in UTF-16, at an even place or an odd one. */
function namesSomebody(octets: Uint8Array, walk: Walk): boolean {
  const context = searchContext(walk, "html");
  return [octets, octets.subarray(1)].some((at) => textEdits(at, "plain", context).length > 0);
}

/** RTF as it stands, and as it shows: its words are cut by control words and escapes anywhere. */
function readingsOfRtf(rtf: Uint8Array): Uint8Array[] {
  const shown = toBinaryString(rtf)
    .replace(/\\'([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\u(\d{1,3})(?!\d) ?\??/g, (_, code: string) => String.fromCharCode(Number(code) & 0xff))
    .replace(/\\(?:par|line|tab|cell|row)(?![a-z]) ?/g, "\n")
    .replace(/\\[a-z]{1,32}-?\d{0,10} ?|[{}\r]/g, "");
  return [rtf, fromBinaryString(shown)];
}
