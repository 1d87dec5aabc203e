/** A message's parts, as far as this panel needs them to show the message as it reads. */
import { decode } from "./charset.js";

/** No mail that means well has more parts in one another. */
const MOST_DEPTH = 10;

/** @typedef {{ head: string, body: string, fields: Map<string, string> }} Part octets, one character for each */

/** @param {string} octets @returns {Part} */
export function readPart(octets) {
  if (octets.startsWith("\r\n")) return { head: "", body: octets.slice(2), fields: new Map() };
  const end = octets.indexOf("\r\n\r\n");
  const head = end < 0 ? octets : octets.slice(0, end);
  return { head, body: end < 0 ? "" : octets.slice(end + 4), fields: readFields(head) };
}

/** @param {string} head @returns {Map<string, string>} the first of each name, unfolded */
function readFields(head) {
  /** @type {Map<string, string>} */
  const fields = new Map();
  for (const line of head.replace(/\r\n(?=[ \t])/g, "").split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** @param {Part} part @param {string} name of a parameter of its Content-Type */
export function parameter({ fields }, name) {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;]*))`, "i").exec(fields.get("content-type") ?? "");
  return found?.[1] ?? found?.[2] ?? "";
}

/** The source as it reads: what stands in the clear in its own charset, what is encoded as it is. @param {string} raw */
export const readable = (raw) => readableAt(raw, 0);

/** @param {string} octets @param {number} depth @returns {string} */
function readableAt(octets, depth) {
  const part = readPart(octets);
  const boundary = depth < MOST_DEPTH ? parameter(part, "boundary") : "";
  const charset = parameter(part, "charset");
  const head = decode(part.head, isAscii(part.head) ? "" : charset && headCharset(part.head, charset));
  if (octets === part.head) return head;
  const body = boundary ? parts(part.body, boundary, depth) : decode(part.body, charset);
  return `${head}${part.head === "" ? "" : "\r\n"}\r\n${body}`;
}

/** @param {string} octets */
const isAscii = (octets) => /^[\x00-\x7f]*$/.test(octets);

/** Fields in the clear are UTF-8 (RFC 6532), or else in the text's own charset. @param {string} head @param {string} charset */
const headCharset = (head, charset) => (decode(head, "utf-8").includes("\ufffd") ? charset : "utf-8");

/** @param {string} body @param {string} boundary @param {number} depth @returns {string} */
function parts(body, boundary, depth) {
  const lines = body.split(`\r\n--${boundary}`);
  return lines
    .map((piece, at) => (at === 0 ? preamble(piece, boundary, depth) : onePart(piece, depth)))
    .join(`\r\n--${boundary}`);
}

/** A body may begin with its first boundary. @param {string} piece @param {string} boundary @param {number} depth @returns {string} */
function preamble(piece, boundary, depth) {
  const line = `--${boundary}`;
  return piece.startsWith(line) ? line + onePart(piece.slice(line.length), depth) : decode(piece);
}

/** What stands behind a boundary: the end of its line, then a part; or what nobody reads. @param {string} piece @param {number} depth @returns {string} */
function onePart(piece, depth) {
  const end = piece.startsWith("--") ? -1 : piece.indexOf("\r\n");
  return end < 0 ? decode(piece) : piece.slice(0, end + 2) + readableAt(piece.slice(end + 2), depth + 1);
}

/** The first part with text for people. @param {Part} part @param {number} [depth] @returns {Part} */
export function textPart(part, depth = 0) {
  const boundary = depth < MOST_DEPTH ? parameter(part, "boundary") : "";
  if (!boundary) return part;
  const within = `\r\n${part.body}`
    .split(`\r\n--${boundary}`)
    .slice(1)
    .filter((piece) => !piece.startsWith("--"));
  const found = within.map((piece) => textPart(readPart(piece.slice(piece.indexOf("\r\n") + 2)), depth + 1));
  return found.find(isText) ?? found[0] ?? part;
}

/** @param {Part} part */
const isText = ({ fields }) => /^(?:text\/plain\b|$)/i.test(fields.get("content-type") ?? "");
