/** What somebody wrote themselves in an answer: without what it quotes, and without the signature. */

/** Characters: what somebody writes themselves stands at the beginning. */
const TEXT_LIMIT = 64 * 1024;

/** A text's lines, trimmed, without those that quote another mail, and without what announces the quotation. */
export function ownLines(text: string): readonly string[] {
  const lines = text
    .slice(0, TEXT_LIMIT)
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim());
  const copied = lines.findIndex((line, at) => COPY.test(line) || isCopiedHead(lines, at));
  const written = copied < 0 ? lines : lines.slice(0, copied);
  const announcing = announcements(written);
  return written.filter((line, at) => !isQuoted(line) && !announcing.has(at));
}

function isQuoted(line: string | undefined): boolean {
  return line?.startsWith(">") ?? false;
}

/** Outlook and others copy what is answered below a line, without marking it. */
const COPY = /^(?:-{2,}\s?(?:original message|元のメッセージ|転送メッセージ|forwarded message)|_{20,}$)/i;

/** Its header fields, where no line stands above them. */
function isCopiedHead(lines: readonly string[], at: number): boolean {
  const first = lines[at] ?? "";
  const second = lines.slice(at + 1, at + 4).find((line) => line !== "") ?? "";
  return (
    /^\*?(?:from|差出人|送信者)\s?[:：]/i.test(first) &&
    /^\*?(?:sent|date|to|subject|送信日時|日時|宛先|件名)\s?[:：]/i.test(second)
  );
}

/** Lines that end in a colon before a quotation, and those above them that they go on from ("On Tuesday … wrote:"). */
function announcements(lines: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [at, line] of lines.entries()) {
    const next = lines.slice(at + 1, at + 3).find((one) => one !== "");
    if (!/[:：]$/.test(line) || !isQuoted(next)) continue;
    found.add(at);
    const above = [at - 1, at - 2].find((one) => /^on\s.*\d/i.test(lines[one] ?? ""));
    if (above !== undefined && !/^on\s/i.test(line)) for (let one = above; one < at; one++) found.add(one);
  }
  return found;
}

/** RFC 3676 §4.3, and what phones put below each mail. */
const SIGNATURE =
  /^(?:--|-{10,}|={10,}|\*{10,}|[─━＝]{10,})$|^(?:sent (?:from|with|via)|get outlook|outlook for)\b|から送信(?:されました|しました)?[。.]?$/i;

/** @returns the lines above the signature */
export function withoutSignature(lines: readonly string[]): readonly string[] {
  const at = lines.findIndex((line) => SIGNATURE.test(line));
  return at < 0 ? lines : lines.slice(0, at);
}
