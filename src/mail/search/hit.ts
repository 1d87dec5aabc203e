/** One place where a hidden address stands, and what stands there instead. */

import type { Replacement } from "../edit.ts";
import type { ContentIds } from "./content-id.ts";
import type { Effort } from "./effort.ts";
import type { HiddenIndex, Slot } from "./hidden.ts";
import type { Octets } from "./shown/encodings.ts";
import type { AtSign } from "./spelling.ts";

/** Watches a search, for whoever asks why an address was found or not (`npm run explain`). Changes nothing. */
export interface SearchTrace {
  /** A text was searched, as it reads behind its encodings; some texts more than once. */
  searched(text: string, hits: readonly Hit[], context: SearchContext): void;
}

/** Where a text stands, as far as it decides what counts as an address in it. */
export interface SearchContext {
  readonly index: HiddenIndex;
  readonly contentIds: ContentIds;
  readonly effort: Effort;
  /** `ids`: every id with a hidden domain is renamed. `loose`: file names, where `x-taro@company.example.pdf` is a hit. */
  readonly mode: "text" | "html" | "loose" | "ids";
  /** The public address that a calendar may invite. */
  readonly invited?: string | undefined;
  /** Everything that may be the name of who answers an invitation; in a calendar answer programs write it anywhere. */
  readonly answerers?: readonly string[] | undefined;
  /** Left in place of a key or signature that stands in the text; undefined where none can. */
  readonly notes?: Notes | undefined;
  /** How the text's octets come to be characters; undefined when it is decoded already. */
  readonly octets?: Octets | undefined;
  /** Whether its HTML may also be shown as it stands, for the part is called something else. */
  readonly mayShowTags?: boolean | undefined;
  /** The charset that the text's part declares. */
  readonly charset?: string | undefined;
  /** Places where an address may start or end, whatever characters stand there. */
  readonly seams?: ReadonlySet<number> | undefined;
  readonly trace?: SearchTrace | undefined;
  /** How the source spells an at sign, where the text is what the source shows. */
  readonly spelledAt?: ((at: AtSign) => string) | undefined;
}

/** One place where a hidden address stands. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  /** What is to stand there. */
  text(replacement: Replacement): string;
}

/** The hits in order; of two that overlap the one that starts first, or is longer, stays. */
export function inOrderOfStart(hits: Hit[]): Hit[] {
  return hits.sort((one, other) => one.start - other.start || other.end - one.end).filter(disjoint());
}

function disjoint(): (hit: Hit) => boolean {
  let reached = 0;
  return (hit) => {
    const free = hit.start >= reached;
    if (free) reached = hit.end;
    return free;
  };
}

/** The text with everything hidden replaced. */
export function replaceHits(text: string, hits: readonly Hit[], replacement: Replacement): string {
  let replaced = "";
  let reached = 0;
  for (const hit of hits) {
    replaced += text.slice(reached, hit.start) + hit.text(replacement);
    reached = hit.end;
  }
  return replaced + text.slice(reached);
}

/** The replacement, its at sign spelled as the one that stood there; ASCII, whatever charset that was in. */
export function spelledLike(written: string, slot: Slot, context: SearchContext): Hit["text"] {
  const spelling = /^(?:[@&%=\\+*-][!-~]*| ?[_({[-]at[_)}\]-] ?| at )$/i.test(written) ? written : "@";
  return (replacement) => {
    const address = addressOf(slot, replacement);
    const at = address.lastIndexOf("@");
    const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
    if (spelling.startsWith("%")) return encodeURIComponent(local) + spelling + domain;
    const html = context.mode === "html" || spelling.startsWith("&");
    return (html ? escapedForHtml(local) : local) + spelling + domain;
  };
}

export function addressOf(slot: Slot, replacement: Replacement): string {
  return slot.kind === "address" ? (replacement.addresses[slot.index] ?? replacement.aliasForm) : replacement.aliasForm;
}

/** A correspondent's address may hold `&`, `<` or quotes: it must not become markup in the text that it is put into. */
function escapedForHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Lines of text left where something was taken out, in the organisation's language. */
export interface Notes {
  readonly signature: string;
  readonly keys: string;
}
