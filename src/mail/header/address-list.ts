/** The words of an address list, RFC 5322 §3.4: one pass, linear, never recursing, whatever the octets. */

import { commentEnd, quotedEnd } from "./cfws.ts";

export type AddressToken = {
  readonly kind: "text" | "quoted" | "comment" | "angle" | "comma" | "semicolon" | "colon";
  readonly start: number;
  /** Behind the last octet, closing quote or bracket included. */
  readonly end: number;
};

interface AddressTokens {
  readonly tokens: readonly AddressToken[];
  /** Quotes, comments or angle brackets that do not pair: readers disagree about such a field, so it may prove nothing. */
  readonly broken: boolean;
}

/** Splits an unfolded field value. White space separates and is no token. */
export function tokenizeAddressList(value: string): AddressTokens {
  const tokens: AddressToken[] = [];
  let broken = false;
  for (let at = 0; at < value.length; ) {
    const step = nextToken(value, at);
    if (step.token) tokens.push(step.token);
    broken ||= step.broken;
    at = step.next;
  }
  return { tokens, broken };
}

interface Step {
  readonly token?: AddressToken;
  readonly next: number;
  readonly broken: boolean;
}

function nextToken(value: string, at: number): Step {
  switch (value[at]) {
    case " ":
    case "\t":
      return { next: at + 1, broken: false };
    case ">":
      return { next: at + 1, broken: true };
    case ",":
      return whole("comma", at, at + 1);
    case ";":
      return whole("semicolon", at, at + 1);
    case ":":
      return whole("colon", at, at + 1);
    case '"':
      return closed("quoted", value, at, quotedEnd(value, at));
    case "(":
      return closed("comment", value, at, commentEnd(value, at));
    case "<":
      return angle(value, at);
    default:
      return whole("text", at, textEnd(value, at));
  }
}

function whole(kind: AddressToken["kind"], start: number, end: number): Step {
  return { token: { kind, start, end }, next: end, broken: false };
}

function closed(kind: AddressToken["kind"], value: string, start: number, end: number): Step {
  return end < 0 ? { next: value.length, broken: true } : whole(kind, start, end);
}

/** `<…>`. In `<<a@b>>` the innermost pair is taken and the field is broken: some readers would take the outer one. */
function angle(value: string, open: number): Step {
  let start = open;
  for (let at = open + 1; at < value.length; at++) {
    if (value[at] === ">")
      return { token: { kind: "angle", start, end: at + 1 }, next: at + 1, broken: start !== open };
    if (value[at] === "<") start = at;
    if (value[at] === '"') {
      const end = quotedEnd(value, at);
      if (end < 0) break;
      at = end - 1;
    }
  }
  return { next: value.length, broken: true };
}

function textEnd(value: string, start: number): number {
  let at = start + 1;
  while (at < value.length && !' \t<>,;:"('.includes(value.charAt(at))) at++;
  return at;
}
