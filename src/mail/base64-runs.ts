/** Where base64 (RFC 4648 §4) or base64url (§5) stands in a text. */

/** Shorter runs hold no address: `a@school.jp` has eleven octets, and those around it a part of their characters. */
const SHORTEST = 16;

const SEXTETS = new Int8Array(128).fill(-1);
for (const [value, character] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries()) {
  SEXTETS[character.charCodeAt(0)] = value;
}
SEXTETS["-".charCodeAt(0)] = 62;
SEXTETS["_".charCodeAt(0)] = 63;

/** The six bits that the character at a place stands for; -1 when it is no base64. */
export function sextet(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (SEXTETS[code] as number) : -1;
}

export interface Base64Run {
  readonly start: number;
  /** The run, with the line breaks that stand in it. */
  readonly text: string;
  /** Whether a percent sign stands before it. */
  readonly escaped: boolean;
}

/**
 * The runs of sixteen characters and more that may spell an at sign. Their places are tried from behind: a character that is no base64 rules out
 * every run across it, so that prose costs a look at few of its characters.
 */
export function base64Runs(text: string): Base64Run[] {
  const runs: Base64Run[] = [];
  let at = SHORTEST - 1;
  while (at < text.length) {
    let before = at;
    while (before > at - SHORTEST && sextet(text, before) >= 0) before--;
    if (before === at - SHORTEST) {
      const start = before + 1;
      before = endOfRun(text, start);
      if (mayHoldAtSign(text, start, before)) {
        runs.push({ start, text: text.slice(start, before), escaped: text[start - 1] === "%" });
      }
    }
    at = before + SHORTEST;
  }
  return runs;
}

/** The second character of an at sign is one of `A` to `H`, which long words and paths mostly do without. */
function mayHoldAtSign(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x41 && code <= 0x48) return true;
  }
  return false;
}

const LINES = /[A-Za-z0-9+/_-]+(?:\r?\n(?=[A-Za-z0-9+/_-]))?/y;

/** The end of the run from `start` on, over the line breaks that its writer or a mailer put in. */
function endOfRun(text: string, start: number): number {
  LINES.lastIndex = start;
  let end = start;
  while (LINES.test(text)) end = LINES.lastIndex;
  return end;
}
