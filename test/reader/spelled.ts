/** The one form in which addresses are compared: what is not seen is gone, full width is half, escapes are undone. */
import { percentDecoded } from "./header.ts";
import { base64 } from "./transfer.ts";

/** What the eye makes of a text. */
export function byTheEye(shown: string): string {
  return shown
    .replace(/[\p{Default_Ignorable_Code_Point}\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f]/gu, "")
    .replace(/[\u3002\uff61]/g, ".")
    .normalize("NFKC");
}

const NAMED = new Map([
  ["commat", "@"],
  ["period", "."],
  ["lowbar", "_"],
  ["hyphen", "-"],
  ["plus", "+"],
  ["amp", "&"],
]);

function withoutReferences(written: string): string {
  const once = written.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));?/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED.get(String(name).toLowerCase()) ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
  return once === written ? once : withoutReferences(once);
}

function withoutPercents(written: string): string {
  const once = percentDecoded(written);
  return once === written ? once : withoutPercents(once);
}

function withoutEscapes(written: string): string {
  return written.replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Base64 of sixteen characters and more, at each of the four places where its groups may begin. */
function base64Runs(written: string): readonly string[] {
  const runs = written.match(/[A-Za-z0-9+/_-]{12,}(?:\r?\n[A-Za-z0-9+/_-]+)*={0,2}/g) ?? [];
  return runs
    .flatMap((run) => [0, 1, 2, 3].map((from) => base64(run.slice(from))))
    .filter((run) => /@|%40|&#/.test(run));
}

const SIGNS =
  /(?:-25|[-+*.])40|_x0040_|\\u\{0*40\}|--at--|_at_|\s{0,3}[([{<【]\s?(?:at|@|アットマーク)\s?[)\]}>】]\s{0,3}|\s{0,3}(?:[★☆●◎]|アットマーク)\s{0,3}| @ |=40/gi;

/** At signs as programs of links and of lists write them. */
function withoutSigns(written: string): readonly string[] {
  const links = written.replace(SIGNS, "@");
  // What they put before an address has a hyphen, and three hexadecimal digits.
  return links === written ? [] : [links, links.replace(/-[0-9A-F]{2}|[A-Z]{6,}-/g, " ")];
}

function hexadecimal(written: string): readonly string[] {
  return (written.match(/(?:[0-9a-f]{2}){8,}/gi) ?? []).map((digits) => Buffer.from(digits, "hex").toString("latin1"));
}

/** What stands behind an override of the direction, up to where it ends. */
function turnedRound(written: string): readonly string[] {
  return Array.from(written.matchAll(/\u202e([^\u202c\r\n]*)/g), ([, behind = ""]) => [...behind].reverse().join(""));
}

/** Every way in which a text may spell something. */
export function spellings(written: string): readonly string[] {
  const eye = byTheEye(written);
  const plain = [eye, withoutReferences(eye), withoutPercents(eye), withoutEscapes(eye)];
  const quoted = eye.replace(/=\r?\n/g, "").replace(/=([0-9a-f]{2})/gi, (_, hex: string) => {
    return String.fromCharCode(Number.parseInt(hex, 16));
  });
  const further = [...withoutSigns(eye), ...hexadecimal(eye), ...turnedRound(written)];
  return [...new Set([...plain, quoted, ...further, ...base64Runs(eye)])];
}
