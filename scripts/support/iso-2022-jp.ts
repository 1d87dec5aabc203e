/**
 * ISO-2022-JP, as Japanese mail programs have written it since 1993 (RFC 1468). The platform can only read it, so the
 * table to write it is made by reading every character once.
 */

const KANJI = "\x1b$B";
const ASCII = "\x1b(B";

const codes = new Map<string, string>();
for (let row = 0x21; row <= 0x74; row++) {
  for (let cell = 0x21; cell <= 0x7e; cell++) {
    const code = String.fromCharCode(row, cell);
    const character = new TextDecoder("iso-2022-jp").decode(Buffer.from(KANJI + code + ASCII, "latin1"));
    if (character !== "\ufffd" && !codes.has(character)) codes.set(character, code);
  }
}

/**
 * A binary string; each line ends in ASCII, as the standard wants it.
 * @throws RangeError for a character that JIS X 0208 does not have
 */
export function iso2022jp(text: string): string {
  let out = "";
  let inKanji = false;
  for (const character of text) {
    const isAscii = character.charCodeAt(0) < 0x80;
    if (isAscii === inKanji) out += isAscii ? ASCII : KANJI;
    inKanji = !isAscii;
    out += isAscii ? character : codeOf(character);
  }
  return inKanji ? out + ASCII : out;
}

function codeOf(character: string): string {
  const code = codes.get(character);
  if (code) return code;
  throw new RangeError(`not in JIS X 0208: ${character}`);
}
