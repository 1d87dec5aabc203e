/**
 * `npm run demo`: a school's mail, told as a story. Real messages go through the real worker in workerd, offline; every
 * claim of the story is checked on the bytes that came out. `--json` gives the same as data, `--lang ja|en` chooses
 * the language. Exit code 0 only if all held.
 */
import { silentNarrator, TerminalNarrator } from "./demo/narrator.ts";
import { admin } from "./demo/people.ts";
import { play } from "./demo/play.ts";
import { Stage } from "./demo/stage.ts";
import { Story } from "./demo/story.ts";
import { readArguments, requirePositionals, runCommand } from "./support/command.ts";
import { chosenLanguage } from "./support/language.ts";
import { startWorker } from "./support/local-worker.ts";

const USAGE = `npm run demo -- [--raw] [--json] [--lang ja|en]

Tells the whole story on real messages, in workerd on this machine, and checks every claim. Exit code 1 if one does not hold.

  --raw         each message as it is on the wire
  --json        the story as data (npm run -s demo -- --json: without npm's own lines); with --raw the messages' sources, too
  --lang ja|en  the language; the system's if not given
  --help        this text
`;

const OPTIONS = { json: { type: "boolean" }, raw: { type: "boolean" }, lang: { type: "string" } } as const;

await runCommand(async () => {
  const { values, positionals } = readArguments(USAGE, OPTIONS);
  requirePositionals(USAGE, positionals, 0);
  const language = chosenLanguage(values.lang);
  const terminal = new TerminalNarrator(language, values.raw ? "sources" : "letters");
  const story = new Story(language, values.json ? silentNarrator : terminal);
  const worker = await startWorker({ language, adminMailbox: admin.address });
  try {
    await play(new Stage(story, worker));
    if (values.json) process.stdout.write(`${asJson(story, values.raw ?? false)}\n`);
    else terminal.verdict(story.scenes, story.held);
    if (!story.held) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(`${worker.logLines().slice(-10).join("\n")}\n`);
    throw error;
  } finally {
    await worker.stop();
  }
});

function asJson({ held, language, scenes }: Story, withSources: boolean): string {
  const member = (name: string, value: unknown) => (name === "source" && !withSources ? undefined : value);
  return JSON.stringify({ held, language, scenes }, member, 2);
}
