/**
 * A reader that trusts no structure: every base64 run, every quoted-printable escape, percent escape, character reference,
 * fold and NUL of the output undone, in any nesting, and the hidden address looked for in all of it.
 */

/** How many decodings may lie on top of each other. */
const DEPTH = 4;

/** `taro@company.example` in any letter case, with or without a tag, but not inside of a longer one. */
export const TAROS = /(?<![a-z0-9._-])taro(?:\+[a-z0-9]*)?@company\.example(?!\.[a-z0-9]|[a-z0-9-])/i;

const DECODINGS: readonly ((text: string) => string)[] = [
  (text) => base64Runs(text),
  (text) => text.replace(/=[ \t]*\r?\n/g, "").replace(/=([0-9a-f]{2})/gi, (_, hex: string) => octet(hex)),
  (text) => text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => octet(hex)),
  (text) => characterReferences(text),
  (text) => text.replaceAll("\0", ""),
  (text) => text.replace(/\r?\n[ \t]/g, ""),
];

/** Any string of alias form. */
export const ALIASES = /anon-[0-9a-hjkmnp-tv-z]{12}@/i;

/** What stands around the first place where the hidden address shows; undefined when it shows nowhere. */
export function revealed(text: string, secret = TAROS): string | undefined {
  let level = new Set([text]);
  const seen = new Set<string>();
  for (let depth = 0; depth <= DEPTH; depth++) {
    const next = new Set<string>();
    for (const layer of level) {
      const found = secret.exec(layer);
      if (found !== null) return layer.slice(Math.max(0, found.index - 60), found.index + 60);
      seen.add(layer);
      for (const decode of DECODINGS) {
        const decoded = decode(layer);
        if (decoded !== "" && !seen.has(decoded)) next.add(decoded);
      }
    }
    level = next;
  }
  return undefined;
}

function base64Runs(text: string): string {
  const runs = text.match(/[A-Za-z0-9+/]{8,}={0,2}(?:\r?\n[A-Za-z0-9+/]+={0,2})*/g) ?? [];
  const decoded = runs.map((run) => Buffer.from(run.replace(/\s/g, ""), "base64").toString("latin1"));
  return decoded.join("\u0001");
}

function characterReferences(text: string): string {
  return text
    .replace(/&(?:commat);/g, "@")
    .replace(/&amp;/g, "&")
    .replace(/&#(\d{1,3});?/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&#x([0-9a-f]{1,2});?/gi, (_, hex: string) => octet(hex));
}

function octet(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
