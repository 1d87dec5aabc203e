/** Tells the story in a terminal, as somebody would who explains it to a school secretary. */
import type { Language, Words } from "../support/language.ts";
import { columns, cut, padded, painted, rule, size, wrapped } from "../support/terminal.ts";
import type { Letter } from "./letter.ts";
import type { Event, Narrator, Scene } from "./story.ts";

/** Longer letters are cut: the rest is quotation. */
const LINES_SHOWN = 13;

const WORDS = {
  sends: { ja: "が送る", en: "sends" },
  finds: { ja: "が受け取る", en: "receives" },
  hears: { ja: "への返答", en: "is told" },
  more: { ja: "（ほか{n}行）", en: "({n} more lines)" },
  checks: { ja: "届いたメールのバイト列で確かめたこと", en: "What was checked, on the bytes that came out" },
  held: { ja: "すべて守られました。", en: "All of it held." },
  broken: { ja: "守られなかったことがあります。", en: "Not all of it held." },
} satisfies Record<string, Words>;

export class TerminalNarrator implements Narrator {
  readonly #language: Language;
  readonly #shows: "letters" | "sources";

  constructor(language: Language, shows: "letters" | "sources" = "letters") {
    this.#language = language;
    this.#shows = shows;
  }

  scene(number: number, title: string): void {
    const heading = number === 0 ? title : `${number}. ${title}`;
    print("", painted(rule(heading), "bold"), "");
  }

  event(event: Event): void {
    print(...this.#lines(event), "");
  }

  /** The table at the end. */
  verdict(scenes: readonly Scene[], held: boolean): void {
    print("", painted(rule(WORDS.checks[this.#language]), "bold"), "");
    for (const { number, checks } of scenes) {
      for (const check of checks) {
        const mark = check.held ? painted("✓", "green") : painted("✗", "red");
        const [first = "", ...rest] = wrapped(check.claim, 80);
        print(
          `${mark} ${number === 0 ? "  " : String(number).padStart(2)}  ${first}`,
          ...rest.map((line) => `      ${line}`),
        );
        if (check.detail) print(...wrapped(check.detail, 80).map((line) => painted(`      ${line}`, "red")));
      }
    }
    const last = held ? painted(WORDS.held[this.#language], "green") : painted(WORDS.broken[this.#language], "red");
    print("", last);
  }

  #lines(event: Event): readonly string[] {
    switch (event.kind) {
      case "told":
        return wrapped(event.text);
      case "sends":
        return this.#letter(`✎ ${this.#with(event.who, WORDS.sends)}`, event.letter, "cyan");
      case "finds":
        return this.#letter(`✉ ${this.#with(event.who, WORDS.finds)}`, event.letter, "green");
      case "hears":
        return wrapped(`⛔ ${this.#with(event.who, WORDS.hears)}: ${event.text}`).map((line) =>
          painted(line, "yellow"),
        );
      case "rows":
        return table(event.rows);
    }
  }

  #with(who: string, verb: Words): string {
    return this.#language === "ja" ? `${who}${verb.ja}` : `${who} ${verb.en}`;
  }

  #letter(title: string, letter: Letter, colour: "cyan" | "green"): readonly string[] {
    const bar = painted("│", colour);
    if (this.#shows === "sources") {
      const source = letter.source.trimEnd().split(/\r?\n/);
      return [painted(title, colour), ...source.map((line) => `  ${bar} ${line}`.trimEnd())];
    }
    const fields = [`From     ${letter.from}`, `To       ${letter.to}`, `Subject  ${letter.subject}`];
    const files = letter.attachments.map(({ name, octets }) => `📎 ${name} (${size(octets)})`);
    const text = [...this.#firstLines(letter.lines), ...(files.length > 0 ? ["", ...files] : [])];
    const lines = [...fields.map((field) => cut(field, 84)), "", ...text.flatMap((line) => wrapped(line, 84))];
    return [painted(title, colour), ...lines.map((line) => `  ${bar} ${line}`.trimEnd())];
  }

  #firstLines(lines: readonly string[]): readonly string[] {
    if (lines.length <= LINES_SHOWN + 1) return lines;
    const more = WORDS.more[this.#language].replace("{n}", String(lines.length - LINES_SHOWN));
    return [...lines.slice(0, LINES_SHOWN), more];
  }
}

/** For `--json`: nobody watches. */
export const silentNarrator: Narrator = { scene: () => {}, event: () => {} };

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => columns(row[column] ?? ""))));
  return rows.map((row) =>
    cut(`  ${row.map((cell, column) => padded(cell, widths[column] ?? 0)).join("  ")}`.trimEnd()),
  );
}

function print(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
}
