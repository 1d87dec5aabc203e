/** Goes through the steps: says each in words, does only what is missing, and ends in what remains. */
import type { Language, Words } from "../support/language.ts";
import { forLog } from "../support/public-log.ts";
import { painted, wrapped } from "../support/terminal.ts";
import type { Site } from "./site.ts";
import type { Finding, Step } from "./step.ts";
import { CHANGING, LOOKING } from "./steps.ts";

export type Ending =
  | { readonly kind: "refused" }
  /** `remaining`: what only people can do. */
  | { readonly kind: "ran"; readonly remaining: readonly Words[] };

export async function deploy(site: Site): Promise<Ending> {
  const { language } = site;
  const remaining: Words[] = [];
  for (const [at, step] of [...LOOKING, ...CHANGING].entries()) {
    site.terminal.requireHere();
    say(`\n${at + 1}. ${step.name[language]}`, "bold");
    const finding = await taken(step, site, language);
    tell(finding, language);
    if (finding.kind === "refused") return { kind: "refused" };
    if (finding.kind === "left") remaining.push(finding.what);
  }
  return { kind: "ran", remaining };
}

async function taken(step: Step, site: Site, language: Language): Promise<Finding> {
  const finding = await step.check(site);
  if (finding.kind !== "missing" || !step.do) return finding;
  tell(finding, language);
  return step.do(site);
}

const MARKS = { done: "✓", missing: "…", left: "!", refused: "✗" } as const;
const COLOURS = { done: "green", missing: "dim", left: "yellow", refused: "red" } as const;

function tell({ kind, what }: Finding, language: Language): void {
  const [first = "", ...rest] = wrapped(forLog(what[language]), 84);
  say(`   ${painted(MARKS[kind], COLOURS[kind])} ${first}`);
  for (const line of rest) say(`     ${line}`);
}

function say(line: string, colour?: "bold"): void {
  process.stdout.write(`${colour ? painted(line, colour) : line}\n`);
}

const REMAINS: Words = { ja: "残っていること", en: "What remains" };
const READY: Words = {
  ja: "これで終わりです。管理ページを開き、管理用パスワードでサインインして、最初のアドレスを公開してください。",
  en: "That was all. Open the page, sign in with the token, and publish the first address.",
};
const REPLIES_OFF: Words = {
  ja: "返信はまだ止めてあります（REPLIES=off）。npm run doctor -- --first-check で最初の本番確認を済ませると、出せるようになります。",
  en: "Answers are off still (REPLIES=off): `npm run doctor -- --first-check` leads through the first production check and turns them on.",
};

export function tellEnding({ settings, language, page }: Site, remaining: readonly Words[]): void {
  const all = [...remaining, ...(settings.replies === "off" ? [REPLIES_OFF] : [])];
  if (all.length > 0) say(`\n${REMAINS[language]}`, "bold");
  for (const words of all) {
    const [first = "", ...rest] = wrapped(forLog(words[language]), 84);
    say(` • ${first}`);
    for (const line of rest) say(`   ${line}`);
  }
  say(`\n${READY[language]}\n${page}/`);
}

/** What a deployment would do, without an account and without a network. */
export function tellPlan(language: Language): void {
  for (const [at, step] of [...LOOKING, ...CHANGING].entries()) {
    const [first = "", ...rest] = wrapped(`${at + 1}. ${step.name[language]}`, 84);
    say(first);
    for (const line of rest) say(`   ${line}`);
  }
}
