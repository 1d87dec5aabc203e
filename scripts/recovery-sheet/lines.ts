/**
 * A key as lines that people can copy by hand: 8 octets a line in Crockford's base32, whose letters are not mistaken for
 * one another, and two more characters that find a slip and say in which line.
 */
import { createHash } from "node:crypto";
import { base32, CROCKFORD } from "../../src/mail/base-encoding.ts";
import { SECRET_LENGTH } from "../../src/store/key-set.ts";

const OCTETS = 8;
export const LINES = SECRET_LENGTH / OCTETS;
/** Of 8 octets: 65 bits, the last one zero. */
const CHARACTERS = 13;
/** 10 bits: of a thousand slips one goes unseen here, and is seen by the key's id at the end. */
const CHECKS = 2;
const GROUP = 5;

/** Each line in groups of five: `7K3M9 Q2X4W TZ8AB`. */
export function keyLines(key: Uint8Array): readonly string[] {
  return Array.from({ length: LINES }, (_, at) => {
    const octets = key.subarray(at * OCTETS, (at + 1) * OCTETS);
    return grouped((base32(octets) + checks(octets, at)).toUpperCase());
  });
}

function grouped(line: string): string {
  return (line.match(new RegExp(`.{1,${GROUP}}`, "g")) ?? []).join(" ");
}

/** The line's number counts, so that two lines in the wrong order are seen. */
function checks(octets: Uint8Array, at: number): string {
  const digest = createHash("sha256")
    .update(`line ${at + 1}\n`)
    .update(octets)
    .digest();
  return base32(digest).slice(0, CHECKS);
}

export type LineReading =
  | { readonly kind: "octets"; readonly octets: Uint8Array }
  | { readonly kind: "wrong"; readonly why: "length" | "character" | "check" };

/** @param at from 0 */
export function readLine(typed: string, at: number): LineReading {
  const line = typed.toLowerCase().replace(/[\s-]/g, "").replaceAll("o", "0").replace(/[il]/g, "1");
  if (/[^0-9a-hjkmnp-tv-z]/.test(line)) return { kind: "wrong", why: "character" };
  if (line.length !== CHARACTERS + CHECKS) return { kind: "wrong", why: "length" };
  const octets = fromBase32(line.slice(0, CHARACTERS));
  const isRight = base32(octets) + checks(octets, at) === line;
  return isRight ? { kind: "octets", octets } : { kind: "wrong", why: "check" };
}

function fromBase32(text: string): Uint8Array {
  let bits = 0n;
  for (const character of text) bits = (bits << 5n) | BigInt(CROCKFORD.indexOf(character));
  const octets = new Uint8Array(OCTETS);
  new DataView(octets.buffer).setBigUint64(0, BigInt.asUintN(64, bits >> 1n));
  return octets;
}
