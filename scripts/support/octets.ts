/** Octets and "binary strings" (each character one octet), for reading mail where its charset does not matter yet. */

export function binary(octets: Uint8Array): string {
  return Buffer.from(octets).toString("latin1");
}

export function octets(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

export function utf8(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}

export function joined(pieces: readonly (Uint8Array | string)[]): Uint8Array {
  return Buffer.concat(pieces.map((piece) => (typeof piece === "string" ? utf8(piece) : piece)));
}

export function sameOctets(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
