/**
 * The first production check as a guided run (docs/operations.md): everything that keeps a stranger from answering as an officer hangs on
 * what Cloudflare writes on top of a message, and nobody can try that but in production. While it is tried answers are on, with
 * one officer only; whatever is otherwise, or breaks off, turns them off again.
 */
import { VERSION } from "../../src/admin/version.ts";
import type { Site } from "../deploy/site.ts";
import { worker } from "../deploy/steps/worker.ts";
import { BrokenOff } from "../support/ask.ts";
import type { Words } from "../support/language.ts";
import { painted, wrapped } from "../support/terminal.ts";
import { repliesSwitch } from "./checks/settings.ts";
import { type Found, isWell } from "./examine.ts";
import { type Evidence, evidenceFile, keep, passedBefore } from "./first-check/evidence.ts";
import { POINTS, type Point } from "./first-check/points.ts";

type Ending = "passed" | "failed" | "broken-off";

export async function firstCheck(site: Site, found: readonly Found[]): Promise<void> {
  const obstacle = await obstacleFor(site, found);
  if (obstacle) throw new Error(obstacle[site.language]);
  let ending: Ending = "broken-off";
  try {
    await turn(site, "on");
    ending = await tryAll(site);
  } catch (error) {
    if (!(error instanceof BrokenOff)) throw error;
  } finally {
    // Also when turning them on did not succeed: the next deployment would bring what the settings say.
    if (ending !== "passed") await turn(site, "off");
  }
  say(ENDINGS[ending][site.language]);
  if (ending !== "passed") process.exitCode = 1;
}

const ENDINGS: Readonly<Record<Ending, Words>> = {
  passed: { ja: "すべて期待どおりです。返信を出せるようにしました。", en: "All is as it should be. Answers are on." },
  failed: {
    ja: "期待と違うことがありました。返信は止めました。docs/operations.md を読み、知らせてください。",
    en: "Something was otherwise. Answers are off again: read docs/operations.md, and tell us.",
  },
  "broken-off": {
    ja: "途中で終えました。返信は止めました。次は続きからです。",
    en: "Broken off; answers are off again. The next run goes on from here.",
  },
};

/** Whoever else is an officer would be exposed to what is tried here. */
async function obstacleFor(site: Site, found: readonly Found[]): Promise<Words | undefined> {
  if (found.some((one) => !isWell(one) && one.step !== repliesSwitch)) {
    return { ja: "先に、上の ✗ を直してください。", en: "Mend what is marked ✗ above first." };
  }
  const sql =
    "SELECT count(DISTINCT destination_index) AS n FROM forwarding WHERE deleted_at IS NULL AND state = 'active'";
  const [row] = await site.query<{ n: number }>(sql);
  if (row && row.n >= 1 && row.n <= 2) return undefined;
  return {
    ja: "確認のあいだは、担当者 B ひとりだけ（公開アドレスは2つまで）にしてください。",
    en: "While this is tried there must be one officer, B, and two public addresses at most.",
  };
}

async function turn(site: Site, replies: "on" | "off"): Promise<void> {
  await site.keep({ replies });
  await worker.do?.(site);
}

async function tryAll(site: Site): Promise<Ending> {
  const file = evidenceFile(site.settingsFile);
  const passed = await passedBefore(file, VERSION);
  for (const point of POINTS.filter(({ id }) => !passed.has(id))) {
    const outcome = await tried(site, point);
    if (outcome === "broken-off") return outcome;
    const note = outcome === "as-expected" ? "" : await site.terminal.ask(NOTE[site.language]);
    await keep(file, {
      time: new Date().toISOString(),
      version: VERSION,
      point: point.id,
      outcome,
      ...(note && { note }),
    });
    if (outcome !== "as-expected" && point.essential) return "failed";
  }
  return "passed";
}

const ASK: Words = {
  ja: "そのとおりなら y、違えば n、試せなければ s: ",
  en: "y if it is so, n if it is otherwise, s if you cannot try it: ",
};
const NOTE: Words = { ja: "メモ（アドレスは書かない）: ", en: "A note, without addresses: " };

async function tried(site: Site, point: Point): Promise<Evidence["outcome"] | "broken-off"> {
  const { language } = site;
  const since = Date.now();
  say(painted(`\n${point.id}`, "bold"), point.do[language], `→ ${point.expect[language]}`);
  for (;;) {
    const answer = (await site.terminal.ask(ASK[language])).toLowerCase();
    if (answer === "") return "broken-off";
    // Whatever was seen: what left, left.
    if (point.isForgery && (await answersSince(site, since)) > 0) return "an-answer-left";
    if (answer === "y") return "as-expected";
    if (answer === "n") return "otherwise";
    if (answer === "s") return "skipped";
  }
}

async function answersSince(site: Site, since: number): Promise<number> {
  const sql = "SELECT count(*) AS n FROM delivery WHERE direction = 'reply' AND outcome = 'sent' AND first_at >= ?";
  const [row] = await site.query<{ n: number }>(sql, [since]);
  return row?.n ?? 0;
}

function say(...texts: readonly string[]): void {
  process.stdout.write(
    texts
      .flatMap((text) => wrapped(text, 84))
      .map((line) => `${line}\n`)
      .join(""),
  );
}
