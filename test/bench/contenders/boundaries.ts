/**
 * The floor: nothing but a native search for the boundary through the whole message. A message without parts is
 * searched for the boundary that it does not have.
 */
import { BOUNDARY } from "../messages.ts";

const NEEDLE = Buffer.from(`\n--${BOUNDARY}`);

export function boundaries(octets: Buffer): number {
  let found = 0;
  for (let at = octets.indexOf(NEEDLE); at >= 0; at = octets.indexOf(NEEDLE, at + NEEDLE.length)) found++;
  return found > 3 ? found : -1;
}
