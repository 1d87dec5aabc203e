/** A message's leaf parts, by their place in the octets: a second opinion on structure, which shares no code with the relay. */

/** A part that is no multipart and no readable message. Offsets are into the message as a binary string. */
export interface Leaf {
  /** "1.2": the second part of the first. */
  readonly path: string;
  readonly header: string;
  readonly start: number;
  readonly end: number;
  /** In lower case, as `text/plain`. */
  readonly type: string;
  readonly charset: string;
  readonly encoding: string;
}

const DEPTH = 30;

export function leavesOf(raw: string): readonly Leaf[] {
  const found: Leaf[] = [];
  visit(raw, { start: 0, end: raw.length, path: "1", depth: 0 }, found);
  return found;
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly path: string;
  readonly depth: number;
}

function visit(raw: string, { start, end, path, depth }: Range, found: Leaf[]): void {
  const bodyStart = Math.min(end, bodyOffset(raw, start));
  const header = raw.slice(start, bodyStart);
  const { type, charset, boundary, encoding } = contentOf(header);
  if (depth < DEPTH && boundary && type.startsWith("multipart/")) {
    const children = between(raw, bodyStart, end, boundary);
    for (const [at, child] of children.entries()) {
      visit(raw, { ...child, path: `${path}.${at + 1}`, depth: depth + 1 }, found);
    }
    if (children.length > 0) return;
  }
  if (depth < DEPTH && type === "message/rfc822" && !/base64|quoted/.test(encoding)) {
    visit(raw, { start: bodyStart, end, path: `${path}.m`, depth: depth + 1 }, found);
    return;
  }
  found.push({ path, header, start: bodyStart, end, type, charset, encoding });
}

/** Where the body begins: behind the first blank line. */
function bodyOffset(raw: string, start: number): number {
  const blank = /\r?\n\r?\n|^\r?\n/g;
  blank.lastIndex = start;
  if (/^\r?\n/.test(raw.slice(start, start + 2))) return raw.indexOf("\n", start) + 1;
  return blank.exec(raw) ? blank.lastIndex : raw.length;
}

function contentOf(header: string): Omit<Leaf, "path" | "header" | "start" | "end"> & { readonly boundary: string } {
  const field = (name: string) => new RegExp(`^${name}:((?:.*\\r?\\n[ \\t])*.*)`, "im").exec(header)?.[1] ?? "";
  const contentType = field("content-type").replace(/\r?\n/g, "");
  const parameter = (name: string) => {
    const [, quoted, bare] = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;]+))`, "i").exec(contentType) ?? [];
    return quoted ?? bare ?? "";
  };
  return {
    type: /[\w.+-]+\/[\w.+-]+/.exec(contentType)?.[0].toLowerCase() ?? "text/plain",
    charset: parameter("charset"),
    boundary: parameter("boundary"),
    encoding: field("content-transfer-encoding").trim().toLowerCase(),
  };
}

/** What stands between the delimiter lines (RFC 2046 §5.1.1). */
function between(raw: string, start: number, end: number, boundary: string): readonly { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let opened = -1;
  for (let at = raw.indexOf(`--${boundary}`, start); at >= 0 && at < end; at = raw.indexOf(`--${boundary}`, at + 2)) {
    const lineEnd = raw.indexOf("\n", at);
    const rest = raw.slice(at + boundary.length + 2, lineEnd < 0 ? end : lineEnd).trim();
    if ((at > start && raw[at - 1] !== "\n") || (rest !== "" && rest !== "--")) continue;
    if (opened >= 0) parts.push({ start: opened, end: at - (raw[at - 2] === "\r" ? 2 : 1) });
    opened = rest === "--" || lineEnd < 0 ? -1 : lineEnd + 1;
    if (rest === "--") break;
  }
  if (opened >= 0) parts.push({ start: opened, end });
  return parts.map((part) => ({ start: part.start, end: Math.max(part.start, part.end) }));
}

/** A leaf's content with its transfer encoding undone, as a binary string. */
export function decodedBody(raw: string, { start, end, encoding }: Leaf): string {
  const body = raw.slice(start, end);
  if (encoding.includes("base64")) return Buffer.from(body, "base64").toString("latin1");
  if (!encoding.includes("quoted")) return body;
  return body
    .replace(/=[ \t]*\r?\n/g, "")
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
