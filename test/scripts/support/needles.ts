/** What must not be found in the database: private texts, in every spelling that somebody could have stored them in. */

export interface Needle {
  readonly text: string;
  readonly spelling: string;
  readonly octets: Buffer;
  /** Whether letter case may differ; base64's must not. */
  readonly anyCase: boolean;
}

/** A text plain, reversed, and as hex, percent-encoded, UTF-16 and base64 at each of its three offsets. */
export function needles(text: string): readonly Needle[] {
  const utf8 = Buffer.from(text, "utf8");
  const needle = (spelling: string, octets: Buffer, anyCase = true): Needle => ({ text, spelling, octets, anyCase });
  return [
    needle("plain", utf8),
    needle("reversed", Buffer.from([...text].reverse().join(""), "utf8")),
    needle("hex", Buffer.from(utf8.toString("hex"))),
    needle("percent", Buffer.from(encodeURIComponent(text))),
    needle(
      "JSON escapes",
      Buffer.from(
        JSON.stringify(text)
          .slice(1, -1)
          .replace(/[\u0080-\uffff]/g, escaped),
      ),
    ),
    needle("UTF-16", Buffer.from(text, "utf16le")),
    ...[0, 1, 2].map((offset) => needle(`base64 at ${offset}`, base64At(utf8, offset), false)),
  ];
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The characters of base64 that depend on this text alone, whatever stands before and behind it. */
function base64At(octets: Buffer, offset: number): Buffer {
  const text = Buffer.concat([Buffer.alloc(offset), octets]).toString("base64");
  const end = Math.floor(((offset + octets.length) * 8) / 6);
  return Buffer.from(text.slice(Math.ceil((offset * 8) / 6), end));
}

/** Which of the texts stand in these octets, and how. */
export function found(octets: Buffer, texts: readonly string[]): readonly string[] {
  const folded = lowerCase(octets);
  return texts.flatMap(needles).flatMap(({ text, spelling, octets: wanted, anyCase }) => {
    const isThere = anyCase ? folded.includes(lowerCase(wanted)) : octets.includes(wanted);
    return isThere ? [`${text} (${spelling})`] : [];
  });
}

/** ASCII letters alone: octets stay octets. */
function lowerCase(octets: Buffer): Buffer {
  return Buffer.from(octets.map((octet) => (octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet)));
}
