/** Whether somebody can read an address in what left, and where. */
import { type Reading, readings } from "./reader.ts";
import { spellings } from "./spelled.ts";

export interface Sighting {
  readonly where: string;
  /** The address with what stands around it. */
  readonly around: string;
}

/** An address in any letter case, with or without a tag, but not inside of a longer one. */
export function addressPattern(address: string): RegExp {
  const at = address.lastIndexOf("@");
  const [localPart, domain] = [address.slice(0, at), address.slice(at + 1)].map((part) =>
    part.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"),
  );
  return new RegExp(
    `(?<![a-z0-9._+-])"?${localPart}"?(?:\\+[^@\\s<>]{0,64})?"?@${domain}(?![a-z0-9-]|\\.[a-z0-9])`,
    "i",
  );
}

/** @param message a binary string */
export function sightings(message: string, pattern: RegExp): readonly Sighting[] {
  return readings(message).flatMap((reading) => seenIn(reading, pattern) ?? []);
}

function seenIn({ where, text }: Reading, pattern: RegExp): Sighting | undefined {
  for (const spelled of spellings(text)) {
    const found = pattern.exec(spelled);
    if (found) return { where, around: spelled.slice(Math.max(0, found.index - 40), found.index + 60) };
  }
  return undefined;
}
