/** What of an address is known without the address: its digests, and its name in links to a personal site. */

import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { utf8 } from "../../octets.ts";

/** Hidden addresses whose digests are made: more of them than that are a crowd in To. */
const ADDRESS_LIMIT = 200;

/** In lower case, as Gravatar asks, as written, and as a link (FOAF's `mbox_sha1sum`); in hexadecimal, and as base64url. */
export function digestsOf(addresses: readonly string[]): ReadonlySet<string> {
  const digests = new Set<string>();
  for (const address of addresses.slice(0, ADDRESS_LIMIT)) {
    for (const text of new Set([address, address.toLowerCase(), `mailto:${address.toLowerCase()}`])) {
      for (const hash of [md5, sha1, sha256]) {
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
