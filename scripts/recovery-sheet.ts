/**
 * `npm run recovery-sheet`: writes a page to print, with ADDRESS_KEY in groups of characters that can be typed by hand.
 * `npm run recovery-sheet -- --restore`: reads those groups back, checks them, and gives the key.
 */
import { writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { toBase64 } from "../src/mail/base-encoding.ts";
import { KeySet } from "../src/store/key-set.ts";
import { keyLines, LINES, readLine } from "./recovery-sheet/lines.ts";
import { sheetPage } from "./recovery-sheet/page.ts";
import { ASK_KEY, addressKey } from "./support/address-key.ts";
import { Terminal } from "./support/ask.ts";
import { readArgumentsOrEnd, requirePositionals } from "./support/command.ts";
import { isInProject } from "./support/in-project.ts";
import { chosenLanguage } from "./support/language.ts";

const OPTIONS = { restore: { type: "boolean" }, output: { type: "string" }, lang: { type: "string" } } as const;

const WHY = {
  length: { ja: "15文字あるはずです", en: "a line has 15 characters" },
  character: { ja: "使われない文字があります", en: "a character that is never used" },
  check: { ja: "どこかに打ち間違いがあります", en: "a slip somewhere in it" },
} as const;

const USAGE = `npm run recovery-sheet -- [--output FILE] [--restore]

Writes ADDRESS_KEY on a page to print, outside of this folder, and reads it back from the page.

  --output FILE  where the page goes; your home folder if not given
  --restore      asks for the lines on the page, and gives the key on the standard output
  --lang ja|en   of what this command says
  --help         this text
`;

const { values, positionals } = readArgumentsOrEnd(USAGE, OPTIONS);
const language = chosenLanguage(values.lang);
const isJapanese = language === "ja";
const terminal = new Terminal();
try {
  requirePositionals(USAGE, positionals, 0);
  await (values.restore ? restore() : write(values.output ?? join(homedir(), "safetyanswer-recovery-sheet.html")));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  terminal.close();
}

async function write(output: string): Promise<void> {
  const file = resolve(output);
  refuseProject(file);
  const key = await addressKey(terminal, ASK_KEY[language]);
  const { id } = await KeySet.derive(key);
  const page = sheetPage({ lines: keyLines(key), keyId: id, day: new Date().toISOString().slice(0, 10) });
  await writeFile(file, page, { mode: 0o600, flag: "wx" });
  process.stderr.write(
    isJapanese ? `${file}\n印刷したら、このファイルを消してください。\n` : `${file}\nPrint it, then delete the file.\n`,
  );
}

function refuseProject(file: string): void {
  if (!isInProject(file)) return;
  throw new Error(
    isJapanese ? "プロジェクトのフォルダーの外を指定してください。" : "Choose a place outside the project's folder.",
  );
}

/** The key goes to the standard output alone, so that it can be piped into `wrangler secret put`. */
async function restore(): Promise<void> {
  const key = new Uint8Array((await typedLines()).flatMap((octets) => [...octets]));
  const { id } = await KeySet.derive(key);
  process.stderr.write(isJapanese ? `鍵の番号: ${id}\n` : `Key id: ${id}\n`);
  process.stdout.write(`${toBase64(key)}\n`);
}

async function typedLines(): Promise<readonly Uint8Array[]> {
  const lines: Uint8Array[] = [];
  while (lines.length < LINES) {
    const typed = await terminal.ask(`${lines.length + 1}: `);
    if (typed === "") throw new Error(isJapanese ? "中止しました。" : "Stopped.");
    const reading = readLine(typed, lines.length);
    if (reading.kind === "octets") lines.push(reading.octets);
    else process.stderr.write(`${WHY[reading.why][language]}\n`);
  }
  return lines;
}
