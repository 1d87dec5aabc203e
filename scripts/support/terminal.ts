/** Text for a terminal: colours only where somebody watches, and lines that fit, with Japanese counted as two columns. */

/** What texts are laid out for; a narrower terminal takes as much off every line. */
const FULL = 88;
const WIDTH = Math.min(FULL, Math.max(40, process.stdout.columns ?? FULL));

/** Characters that take two columns (Unicode Standard Annex 11: Wide and Fullwidth, near enough). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

export type Colour = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

const CODES: Record<Colour, string> = { bold: "1", dim: "2", red: "31", green: "32", yellow: "33", cyan: "36" };

export function columns(text: string): number {
  return [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);
}

export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columns(text)));
}

/** A line across the page, with a title in it. */
export function rule(title: string): string {
  return `── ${title} ${"─".repeat(Math.max(0, WIDTH - columns(title) - 4))}`;
}

/** Lines of so many columns at most; breaks at spaces, and between any two wide characters. */
export function wrapped(text: string, full = FULL): readonly string[] {
  const width = full - FULL + WIDTH;
  const lines: string[] = [];
  let line = "";
  for (const [piece] of text.matchAll(
    /[\x21-\x7e\u00a0-\u024f]+[\u3000-\u3002\uff01-\uff0f]?|[^\x21-\x7e\s][、。」）:]?|\s/gu,
  )) {
    if (columns(line + piece) > width && line !== "") {
      lines.push(line.trimEnd());
      line = piece.trim();
    } else line += piece;
  }
  return [...lines, line.trimEnd()];
}

/** One line of so many columns at most, its end cut off. */
export function cut(text: string, full = FULL): string {
  const width = full - FULL + WIDTH;
  if (columns(text) <= width) return text;
  let kept = "";
  for (const character of text) {
    if (columns(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** NO_COLOR: https://no-color.org */
export function painted(text: string, colour: Colour): string {
  const wanted = process.stdout.isTTY && !process.env.NO_COLOR;
  return wanted ? `\x1b[${CODES[colour]}m${text}\x1b[0m` : text;
}

export function size(octets: number): string {
  return octets < 1024 ? `${octets} B` : `${(octets / 1024).toFixed(1)} KB`;
}
