/** Text in header fields: RFC 2047 encoded-words, read leniently and written strictly. */

import { utf8Binary } from "../octets.ts";
import { decodeOctets, guessText } from "./charset.ts";
import { LEGAL_WORD, LENIENT_WORD } from "./encoded-word-form.ts";
import { unfold } from "./section.ts";

export { findAddresses, skeleton, stripDangerous } from "./lookalike.ts";

/**
 * The text of an unstructured field or a phrase. Words of one charset that stand side by side are joined before they are
 * decoded, because mailers cut between the octets of one character (against RFC 2047 §5). A word in a charset that nobody
 * knows is read as raw octets are, as mail readers do: an address in it must not pass for noise. The result may contain any character, line breaks too: encode it before it goes anywhere.
 *
 * @param value a raw field value (binary string)
 */
export function decodeText(value: string): string {
  const raw = unfold(value);
  let text = "";
  let word: Word | undefined;
  let at = 0;
  for (const match of raw.matchAll(LENIENT_WORD)) {
    const between = raw.slice(at, match.index);
    const next = wordOf(match);
    at = match.index + match[0].length;
    if (word && isSeparator(between)) {
      if (word.charset === next.charset) {
        const written = word.written + between + next.written;
        word = { charset: word.charset, octets: word.octets + next.octets, written };
        continue;
      }
      text += wordText(word);
    } else text += (word ? wordText(word) : "") + guessText(between);
    word = next;
  }
  return text + (word ? wordText(word) : "") + guessText(raw.slice(at));
}

interface Word {
  readonly charset: string;
  readonly octets: string;
  /** As it stands in the field. */
  readonly written: string;
}

function wordOf(match: RegExpExecArray): Word {
  const [written, label = "", encoding, encoded = ""] = match;
  const charset = label.toLowerCase().split("*", 1)[0] ?? ""; // RFC 2231 §5: a language may follow the charset.
  return { charset, octets: encoding === "b" || encoding === "B" ? fromB(encoded) : fromQ(encoded), written };
}

function isSeparator(between: string): boolean {
  return /^[ \t]*$/.test(between);
}

function wordText(word: Word): string {
  const text = decodeOctets(word.octets, word.charset);
  if (text !== undefined) return text;
  // Without one visible character it says nothing, in whatever charset: it is left as it stands.
  return /[!-~\x80-\xff]/.test(word.octets) ? guessText(word.octets) : word.written;
}

/** Base64 as mailers get it wrong: foreign characters, padding in the middle, a last octet that is cut. */
function fromB(encoded: string): string {
  const runs = encoded.replace(/[^A-Za-z0-9+/=]/g, "").split(/=+/);
  return runs.map((run) => atob(run.length % 4 === 1 ? run.slice(0, -1) : run)).join("");
}

/** Bad folding leaves white space behind an equals sign. */
function fromQ(encoded: string): string {
  return encoded.replace(/_|=\s*([0-9a-f]{2})/gi, (_, hex?: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : " ",
  );
}

/**
 * Text as the value of an unstructured field: as it is when it is plain ASCII, else in UTF-8 encoded-words. Control
 * characters become spaces: a line feed that arrived encoded must not leave as a line break (header injection).
 */
export function encodeText(text: string): string {
  const clean = withoutControls(text);
  return isPlain(clean) ? clean : encodedWords(clean);
}

/** Text as a phrase (RFC 5322 §3.2.5): a quoted string, or encoded-words. "" stays "". */
export function encodePhrase(text: string): string {
  const clean = withoutControls(text).trim();
  if (clean === "") return "";
  return isPlain(clean) ? quoted(clean) : encodedWords(clean);
}

function withoutControls(text: string): string {
  return text.toWellFormed().replace(/[\0-\x1f\x7f-\x9f\u2028\u2029]+/g, " ");
}

/** Without `=?`, which a reader could take for an encoded-word, and without a word longer than a line (RFC 5322 §2.1.1). */
function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text) && !text.includes("=?") && !/[^ ]{900}/.test(text);
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** 75 octets a word (RFC 2047 §2) less `=?UTF-8?B?` and `?=`. */
const WORD_PAYLOAD = 63;
/** Octets that fill a word's payload in base64. */
const WORD_OCTETS = 45;

function encodedWords(text: string): string {
  const b = pieces(text, WORD_OCTETS, utf8Length).map((piece) => `=?UTF-8?B?${btoa(utf8Binary(piece))}?=`);
  const q = pieces(text, WORD_PAYLOAD, qLength).map((piece) => `=?UTF-8?Q?${toQ(piece)}?=`);
  const [inB, inQ] = [b.join(" "), q.join(" ")];
  return inQ.length < inB.length ? inQ : inB;
}

/** The text in pieces that are at most `size` long when they are encoded, never cut inside a character (RFC 2047 §5). */
function pieces(text: string, size: number, lengthOf: (codePoint: number) => number): string[] {
  const cut: string[] = [];
  let start = 0;
  let at = 0;
  let length = 0;
  for (const character of text) {
    const more = lengthOf(character.codePointAt(0) ?? 0);
    if (length + more > size) {
      cut.push(text.slice(start, at));
      start = at;
      length = 0;
    }
    length += more;
    at += character.length;
  }
  return [...cut, text.slice(start)];
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

// All but what RFC 2047 §5 (3) allows in a phrase, so that one form fits everywhere.
const ENCODED_IN_Q = /[^A-Za-z0-9!*+/ -]/g;

function qLength(codePoint: number): number {
  return codePoint < 0x80 && String.fromCharCode(codePoint).search(ENCODED_IN_Q) < 0 ? 1 : 3 * utf8Length(codePoint);
}

function toQ(text: string): string {
  const hex = (octet: string) => `=${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  return utf8Binary(text).replace(ENCODED_IN_Q, hex).replaceAll(" ", "_");
}

/**
 * Somebody else's phrase, made legal with its octets kept where they are legal: encoded-words and quoted strings stay, bare
 * words get quotes (Cloudflare's sender fails on a bare parenthesis), and all else is decoded and encoded anew.
 *
 * @param phrase binary string, as `Mailbox.phrase`
 */
export function phraseForWire(phrase: string): string {
  return legalPhrase(phrase) ?? encodePhrase(phraseText(phrase));
}

/** A phrase as its reader sees it: decoded, without the quotes and backslashes of quoted strings. */
export function phraseText(phrase: string): string {
  const text = decodeText(phrase);
  // Decoded first: in Shift_JIS the second octet of 表 is a backslash, and undoing a quoted pair would halve it.
  return phrase.includes('"') ? text.replace(/\\(.)|"/gsu, "$1") : text;
}

/** Longer phrases are not looked at for what could stay. */
const PHRASE_LENGTH = 998;
const PHRASE_WORD = /"(?:[^"\\]|\\.)*"|[^ \t"]+|"/gs;
const QUOTED_STRING = /^"[\t -~]*"$/;

/** The phrase with its bare words in quotes, or undefined when something in it is not legal. */
function legalPhrase(phrase: string): string | undefined {
  if (phrase.length > PHRASE_LENGTH) return undefined;
  const wire: string[] = [];
  let bare: string[] = [];
  for (const word of phrase.match(PHRASE_WORD) ?? []) {
    if (isBareWord(word)) bare.push(word);
    else if (!isLegalWord(word)) return undefined;
    else {
      if (bare.length > 0) wire.push(quoted(bare.join(" ")));
      bare = [];
      wire.push(word);
    }
  }
  if (bare.length > 0) wire.push(quoted(bare.join(" ")));
  return wire.join(" ");
}

function isBareWord(word: string): boolean {
  return /^[!#-~]+$/.test(word) && !word.includes("=?");
}

function isLegalWord(word: string): boolean {
  return (word.length > 1 && QUOTED_STRING.test(word)) || (word.length <= 75 && LEGAL_WORD.test(word));
}
