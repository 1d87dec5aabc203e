/** How an address looks inside base64, whatever stands before it. */
import { toBase64 } from "./base-encoding.ts";
import { utf8 } from "./octets.ts";

/** The inner characters of an address's base64 at each of the three offsets: those that its neighbours do not touch. */
export function base64Fragments(address: string): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const encoded = toBase64(utf8("\0".repeat(offset) + address)).replace(/=+$/, "");
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + address.length) * 8) / 6);
    const fragment = encoded.slice(first, last);
    const inLinks = fragment.replaceAll("+", "-").replaceAll("/", "_");
    return fragment === inLinks ? [fragment] : [fragment, inLinks];
  });
}
