/**
 * New names for Content-IDs that carry a hidden address's domain (RFC 2392). Numbers by first appearance reveal nothing,
 * and an id has the same new name in its header field, in `start=` and in every `cid:` that uses it.
 */
export interface ContentIds {
  /** The new name of an id (without angle brackets and `cid:`). */
  rename(id: string): string;
}

/** One message's names. `.invalid` is nobody's: RFC 2606 §2. */
export function newContentIds(): ContentIds {
  const names = new Map<string, string>();
  return {
    rename(id) {
      const key = id.toLowerCase();
      const name = names.get(key) ?? `part${names.size + 1}@cid.invalid`;
      names.set(key, name);
      return name;
    },
  };
}
