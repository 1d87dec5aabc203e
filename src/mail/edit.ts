/** Changes to octets, kept beside them: the original is shared by all copies, and only what changes is written anew. */

/** What replaces the hidden addresses in one copy. */
export interface Replacement {
  /** By the index of the hidden address. */
  readonly addresses: readonly string[];
  /** In place of any other string of alias form. */
  readonly aliasForm: string;
  /** In place of the display names; "" where they stay. */
  readonly name: string;
  /** In place of the name of whoever is hidden behind what stands in place of their address; without it that is `name`, too. */
  readonly nameOf?: ((instead: string) => string) | undefined;
  /** In place of the public address where a calendar invites it: programs offer to accept only what invites their owner. */
  readonly attendee?: string | undefined;
}

/** One place that changes: the octets from `start` to before `end` of the text that it was found in. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  write(replacement: Replacement): Uint8Array;
}

/** The edits by position; of two that overlap the one that starts first, or is longer, stays. */
export function inOrder(edits: readonly Edit[]): Edit[] {
  const sorted = [...edits].sort((one, other) => one.start - other.start || other.end - one.end);
  let reached = -1;
  return sorted.filter((edit) => {
    const free = edit.start >= reached;
    if (free) reached = edit.end;
    return free;
  });
}

/** The octets from `start` on with the edits (in order) made: slices of the original, not copies, and what was written. */
export function edited(
  octets: Uint8Array,
  start: number,
  edits: readonly Edit[],
  replacement: Replacement,
): Uint8Array[] {
  const slices: Uint8Array[] = [];
  let at = start;
  for (const edit of edits) {
    if (edit.start > at) slices.push(octets.subarray(at, edit.start));
    const written = edit.write(replacement);
    if (written.length > 0) slices.push(written);
    at = edit.end;
  }
  if (at < octets.length || slices.length === 0) slices.push(octets.subarray(at));
  return slices;
}

/** Slices in one piece. */
export function joined(slices: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(slices.reduce((length, slice) => length + slice.length, 0));
  let at = 0;
  for (const slice of slices) {
    whole.set(slice, at);
    at += slice.length;
  }
  return whole;
}

/** The octets with the edits made, in one piece. */
export function editedWhole(octets: Uint8Array, edits: readonly Edit[], replacement: Replacement): Uint8Array {
  return joined(edited(octets, 0, edits, replacement));
}

/** Edits of a part of a document, as edits of the document. */
export function shifted(edits: readonly Edit[], offset: number): Edit[] {
  if (offset === 0) return [...edits];
  return edits.map((edit) => ({
    start: edit.start + offset,
    end: edit.end + offset,
    write: (replacement) => edit.write(replacement),
  }));
}

/** Octets as their writer had them, and how to take changes of them back to the encoded octets that they came from. */
export interface Decoded {
  readonly octets: Uint8Array;
  /** Edits (in order) of `octets`, as edits of the encoded octets. */
  encode(edits: readonly Edit[]): Edit[];
}
