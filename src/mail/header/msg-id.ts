/** Message identifiers, RFC 5322 §3.6.4, as they stand in Message-ID, In-Reply-To and References. */

import { trimWsp, unfold } from "./section.ts";

/** Octets, brackets included. Real ones have a hundred; what is longer is somebody's payload. */
const ID_LENGTH = 500;

/**
 * The msg-ids of a field, each with its angle brackets, in order, none twice. Comments and phrases between them, which
 * In-Reply-To had before RFC 2822, are passed over; folding inside an id (some mailers break long ones) is undone.
 *
 * @param fieldValue one raw value (binary string)
 * @param limit how many at most
 */
export function readMsgIds(fieldValue: string, limit = 100): readonly string[] {
  const value = unfold(fieldValue);
  const ids = new Set<string>();
  for (const [written] of value.matchAll(/<[^<>]*>/g)) {
    if (ids.size >= limit) break;
    const id = written.replace(/[ \t]+/g, "");
    if (isMsgId(id)) ids.add(id);
  }
  return ids.size > 0 ? [...ids] : bareMsgId(value);
}

/** As fields have it, of an id that a platform may have told without its brackets. */
export function inBrackets(id: string): string {
  return id.startsWith("<") ? id : `<${id}>`;
}

function isMsgId(id: string): boolean {
  return id.length <= ID_LENGTH && /^<[!-;=?-~]+>$/.test(id);
}

/** `Message-ID: a@b`, as careless programs write it. Only with an `@`: a phrase in In-Reply-To is no id. */
function bareMsgId(value: string): readonly string[] {
  const id = `<${trimWsp(value)}>`;
  return isMsgId(id) && /.@./.test(id) ? [id] : [];
}
