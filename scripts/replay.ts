/**
 * `npm run replay -- DIR [--plant] [--json]`: sends every message of a folder (*.eml, folders in it too) both ways through
 * the real relay in workerd, and prints a line for each. Exit code 1 if any was lost, leaking, or changed without cause.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReplayAnswer } from "./replay/answer.ts";
import { FAULTS, type Judgement, judge } from "./replay/judgement.ts";
import { type Office, openOffice } from "./replay/office.ts";
import { inbound, type Passage, reply } from "./replay/passages.ts";
import { planted } from "./replay/planting.ts";
import { type Line, report } from "./replay/report.ts";
import { readArguments, requirePositionals, runCommand, UsageError } from "./support/command.ts";
import { type LocalWorker, startWorker } from "./support/local-worker.ts";

const options = { plant: { type: "boolean", default: false }, json: { type: "boolean", default: false } } as const;
const USAGE = `npm run replay -- DIR [--plant] [--json]

Sends every .eml file of DIR, folders in it too, both ways through the real relay, and prints a line for each. Exit code 1 if any
was lost, leaking, or changed without cause. Nothing leaves this machine.

  --plant  hide addresses in the messages first
  --json   the lines as data
  --help   this text
`;

/** A folder's mail comes all at once, much of it from one sender: no flood here. */
const PLENTY = "1000000";

await runCommand(async () => {
  const { values, positionals } = readArguments(USAGE, options);
  requirePositionals(USAGE, positionals, 1);
  const [folder = ""] = positionals;
  const names = await messagesIn(folder);
  const worker = await startWorker({
    entry: "scripts/replay/worker.ts",
    language: "en",
    adminMailbox: "admin@admin.example",
    vars: {
      LIMIT_CORRESPONDENT: PLENTY,
      LIMIT_DOMAIN: PLENTY,
      LIMIT_AUTOMATIC: PLENTY,
      LIMIT_REPLIES: PLENTY,
      ALARM_TOTAL: PLENTY,
    },
  });
  try {
    const office = await openOffice(worker);
    const lines: Line[] = [];
    const seen = new Map<string, string>();
    for (const name of names) {
      const message = await readFile(join(folder, name));
      // The relay sends no message twice; a second file of the same octets has nothing to show.
      const twin = seen.get(message.toString("latin1"));
      seen.set(message.toString("latin1"), name);
      if (twin) {
        if (!values.json) report.twin(name, twin);
        continue;
      }
      const given = values.plant ? planted(message) : message;
      for (const passage of [inbound(given, office), reply(given, office)]) {
        const judgement = await replayed(worker, office, passage);
        lines.push({ name, direction: passage.direction, notes: passage.notes, ...judgement });
        if (!values.json) report.line(lines.at(-1));
      }
    }
    if (values.json) report.json(lines);
    else report.summary(lines);
    if (lines.length === 0 || lines.some(({ outcome }) => FAULTS.includes(outcome))) process.exitCode = 1;
  } finally {
    await worker.stop();
  }
});

async function messagesIn(path: string): Promise<readonly string[]> {
  const names = await readdir(path, { recursive: true }).catch(({ code }: NodeJS.ErrnoException) => {
    throw new UsageError(
      code === "ENOTDIR"
        ? `${path} is a file: name the folder it is in.`
        : `There is no folder ${path} that can be read.`,
    );
  });
  const messages = names.filter((name) => /\.eml$/i.test(name)).toSorted();
  if (messages.length === 0) throw new UsageError(`${path} has no .eml file.`);
  return messages;
}

async function replayed({ url }: LocalWorker, office: Office, passage: Passage): Promise<Judgement> {
  const { sender, recipient } = passage.envelope;
  const target = new URL("/replay", url);
  target.searchParams.set("from", sender);
  target.searchParams.set("to", recipient);
  const response = await fetch(target, { method: "POST", body: new Blob([new Uint8Array(passage.raw)]) });
  const answer = (await response.json()) as ReplayAnswer;
  const reason = (await office.desk.lastOutcome())?.reason ?? "";
  return judge(passage, answer, office, reason);
}
