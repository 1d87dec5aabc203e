/** What of an address is known without the address: its digests, and its name in links to a personal site. */

import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha224, sha256, sha384, sha512, sha512_256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { utf8 } from "../../octets.ts";

/** Hidden addresses whose digests are made: more of them than that are a crowd in To. */
const ADDRESS_LIMIT = 200;

/** In lower case, as Gravatar asks, as written, and as a link (FOAF's `mbox_sha1sum`); in hexadecimal, and as base64url. */
export function digestsOf(addresses: readonly string[], octets: number): ReadonlySet<string> {
  const hashes = [md5, sha1, sha224, sha256, sha512_256, sha384, sha512].filter((hash) => hash.outputLen === octets);
  const digests = new Set<string>();
  for (const address of addresses.slice(0, ADDRESS_LIMIT)) {
    const lower = address.toLowerCase();
    // A line break that a shell's `echo` put behind it; capitals, as some list brokers write.
    for (const text of new Set([address, lower, `mailto:${lower}`, `${lower}\n`, address.toUpperCase()])) {
      for (const hash of hashes) {
        const digest = hash(utf8(text));
        digests.add(bytesToHex(digest)).add(base64url(digest));
      }
    }
  }
  return digests;
}

function base64url(octets: Uint8Array): string {
  return btoa(String.fromCharCode(...octets))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/** `hanako_work_example` for hanako@work.example, as OneDrive and SharePoint name her site. */
export function siteName(address: string): string {
  return address.replace(/[^a-z0-9]/gi, "_");
}
