/** Addresses inside of local parts, as bounce handling puts them there: VERP, and SRS (RFC 5321 has no word on either). */

import type { Replacement } from "../../edit.ts";
import { spendOn } from "../effort.ts";
import { addressOf, type Hit, type SearchContext, spelledLike } from "../hit.ts";
import { tails } from "../local-part.ts";
import { type AtSign, plainLocalPart } from "../spelling.ts";

/** `bounce-taro=company.example@…` (VERP) and `SRS0=…=company.example=taro@…`: the address inside a local part. */
export function verpHit(text: string, at: AtSign, context: SearchContext): Hit | undefined {
  const local = plainLocalPart(text, at.start);
  const equals = local.text.indexOf("=");
  if (equals < 0) return undefined;
  const pieces = local.text.split("=");
  spendOn(context.effort, 2 * pieces.length);
  let offset = 0;
  for (const [number, piece] of pieces.entries()) {
    const next = pieces[number + 1] ?? "";
    const place = { start: local.startOf(offset), left: piece, right: next };
    const hit = next === "" ? undefined : (verpPair(place, context) ?? srsPair(place, context));
    if (hit !== undefined) return hit;
    offset += piece.length + 1;
  }
  return undefined;
}

interface Pair {
  readonly start: number;
  readonly left: string;
  readonly right: string;
}

function verpPair({ start, left, right }: Pair, context: SearchContext): Hit | undefined {
  if (!context.index.mayHide(right)) return undefined;
  for (const from of tails(left, false, true)) {
    context.effort.steps--;
    const slot = context.index.slotOf(left.slice(from), right);
    if (slot !== undefined)
      return {
        start: start + from,
        end: start + left.length + 1 + right.length,
        text: spelledLike("=", slot, context),
      };
  }
  return undefined;
}

function srsPair({ start, left, right }: Pair, context: SearchContext): Hit | undefined {
  const slot = context.index.mayHide(left) ? context.index.slotOf(right, left) : undefined;
  if (slot === undefined) return undefined;
  const text = (replacement: Replacement) => addressOf(slot, replacement).split("@").reverse().join("=");
  return { start, end: start + left.length + 1 + right.length, text };
}
