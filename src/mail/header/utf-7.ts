/** UTF-7 (RFC 2152): ASCII in which `+…-` is UTF-16 in base64. Old programs write it, and Outlook reads it. */

/** A text in UTF-7 as it reads, and where each of its code units is spelled: those of one run have all of it in common. */
interface Utf7Text {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const RUN = /\+([A-Za-z0-9+/]*)-?/g;

/** Longer ones are nobody's, and nothing in them is read. */
const RUN_LIMIT = 10_000;

/** @param octets binary string */
export function readUtf7(octets: string): Utf7Text {
  const starts: number[] = [];
  const ends: number[] = [];
  let text = "";
  let reached = 0;
  const push = (written: string, start: number, end?: number): void => {
    for (let unit = 0; unit < written.length; unit++) {
      starts.push(end === undefined ? start + unit : start);
      ends.push(end ?? start + unit + 1);
    }
    text += written;
  };
  for (const { index, 0: run, 1: encoded = "" } of octets.matchAll(RUN)) {
    push(octets.slice(reached, index), reached);
    reached = index + run.length;
    push(encoded === "" && run === "+-" ? "+" : unitsOf(encoded), index, reached);
  }
  push(octets.slice(reached), reached);
  return { text, starts, ends };
}

function unitsOf(encoded: string): string {
  if (encoded.length > RUN_LIMIT) return "";
  const whole = encoded.length % 4 === 1 ? encoded.slice(0, -1) : encoded;
  return atob(whole).replace(/([\s\S])([\s\S]?)/g, (_, high: string, low: string) =>
    low === "" ? "" : String.fromCharCode((high.charCodeAt(0) << 8) | low.charCodeAt(0)),
  );
}

/** Text as UTF-7, a binary string. */
export function utf7(text: string): string {
  return text.replace(/\+|[^\t\n\r -~]+/g, (piece) => {
    if (piece === "+") return "+-";
    const octets = Array.from(piece.split(""), (unit) => {
      return String.fromCharCode(unit.charCodeAt(0) >> 8, unit.charCodeAt(0) & 0xff);
    });
    return `+${btoa(octets.join("")).replace(/=+$/, "")}-`;
  });
}

/** Whether a charset's name means it. */
export function isUtf7(charset: string): boolean {
  return /^(?:(?:x-)?unicode-(?:1-1|2-0)-)?utf-?7$/i.test(charset.trim());
}
