/**
 * Bytes as they stand on the wire. Mail is octets until a field is decoded; a "binary string" is a string whose every
 * character is one octet (U+0000 to U+00FF), so that header syntax can be read with string tools and nothing is lost.
 */

const CHUNK = 8192;
const asciiReader = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** What reads octets as Latin-1 natively, where there is such a thing: in Node, and in Workers of 2026 and later. */
interface NativeReader {
  from(buffer: ArrayBufferLike, offset: number, length: number): NativeOctets;
  from(text: string, encoding: "latin1"): Uint8Array<ArrayBuffer>;
}

interface NativeOctets {
  toString(encoding: "latin1"): string;
  includes(octet: number): boolean;
}

const native = (globalThis as { readonly Buffer?: NativeReader }).Buffer;

/**
 * The octets as a binary string. (TextDecoder("latin1") is windows-1252 and would change 0x80 to 0x9F.) Where nothing native
 * reads Latin-1, ASCII is still read natively, and twenty times as fast as by any loop.
 */
export function toBinaryString(octets: Uint8Array): string {
  if (native !== undefined) return native.from(octets.buffer, octets.byteOffset, octets.length).toString("latin1");
  return readInChunks(octets);
}

function readInChunks(octets: Uint8Array): string {
  let text = "";
  for (let at = 0; at < octets.length; at += CHUNK) text += chunkText(octets.subarray(at, at + CHUNK));
  return text;
}

function chunkText(octets: Uint8Array): string {
  const text = asciiReader.decode(octets);
  // One character for every octet, and none that could not be read: then every octet was ASCII.
  if (text.length === octets.length && !text.includes("\ufffd")) return text;
  return String.fromCharCode.apply(null, octets as unknown as number[]);
}

/**
 * The octets of a binary string.
 * @throws RangeError when a character is no octet: text must be encoded before it becomes mail.
 */
export function fromBinaryString(text: string): Uint8Array<ArrayBuffer> {
  if (/[^\0-\xff]/.test(text)) throw new RangeError("not a binary string: encode the text first");
  if (native !== undefined && text.length > WORTH_A_CALL) return new Uint8Array(native.from(text, "latin1"));
  const octets = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) octets[at] = text.charCodeAt(at);
  return octets;
}

/** Shorter texts are turned into octets faster by a loop than by a call. */
const WORTH_A_CALL = 200;

/** Whether one of the octets is this one. `Uint8Array.includes` takes ten times as long. */
export function hasOctet(octets: Uint8Array, octet: number): boolean {
  if (native === undefined) return octets.includes(octet);
  return native.from(octets.buffer, octets.byteOffset, octets.length).includes(octet);
}

const encoder = new TextEncoder();

/** The UTF-8 octets of a text. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text) as Uint8Array<ArrayBuffer>;
}

/** The UTF-8 octets of a text, as a binary string. */
export function utf8Binary(text: string): string {
  return toBinaryString(utf8(text));
}

const LF = 0x0a;

const CR = 0x0d;

/** RFC 5322 §2.1.1 allows 998; looking further would cost quadratic time in a text that is one endless line. */
const REACH = 1000;

/**
 * From the start of the line with `start` to the end of the line with `end`, without its line break. What lies further
 * than a legal line away is not looked at: such a line is longer than what is answered here, which is enough to know.
 */
export function lineAround(octets: Uint8Array, start: number, end: number): { start: number; end: number } {
  const from = Math.max(0, start - REACH);
  const lineStart = from + octets.subarray(from, start).lastIndexOf(LF) + 1;
  const to = Math.min(octets.length, end + REACH);
  const lineFeed = octets.subarray(end, to).indexOf(LF);
  const lineEnd = lineFeed < 0 ? to : end + lineFeed;
  return { start: lineStart, end: lineEnd > end && octets[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd };
}
