/** Words that nobody can guess. */
import { CROCKFORD } from "../mail/base-encoding.ts";

/** So many random characters of Crockford's base32, lower-case: 5 bits each. */
export function randomWord(length: number): string {
  let word = "";
  for (const octet of crypto.getRandomValues(new Uint8Array(length))) word += CROCKFORD.charAt(octet & 31);
  return word;
}
