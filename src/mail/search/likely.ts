/**
 * Which at signs are worth a closer look: asked of each in a text, and answered by a few characters. Whoever else's address
 * it is, it costs no more than that.
 */

import { DOMAIN_PREFIX } from "./hidden.ts";
import type { SearchContext } from "./hit.ts";
import { isDomainCode, isLocalCode } from "./spelling.ts";

/** Asks about the at signs of one text; what is asked of the text as a whole is answered once. */
export class Likely {
  readonly #text: string;
  readonly #context: SearchContext;
  #mayHoldLocalParts: boolean | undefined;
  #mayHoldIds: boolean | undefined;
  #mayHoldAliases: boolean | undefined;

  constructor(text: string, context: SearchContext) {
    this.#text = text;
    this.#context = context;
  }

  /** Whether a hidden address may stand around the at sign from `start` to before `end`. */
  mayBeHidden(start: number, end: number): boolean {
    return this.#context.mode === "ids" || this.#mayFollow(end) || this.#mayPrecede(start);
  }

  /** Whether what follows starts as a hidden domain, or is spelled so that only a closer look tells. */
  #mayFollow(at: number): boolean {
    const text = this.#text;
    let end = at;
    while (end < at + DOMAIN_PREFIX && isDomainCode(text.charCodeAt(end))) end++;
    if (end === at + DOMAIN_PREFIX) return this.#context.index.startsDomain(text, at) || text.startsWith("_x00", at);
    const code = text.charCodeAt(end);
    return mayGoOn(code) || isEscape(code);
  }

  /** Whether the local part is an alias, whatever its domain, a Content-ID, or has an address of its own inside (VERP). */
  #mayPrecede(at: number): boolean {
    const text = this.#text;
    let start = at;
    let hasEquals = false;
    const first = Math.max(0, at - LOCAL_REACH);
    for (let code = text.charCodeAt(start - 1); start > first && isLocalCode(code); code = text.charCodeAt(start - 1)) {
      if (code === 0x3d) hasEquals = true;
      start--;
    }
    // In a run of escaped at signs without end, each has the same long way back.
    this.#context.effort.steps -= (at - start) / CHARACTERS_A_STEP;
    if (hasEquals && this.#holdsLocalParts()) return true;
    if (text.charCodeAt(start - 1) === 0x3a && this.#holdsIds() && isIdScheme(text, start)) return true;
    if (!this.#context.index.aliasForm) return false;
    // Cut, it is an alias's end; quoted or escaped, anything.
    const local = text.slice(start, at);
    const before = text.charCodeAt(start - 1);
    // What stands between quotes and the at sign is all of a local part; what ends in quotes is quoted itself.
    if (!mayHaveBegun(before) || (before === QUOTE && start < at)) return this.#holdsAliases() && ALIAS.test(local);
    return ALIAS_END.test(local) || ALIAS.test(local);
  }

  #holdsLocalParts(): boolean {
    this.#mayHoldLocalParts ??= this.#context.index.mayHoldLocalParts(this.#text);
    return this.#mayHoldLocalParts;
  }

  #holdsAliases(): boolean {
    this.#mayHoldAliases ??= ALIAS.test(this.#text);
    return this.#mayHoldAliases;
  }

  #holdsIds(): boolean {
    this.#mayHoldIds ??= /[cm]id:/i.test(this.#text);
    return this.#mayHoldIds;
  }
}

function isIdScheme(text: string, end: number): boolean {
  return /^[cm]id:$/i.test(text.slice(Math.max(0, end - 4), end));
}

/** `%2E`, `=2E`, `\u002e`, `+2E`: what an escape starts with. */
function isEscape(code: number): boolean {
  return code === 0x25 || code === 0x3d || code === 0x5c || code === 0x2b || code === 0x2a;
}

const LOCAL_REACH = 320;
/** Characters that are passed over in the time of a step. */
const CHARACTERS_A_STEP = 100;
const QUOTE = 0x22;

const ALIAS = /anon/i;
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
