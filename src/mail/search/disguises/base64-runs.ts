/** Runs of base64 (RFC 4648 §4, §5) in a text: links' parameters, `data:` URLs; long words and paths look the same. */

/** Shorter runs are not looked at even when a hidden address is very short: too many words are as long. */
const SHORTEST = 8;
/** However long the hidden addresses are, those around the at sign may be a part of a run. */
const LONGEST = 16;

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
  /** Whether it is a parameter's value, and no path. */
  readonly isValue: boolean;
}

/**
 * The runs long enough to hold an address. Their places are tried from behind: a character that is no base64 rules out every
 * run across it, so that prose costs a look at few of its characters.
 * @param octets of the shortest address that is looked for
 */
export function base64Runs(text: string, octets: number): Base64Run[] {
  const shortest = Math.min(LONGEST, Math.max(SHORTEST, Math.floor((octets * 4) / 3)));
  const runs: Base64Run[] = [];
  let at = shortest - 1;
  while (at < text.length) {
    let before = at;
    while (before > at - shortest && sextet(text, before) >= 0) before--;
    if (before === at - shortest) {
      const start = before + 1;
      before = endOfRun(text, start);
      if (mayTell(text, start, before)) {
        runs.push({
          start,
          text: text.slice(start, before),
          escaped: text[start - 1] === "%",
          isValue: text[start - 1] === "=",
        });
      }
    }
    at = before + shortest;
  }
  return runs;
}

/** The shortest digest in hexadecimal, MD5's. */
const DIGEST = 32;

/** An at sign has a capital letter in base64, which most long words and paths do without; a digest is long. */
function mayTell(text: string, start: number, end: number): boolean {
  if (end - start >= DIGEST) return true;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x41 && code <= 0x5a) return true;
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
