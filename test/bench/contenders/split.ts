/** mailsplit: the message as a stream of its parts and joined again, From and To replaced; no body is searched. */
import { once } from "node:events";
import { Joiner, type SplitNode, Splitter } from "mailsplit";
import type { Direction } from "../messages.ts";
import { ALIAS, CORRESPONDENT, DESTINATION, PUBLIC_ADDRESS } from "../people.ts";

/** As streams from the network come. */
const CHUNK = 64 * 1024;

export async function split(octets: Buffer, direction: Direction): Promise<number> {
  const [splitter, joiner] = [new Splitter(), new Joiner()];
  const inbound = direction === "inbound";
  const [author, recipient] = inbound ? [ALIAS, DESTINATION] : [PUBLIC_ADDRESS, CORRESPONDENT];
  let length = 0;
  joiner.on("data", (piece: Buffer) => {
    length += piece.length;
  });
  splitter.on("data", (node: SplitNode) => {
    if (node.type === "node" && node.root) readdress(node, author, recipient);
    if (!joiner.write(node)) {
      splitter.pause();
      joiner.once("drain", () => splitter.resume());
    }
  });
  splitter.once("end", () => joiner.end());
  for (let at = 0; at < octets.length; at += CHUNK) {
    if (!splitter.write(octets.subarray(at, at + CHUNK))) await once(splitter, "drain");
  }
  splitter.end();
  await once(joiner, "end");
  return length;
}

function readdress({ headers }: SplitNode, author: string, recipient: string): void {
  headers.update("From", author);
  headers.update("To", recipient);
  headers.remove("Received");
}
