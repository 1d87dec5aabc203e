/** Content-Transfer-Encoding undone (RFC 2045 §6), octet by octet, as the most forgiving mail programs do it. Binary strings. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const SEXTETS = new Map([...ALPHABET].map((character, value) => [character, value]));
// RFC 4648 §5, for links.
SEXTETS.set("-", 62).set("_", 63);

/** Passes over what is no base64; padding ends a group, and another may follow. */
export function base64(text: string): string {
  let octets = "";
  let [pending, bits] = [0, 0];
  for (const character of text) {
    const sextet = SEXTETS.get(character);
    if (character === "=") [pending, bits] = [0, 0];
    if (sextet === undefined) continue;
    pending = ((pending << 6) | sextet) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    octets += String.fromCharCode((pending >> bits) & 0xff);
  }
  return octets;
}

export function quotedPrintable(text: string): string {
  const joined = text.replace(/=[ \t]{0,80}\r{0,4}\n/g, "");
  return joined.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

export function decoded(body: string, encoding: string): string {
  if (/base64/i.test(encoding)) return base64(body);
  return /quoted-printable/i.test(encoding) ? quotedPrintable(body) : body;
}
