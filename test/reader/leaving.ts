/** A message through the whole relay, and what leaves of it. */
import { relay } from "../../src/relay/relay.ts";
import { Deferred } from "../../src/relay/transit.ts";
import type { Vault } from "../../src/store/vault.ts";
import { address, type Copy, MemoryOffice } from "../fuzz/in-memory/memory-office.ts";
import { plainVerdict } from "../support/mails.ts";

/**
 * @param message from its Content-* fields on, a binary string: its author's other fields go before it
 * @returns no copies when it is refused; @throws whatever is neither an answer nor a wait
 */
export function leaving(vault: Vault, author: string, recipient: string, message: string): Promise<readonly Copy[]> {
  const fields = [
    `From: <${author}>`,
    `To: <${recipient}>`,
    "Message-ID: <1@program.example>",
    "Date: Tue, 24 Nov 2026 12:00:00 +0900",
  ];
  return relayed(vault, author, recipient, `${fields.join("\r\n")}\r\n${message}`);
}

/** The same for a whole message (binary string), verified. */
export async function relayed(
  vault: Vault,
  author: string,
  recipient: string,
  message: string,
): Promise<readonly Copy[]> {
  const office = new MemoryOffice(vault);
  const verdict = plainVerdict(author.slice(author.indexOf("@") + 1));
  const octets = Buffer.from(verdict + message, "latin1");
  try {
    await relay({ sender: author, recipient: address(recipient) }, new Uint8Array(octets), office.ports);
  } catch (error) {
    if (!(error instanceof Deferred)) throw error;
  }
  if (office.faults.length > 0) throw new Error(office.faults.join("; "));
  return office.copies;
}
