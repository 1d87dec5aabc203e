/**
 * `npm run demo`: a school's mail, told as a story. Real messages go through the real worker in workerd, offline; every
 * claim of the story is checked on the bytes that came out. `--json` gives the same as data, `--lang ja|en` chooses
 * the language. Exit code 0 only if all held.
 */
import { parseArgs } from "node:util";
import { silentNarrator, TerminalNarrator } from "./demo/narrator.ts";
import { admin } from "./demo/people.ts";
import { play } from "./demo/play.ts";
import { Stage } from "./demo/stage.ts";
import { Story } from "./demo/story.ts";
import { chosenLanguage } from "./support/language.ts";
import { startWorker } from "./support/local-worker.ts";

const { values } = parseArgs({ options: { json: { type: "boolean" }, lang: { type: "string" } } });
const language = chosenLanguage(values.lang);
const terminal = new TerminalNarrator(language);
const story = new Story(language, values.json ? silentNarrator : terminal);
const worker = await startWorker({ language, adminMailbox: admin.address });
try {
  await play(new Stage(story, worker));
  if (values.json)
    process.stdout.write(`${JSON.stringify({ held: story.held, language, scenes: story.scenes }, null, 2)}\n`);
  else terminal.verdict(story.scenes, story.held);
  if (!story.held) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`${worker.logLines().slice(-10).join("\n")}\n`);
  throw error;
} finally {
  await worker.stop();
}
