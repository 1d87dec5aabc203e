/** A header section and what its fields say: RFC 5322, 2047, 2231. Binary strings in, text out where text is meant. */
import { text } from "./charset.ts";
import { base64, quotedPrintable } from "./transfer.ts";

export interface Field {
  readonly name: string;
  /** Unfolded. */
  readonly value: string;
}

export interface Entity {
  readonly fields: readonly Field[];
  readonly body: string;
}

/** A message or part, split at its blank line. */
export function split(raw: string): Entity {
  const blank = /^\r*\n|\n\r*\n/.exec(raw);
  const end = blank === null ? raw.length : blank.index + blank[0].length;
  const lines = raw.slice(0, end).replace(/\r*\n[ \t]/g, (fold) => fold.slice(-1));
  const fields = lines.split(/\r*\n/).flatMap((line): Field[] => {
    const [, name = "", value = ""] = /^([!-9;-~]+)[ \t]*:(.*)$/s.exec(line) ?? [];
    return name === "" ? [] : [{ name: name.toLowerCase(), value }];
  });
  return { fields, body: raw.slice(end) };
}

export function fieldValue({ fields }: Entity, name: string): string {
  return fields.find((field) => field.name === name)?.value.trim() ?? "";
}

const WORD = /=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bq])\?([^?]*)\?=/gi;

/** Encoded-words read, those side by side joined before their charset is. */
export function words(value: string): string {
  const joined = value.replace(/(\?=)[ \t\r\n]+(?==\?)/g, "$1");
  let [read, at, pending] = ["", 0, { charset: "", octets: "" }];
  for (const match of joined.matchAll(WORD)) {
    const [whole, charset = "", encoding = "", payload = ""] = match;
    const octets = encoding.toLowerCase() === "b" ? base64(payload) : quotedPrintable(payload.replaceAll("_", " "));
    const goesOn = match.index === at && charset.toLowerCase() === pending.charset;
    if (goesOn) pending.octets += octets;
    else {
      read += text(pending.octets, pending.charset) + raw(joined.slice(at, match.index));
      pending = { charset: charset.toLowerCase(), octets };
    }
    at = match.index + whole.length;
  }
  return read + text(pending.octets, pending.charset) + raw(joined.slice(at));
}

/** Octets that name no charset. */
export function raw(octets: string): string {
  return octets.includes("\x1b$") ? text(octets, "iso-2022-jp") : text(octets, "utf-8");
}

/** All parameters of a structured value by name, RFC 2231's pieces joined and decoded. */
export function parameters(value: string): ReadonlyMap<string, string> {
  const pieces = [...value.matchAll(/;\s*([^=;\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/gs)].map(
    ([, name = "", quoted, bare = ""]) => ({
      name: name.toLowerCase(),
      value: quoted?.replace(/\\(.)/gs, "$1") ?? bare.trim(),
    }),
  );
  const joined = new Map<string, { charset: string; octets: string }>();
  for (const piece of pieces) {
    const [, name = "", , percent] = /^([^*]+)(\*\d+)?(\*)?$/.exec(piece.name) ?? [];
    const known = joined.get(name) ?? { charset: "", octets: "" };
    const marked = percent && known.octets === "" ? /^([^']*)'[^']*'(.*)$/s.exec(piece.value) : null;
    if (marked) known.charset = marked[1] ?? "";
    known.octets += percent ? percentDecoded(marked?.[2] ?? piece.value) : piece.value;
    joined.set(name, known);
  }
  return new Map(
    [...joined].map(([name, { charset, octets }]) => [name, charset ? text(octets, charset) : words(octets)]),
  );
}

export function percentDecoded(written: string): string {
  return written.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
