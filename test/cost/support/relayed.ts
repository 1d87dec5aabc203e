/** A message through the scrub, both ways, as far as its cost goes. */

import { readHeaderSection } from "../../../src/mail/header/section.ts";
import { fromBinaryString } from "../../../src/mail/octets.ts";
import { type Hidden, type Scan, scan } from "../../../src/mail/scrub/scrub.ts";

export const INBOUND: Hidden = { addresses: ["taro@company.example"], aliasForm: false, names: [] };
export const REPLY: Hidden = {
  addresses: ["hanako@private.example", "v.o@gmail.com", "anon-7k3m9q2x4wtz@school.example"],
  aliasForm: true,
  names: ["Hanako"],
};
const NOTES = { signature: "A signature was removed.", keys: "A key was removed." };

/** Scans a message (binary string, or octets), writes a copy and asks for its files. */
export function relayed(message: string | Uint8Array, hidden: Hidden = INBOUND): Scan {
  const octets = typeof message === "string" ? fromBinaryString(message) : message;
  const header = readHeaderSection(octets);
  if (header.kind !== "read") throw new Error("header section too large");
  const result = scan(octets, header.section, { hidden, notes: NOTES, refuseOpaque: true });
  if (result.kind === "refused") return result;
  const addresses = hidden.addresses.map(() => "anon-2222222222zz@school.example");
  const replacement = { addresses, aliasForm: "pta@school.example", name: "PTA" };
  result.contentFields(replacement);
  result.body(replacement);
  result.files();
  return result;
}

/** Why it was refused; undefined when it passes. */
export function refusal(message: string, hidden: Hidden = INBOUND): string | undefined {
  const result = relayed(message, hidden);
  return result.kind === "refused" ? result.reason : undefined;
}

/** A unit over and over, at least so long. */
export function filled(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length));
}

export function text(body: string): string {
  return `Content-Type: text/plain\r\n\r\n${body}`;
}
