/** `npm run test:page`: plays every scene in a real browser against the real worker. */
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { readArgumentsOrEnd } from "../../scripts/support/command.ts";
import { startWorker } from "../../scripts/support/local-worker.ts";
import { type Scene, scenes } from "./support/scene.ts";
import { Stage } from "./support/stage.ts";
import { updateTrees } from "./support/trees.ts";

const USAGE = `npm run test:page -- [WORD] [--update]

Plays every scene in a real browser against the real worker; WORD: only those whose name has it (several: "one|other").

  --update     writes the accessibility trees (test/page/trees/) as the page has them now: read the difference before you commit it

Chromium is looked for at /usr/bin/chromium, or where CHROMIUM says.
`;
const { positionals, values } = readArgumentsOrEnd(USAGE, { update: { type: "boolean" } });
if (values.update) updateTrees();
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(executablePath))
  end(`There is no ${executablePath}: \`sudo apt-get install chromium\`, or say where it is in CHROMIUM.`);

await import("./scenes/set-up.ts");
await import("./scenes/sign-in.ts");
await import("./scenes/admins.ts");
await import("./scenes/switches.ts");
await import("./scenes/officers.ts");
await import("./scenes/lost-phone.ts");
await import("./scenes/roster.ts");
await import("./scenes/network.ts");
await import("./scenes/try-it.ts");
await import("./scenes/aliases.ts");
await import("./scenes/dialogs.ts");
await import("./scenes/journal.ts");
await import("./scenes/letters.ts");
await import("./scenes/languages.ts");
await import("./scenes/errors.ts");
await import("./scenes/truth.ts");
await import("./scenes/everybody.ts");
await import("./scenes/faults.ts");
await import("./scenes/sentence.ts");
await import("./scenes/elsewhere.ts");
await import("./scenes/keyboard.ts");
await import("./scenes/looks.ts");
await import("./scenes/plain-words.ts");
await import("./scenes/version.ts");
await import("./scenes/many.ts");
await import("./scenes/tasks.ts");
await import("./scenes/fast.ts");
await import("./scenes/two-admins.ts");
await import("./scenes/tables.ts");
await import("./scenes/trees.ts");

/** A name that is not this computer's leads to it, for what must not be there in production. */
const ELSEWHERE = "--host-resolver-rules=MAP desk.example 127.0.0.1, MAP evil.example 127.0.0.1:9";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const [wanted = ""] = positionals;
const played = scenes.filter(({ name }) => wanted.split("|").some((word) => name.includes(word)));
if (played.length === 0) end(`No scene has "${wanted}" in its name.`);
const worker = await startWorker({ language: "ja", adminMailbox: "admin@board.example" });
const browser = await chromium.launch({ executablePath, headless: true, args: [...QUIET, ELSEWHERE] });

const failed: string[] = [];
for (const one of played) {
  if (!(await passes(one))) failed.push(one.name);
}
await browser.close();
await worker.stop();
console.log(`${played.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length > 0 ? 1 : 0);

async function passes({ name, play }: Scene): Promise<boolean> {
  const stage = new Stage(worker, browser);
  try {
    await stage.api.clear();
    await play(stage);
    await stage.close();
    console.log(`ok      ${name}`);
    return true;
  } catch (error) {
    await stage.abandon(name);
    console.log(`FAILED  ${name}\n${error instanceof Error ? error.stack : String(error)}`);
    return false;
  }
}

function end(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}
