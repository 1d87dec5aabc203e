/**
 * A message as DATA wants it (RFC 5321 §4.5.2): a line that begins with a dot gets another, and every line ends with CRLF. A bare CR or LF
 * becomes one, too: a server that takes `LF . LF` for an end would read the rest as commands of ours ("SMTP smuggling").
 */

const [CR, LF, DOT] = [0x0d, 0x0a, 0x2e];

/** @returns the whole of it, with the dot that ends it */
export function dotStuffed(slices: readonly Uint8Array[]): Uint8Array {
  const length = slices.reduce((sum, slice) => sum + slice.length, 0);
  // At worst every octet is a bare line feed.
  const out = new Uint8Array(2 * length + 5);
  const end = slices.reduce(copied(out), { at: 0, before: LF });
  let { at } = end;
  if (end.before === CR) out[at++] = LF;
  else if (end.before !== LF) at = put(out, at, CR, LF);
  return out.subarray(0, put(out, at, DOT, CR, LF));
}

interface Position {
  readonly at: number;
  /** The last octet that was read; LF at the beginning of a line. */
  readonly before: number;
}

function copied(out: Uint8Array): (position: Position, slice: Uint8Array) => Position {
  return ({ at, before }, slice) => {
    for (const octet of slice) {
      if (before === CR && octet !== LF) at = put(out, at, LF);
      if (octet === LF && before !== CR) at = put(out, at, CR);
      const beginsLine = before === LF || (before === CR && octet !== LF);
      if (octet === DOT && beginsLine) at = put(out, at, DOT);
      out[at++] = octet;
      before = octet;
    }
    return { at, before };
  };
}

function put(out: Uint8Array, at: number, ...octets: readonly number[]): number {
  out.set(octets, at);
  return at + octets.length;
}
