/**
 * Which at signs are worth a closer look: asked of each in a text, and answered by a few characters. Whoever else's address
 * it is, it costs no more than that.
 */

import { DOMAIN_PREFIX } from "./hidden.ts";
import type { SearchContext } from "./hit.ts";
import { type AtSign, isDomainCode, isLocalCode } from "./spelling.ts";

/** Whether a hidden address may stand around an at sign. */
export function mayBeHidden(text: string, at: AtSign, context: SearchContext): boolean {
  return context.mode === "ids" || mayFollow(text, at.end, context) || mayPrecede(text, at.start, context);
}

/** Whether what follows starts as a hidden domain, or is spelled so that only a closer look tells. */
function mayFollow(text: string, at: number, { index }: SearchContext): boolean {
  let end = at;
  while (end < at + DOMAIN_PREFIX && isDomainCode(text.charCodeAt(end))) end++;
  if (end === at + DOMAIN_PREFIX) return index.startsDomain(text.slice(at, end).toLowerCase());
  const code = text.charCodeAt(end);
  return mayGoOn(code) || ESCAPES.includes(text[end] ?? " ");
}

/** `%2E`, `=2E`, `\u002e`, `+2E`: what an escape starts with. */
const ESCAPES = "%=\\+*_";

/** Whether the local part is an alias, whatever its domain, a Content-ID, or has an address of its own inside (VERP). */
function mayPrecede(text: string, at: number, { index }: SearchContext): boolean {
  let start = at;
  const first = Math.max(0, at - LOCAL_REACH);
  while (start > first && isLocalCode(text.charCodeAt(start - 1))) start--;
  const local = text.slice(start, at);
  if (local.includes("=") || /^[cm]id:$/i.test(text.slice(Math.max(0, start - 4), start))) return true;
  if (!index.aliasForm) return false;
  // Cut, it is an alias's end; quoted or escaped, anything.
  return /anon/i.test(local) || (ALIAS_END.test(local) && mayHaveBegun(text.charCodeAt(start - 1)));
}

const LOCAL_REACH = 320;

const ALIAS_END = /^[0-9a-hjkmnp-tv-z-]*(?:\+.*)?$/i;

/** Whether a domain may go on behind plain characters, in a tag, a character reference, or a character that is not ASCII. */
export function mayGoOn(code: number): boolean {
  return code === 0x3c || code === 0x26 || isNoAscii(code);
}

/** Whether a local part may have begun before plain characters: in a character reference, quotes, before a tag. */
export function mayHaveBegun(code: number): boolean {
  return code === 0x3e || code === 0x3b || code === 0x22 || code === 0x5c || isNoAscii(code);
}

/** Above ASCII, or a control character that does not end a line. */
function isNoAscii(code: number): boolean {
  return code > 0x7e || (code < 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09);
}
