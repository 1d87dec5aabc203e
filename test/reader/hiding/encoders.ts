/** Text as octets in the charsets of Japan's mail and its neighbours': the platform's decoders, turned around. */

/** Writes a text; what the charset does not have becomes a question mark. Binary strings. */
export type Encoder = (text: string) => string;

/** By character, its two octets. */
function pairsOf(label: string): ReadonlyMap<string, string> {
  const decoder = new TextDecoder(label);
  const pairs = new Map<string, string>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1 && !pairs.has(character)) pairs.set(character, String.fromCharCode(lead, trail));
    }
  }
  return pairs;
}

function doubleByte(label: string): Encoder {
  const pairs = pairsOf(label);
  return (text) => [...text].map((one) => (one < "\x80" ? one : (pairs.get(one) ?? "?"))).join("");
}

const eucJp = doubleByte("euc-jp");

/** RFC 1468: back to ASCII before the end of a line. */
function iso2022Jp(text: string): string {
  return eucJp(text).replace(/[\x80-\xff]+/g, (run) => {
    const pairs = [...run].map((octet) => String.fromCharCode(octet.charCodeAt(0) & 0x7f)).join("");
    return `\x1b$B${pairs}\x1b(B`;
  });
}

const utf8: Encoder = (text) => Buffer.from(text).toString("latin1");
const utf16: Encoder = (text) => Buffer.from(`\ufeff${text}`, "utf16le").toString("latin1");

export const CHARSETS: ReadonlyMap<string, Encoder> = new Map([
  ["utf-8", utf8],
  ["iso-2022-jp", iso2022Jp],
  ["shift_jis", doubleByte("shift_jis")],
  ["euc-jp", eucJp],
  ["gb2312", doubleByte("gbk")],
  ["big5", doubleByte("big5")],
  ["euc-kr", doubleByte("euc-kr")],
  ["utf-16", utf16],
]);
