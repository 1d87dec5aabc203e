/** Files that hold messages: a single one, an mbox of many (RFC 4155), and Apple Mail's, which counts its octets first. */
import { type Edit, inOrder, type Replacement } from "../edit.ts";
import type { Range } from "../mime/parts.ts";
import { toBinaryString, utf8 } from "../octets.ts";
import { searchView } from "../search-view.ts";

/** Where the messages of a file stand, one after the other. */
export function messagesIn(file: Uint8Array): Range[] {
  const start = countAbove(file)?.end ?? 0;
  const end = file.length;
  if (!/^(?:\r?\n)*From /.test(toBinaryString(file.subarray(start, start + 64)))) return [{ start, end }];
  const starts = [start, ...Array.from(searchView(file).matchAll(/\n\r?\nFrom [^\n]*\d\d:\d\d/g), separatorEnd)];
  return starts.map((from, at) => ({ start: from, end: starts[at + 1] ?? end }));
}

function separatorEnd(match: RegExpExecArray): number {
  return match.index + match[0].indexOf("From ");
}

/** The line with the count of octets that an .emlx begins with. */
function countAbove(file: Uint8Array): (Range & { readonly count: number }) | undefined {
  const line = /^(\d{1,10})[ \t]*\r?\n(?=[!-9;-~]+:)/.exec(toBinaryString(file.subarray(0, 256)));
  return line === null ? undefined : { start: 0, end: line[0].length, count: Number(line[1]) };
}

/** The edits of a file's messages, and of the count where the counted octets become more or less. */
export function withCount(file: Uint8Array, edits: Edit[]): Edit[] {
  const above = countAbove(file);
  if (above === undefined || edits.length === 0) return edits;
  const counted = inOrder(edits).filter(({ end }) => end <= above.end + above.count);
  const write = (replacement: Replacement) => {
    const grown = counted.reduce((sum, edit) => sum + edit.write(replacement).length - (edit.end - edit.start), 0);
    return utf8(String(above.count + grown).padEnd(above.end - 1));
  };
  return [{ start: 0, end: above.end - 1, write }, ...edits];
}
