/**
 * Whom a limit counts when nobody vouches for a name: the network that connected. A household or a server has a whole
 * IPv6 /64 (RFC 6177 §2), and may write one address in many ways (RFC 4291 §2.2), so it is spelled out before it is cut.
 */

const GROUPS = 8;
/** Sixteen bits each: a /64. */
const NETWORK_GROUPS = 4;

/** An IPv4 address as it is, the /64 of an IPv6 one in one spelling; `undefined` for what is no IP address. */
export function clientNetwork(address: string): string | undefined {
  const bare = address
    .trim()
    .toLowerCase()
    .replace(/^ipv6:/, "");
  const mapped = /^::ffff:([\d.]+)$/.exec(bare)?.[1];
  const four = mapped ?? bare;
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(four)) return four;
  if (!/^[0-9a-f:.]{2,45}$/.test(bare) || !bare.includes(":")) return undefined;
  return spelledOut(bare)?.slice(0, NETWORK_GROUPS).join(":");
}

/** The groups without leading zeros, `::` filled in. */
function spelledOut(address: string): readonly string[] | undefined {
  const [head = "", tail, more] = address.split("::");
  if (more !== undefined) return undefined;
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const missing = GROUPS - before.length - after.length;
  if (missing < 0 || (tail === undefined && missing !== 0)) return undefined;
  return [...before, ...Array<string>(missing).fill("0"), ...after].map((group) => group.replace(/^0+(?=.)/, ""));
}

/**
 * The client's IP address in the Received field that Cloudflare writes: `from HELO (IP) by cloudflare-email.net …`. What
 * the client claims in HELO comes before it, and may look like all of this: the last such place is Cloudflare's.
 *
 * @param received the unfolded value of the message's first field
 */
export function connectedFrom(received: string): string | undefined {
  const end = received.lastIndexOf(") by cloudflare-email.net");
  if (end < 0) return undefined;
  const start = received.lastIndexOf("(", end);
  const inside = received.slice(start + 1, end).split(/[\s[\]]+/);
  return inside.findLast((word) => clientNetwork(word) !== undefined);
}
