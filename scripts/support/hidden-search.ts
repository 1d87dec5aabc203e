/** Looks for addresses in everything that a message can be read as. */
import { ALIAS_PATTERN } from "../../src/mail/alias-form.ts";
import { type Reading, readings } from "./readings.ts";

export interface Finding {
  readonly where: string;
  readonly what: string;
}

/** Where any of the addresses stands, in any letter case, with any `+tag`, in any encoding. */
export async function findAddresses(raw: Uint8Array, addresses: readonly string[]): Promise<readonly Finding[]> {
  const patterns = addresses.map((address) => ({ what: address, pattern: addressPattern(address) }));
  return search(await readings(raw), patterns);
}

/** Where a string of alias form stands, in any encoding. */
export async function findAliases(raw: Uint8Array): Promise<readonly Finding[]> {
  return search(await readings(raw), [{ what: "an alias", pattern: new RegExp(ALIAS_PATTERN, "i") }]);
}

interface Wanted {
  readonly what: string;
  readonly pattern: RegExp;
}

function search(all: readonly Reading[], wanted: readonly Wanted[]): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const { where, text } of all) {
    for (const spelling of spellings(text)) {
      for (const { what, pattern } of wanted) {
        if (!found.has(what) && pattern.test(spelling)) found.set(what, { where, what });
      }
    }
  }
  return [...found.values()];
}

/** Longer addresses that only contain the wanted one are other people's; but calendars glue a checksum to it. */
function addressPattern(address: string): RegExp {
  const at = address.lastIndexOf("@");
  const [localPart, domain] = [address.slice(0, at), address.slice(at + 1)].map(literally);
  return new RegExp(
    `(?<![a-z0-9._+-])${localPart}(?:\\+[^@\\s<>]{0,64})?@${domain}(?:(?=[0-9a-f]{16})|(?![a-z0-9-]|\\.[a-z0-9]))`,
    "i",
  );
}

/** A pattern that matches these characters and nothing else. */
function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}

/** The text, unfolded, without shift sequences and NULs (ISO-2022-JP, UTF-16), and with entities and percents undone. */
function spellings(text: string): readonly string[] {
  const plain = text.replaceAll("\0", "").replace(/\x1b[($][()]?[A-Za-z@]/g, " ");
  const unfolded = plain.replace(/\r?\n[ \t]/g, "");
  const decoded = percentDecoded(entityDecoded(unfolded));
  return [...new Set([plain, unfolded, decoded])];
}

function entityDecoded(text: string): string {
  return text
    .replace(/&#(\d{1,7});?/g, (_, code: string) => character(Number(code)))
    .replace(/&#x([0-9a-f]{1,6});?/gi, (_, code: string) => character(Number.parseInt(code, 16)))
    .replace(/&commat;/gi, "@")
    .replace(/&period;/gi, ".");
}

function percentDecoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}
