/** Messages written as lines, relayed by the scrub alone, and read back as a binary string. */

import { readHeaderSection } from "../../../src/mail/header/section.ts";
import { fromBinaryString, toBinaryString, utf8Binary } from "../../../src/mail/octets.ts";
import { type Hidden, type Replacement, type Scan, type ScanOptions, scan } from "../../../src/mail/scrub/scrub.ts";

export const TARO: Hidden = { addresses: ["taro@company.example"], aliasForm: false, names: [] };
export const NOBODY: Hidden = { addresses: [], aliasForm: false, names: [] };
export const ALIAS: Replacement = {
  addresses: ["anon-7k3m9q2x4wtz@school.example"],
  aliasForm: "pta@school.example",
  name: "PTA",
};
export const NOTES = { signature: "A signature was removed.", keys: "A key was removed." };

/** A message of CRLF lines (binary strings: use `bytes` for anything above ASCII). */
export function message(...lines: readonly string[]): Uint8Array {
  return fromBinaryString(lines.join("\r\n"));
}

/** Text as the octets of its UTF-8, in a binary string. */
export const bytes = utf8Binary;

export function scanned(octets: Uint8Array, options: Partial<ScanOptions> = {}): Scan {
  const header = readHeaderSection(octets);
  if (header.kind !== "read") throw new Error("header section too large");
  return scan(octets, header.section, { hidden: TARO, notes: NOTES, refuseOpaque: true, ...options });
}

/** The Content-* fields, a blank line, and the body, as one copy has them. */
export function scrubbed(octets: Uint8Array, hidden: Hidden = TARO, replacement: Replacement = ALIAS): string {
  const { fields, body } = copy(octets, hidden, replacement);
  return `${fields}\r\n${body}`;
}

/** The body alone. */
export function scrubbedBody(octets: Uint8Array, hidden: Hidden = TARO, replacement: Replacement = ALIAS): string {
  return copy(octets, hidden, replacement).body;
}

function copy(octets: Uint8Array, hidden: Hidden, replacement: Replacement): { fields: string; body: string } {
  const result = scanned(octets, { hidden });
  if (result.kind === "refused") throw new Error(`refused: ${result.reason}`);
  const fields = result.contentFields(replacement).map(({ name, value }) => `${name}: ${value}\r\n`);
  return { fields: fields.join(""), body: result.body(replacement).map(toBinaryString).join("") };
}
