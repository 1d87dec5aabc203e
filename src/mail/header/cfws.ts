/** Comments, folding white space and quoted strings: RFC 5322 §3.2, the ground under every structured field. */

/** Nobody nests comments; every level is a chance for another reader to give up and see something else. */
const COMMENT_DEPTH = 8;

/** The position behind the quote that closes the one at `open`, or -1. */
export function quotedEnd(value: string, open: number): number {
  for (let at = open + 1; at < value.length; at++) {
    if (value[at] === "\\") at++;
    else if (value[at] === '"') return at + 1;
  }
  return -1;
}

/** The position behind the parenthesis that closes the one at `open`, or -1. */
export function commentEnd(value: string, open: number): number {
  let depth = 0;
  for (let at = open; at < value.length; at++) {
    if (value[at] === "\\") at++;
    else if (value[at] === "(" && ++depth > COMMENT_DEPTH) return -1;
    else if (value[at] === ")" && --depth === 0) return at + 1;
  }
  return -1;
}

/**
 * A value with a space (or what is given) for each comment, or undefined when a comment or a quoted string does not end: then
 * nobody can tell what is said and what is only remarked.
 */
export function withoutComments(value: string, by = " "): string | undefined {
  let kept = "";
  let from = 0;
  for (let at = 0; at < value.length; ) {
    const isComment = value[at] === "(";
    if (!isComment && value[at] !== '"') {
      at++;
      continue;
    }
    const end = isComment ? commentEnd(value, at) : quotedEnd(value, at);
    if (end < 0) return undefined;
    if (isComment) {
      kept += value.slice(from, at) + by;
      from = end;
    }
    at = end;
  }
  return kept + value.slice(from);
}
