/** A roster as a spreadsheet saves it (RFC 4180) or puts it on the clipboard: its lines become the rows of the API. */

interface Sheet {
  /** As the JSON body would have them; nothing is checked. */
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** Of each row, where it begins, from 1. */
  readonly lines: readonly number[];
}

type Reading =
  | { readonly kind: "sheet"; readonly sheet: Sheet }
  /** `column`: the first one, from 1, whose heading is not known. */
  | { readonly kind: "fault"; readonly code: "no-header" }
  | { readonly kind: "fault"; readonly code: "unknown-column"; readonly column: number };

const HEADINGS: Readonly<Record<string, readonly string[]>> = {
  address: ["address", "public address", "窓口", "窓口のアドレス", "公開アドレス"],
  name: ["name", "display name", "表示名"],
  label: ["label", "role", "役職・呼び名", "役職", "呼び名"],
  destination: ["destination", "mailbox", "mail address", "email", "e-mail", "メールアドレス", "受信用アドレス"],
  replaces: ["replaces", "predecessor", "前任者"],
};

const NEEDED = ["address", "label", "destination"];

export function readSheet(octets: Uint8Array): Reading {
  const text = decode(octets);
  const [heading, ...records] = readRecords(text, separatorOf(text)).filter(({ cells }) => cells.some(isFilled));
  const members = (heading?.cells ?? []).map(memberOf);
  if (NEEDED.some((member) => !members.includes(member))) return { kind: "fault", code: "no-header" };
  const unknown = members.indexOf(undefined);
  if (unknown >= 0) return { kind: "fault", code: "unknown-column", column: unknown + 1 };
  const rows = records.map(({ cells }) => rowOf(members, cells));
  return { kind: "sheet", sheet: { rows, lines: records.map(({ line }) => line) } };
}

const isFilled = (cell: string) => cell.trim() !== "";

/** A column without a heading is nobody's, and ignored. @returns undefined for one that nobody knows */
function memberOf(heading: string): string | undefined {
  const name = heading.normalize("NFKC").trim().toLowerCase();
  if (name === "") return "";
  return Object.keys(HEADINGS).find((member) => HEADINGS[member]?.includes(name));
}

function rowOf(members: readonly (string | undefined)[], cells: readonly string[]): Record<string, string> {
  const named = members.flatMap((member, at) => (member ? [[member, cells[at]?.trim() ?? ""] as const] : []));
  return Object.fromEntries(named.filter(([, cell]) => cell !== ""));
}

/** Excel writes UTF-8 with a byte order mark, UTF-16 ("Unicode text"), or in Japan Shift_JIS, which is hardly ever UTF-8 by chance. */
function decode(octets: Uint8Array): string {
  if (octets[0] === 0xff && octets[1] === 0xfe) return new TextDecoder("utf-16le").decode(octets);
  if (octets[0] === 0xfe && octets[1] === 0xff) return new TextDecoder("utf-16be").decode(octets);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(octets);
  } catch {
    return new TextDecoder("shift_jis").decode(octets);
  }
}

/** What stands most in the first line; cells that are copied from a sheet are parted by tabs. */
function separatorOf(text: string): string {
  const [first = ""] = text.trimStart().split(/[\r\n]/, 1);
  const count = (separator: string) => first.split(separator).length;
  return [",", "\t", ";"].reduce((best, one) => (count(one) > count(best) ? one : best));
}

interface SheetRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** RFC 4180 §2; quotes inside of a cell that does not begin with one stand for themselves. */
function readRecords(text: string, separator: string): readonly SheetRecord[] {
  const records: SheetRecord[] = [];
  let [line, begun, cell, quoted] = [1, 1, "", false];
  let cells: string[] = [];
  for (let at = 0; at <= text.length; at++) {
    const character = text[at] ?? "\n";
    if (character === "\n") line++;
    if (quoted && at < text.length) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (character === '"' && cell === "") quoted = true;
    else if (character === separator || character === "\n") {
      cells.push(cell);
      cell = "";
      if (character === separator) continue;
      records.push({ line: begun, cells });
      [cells, begun, quoted] = [[], line, false];
    } else if (character !== "\r") cell += character;
  }
  return records;
}
