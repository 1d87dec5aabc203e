/**
 * `npm run explain -- FILE ADDRESS [--reply]`: what the relay would make of an address in a message, place by place,
 * and why. It is the relay's own reading that is watched here; nothing is sent, and nothing leaves this machine.
 */
import { readFileSync } from "node:fs";
import { explain } from "./explain/explanation.ts";
import { reportOf } from "./explain/report.ts";
import { readArguments, requirePositionals, runCommand, UsageError } from "./support/command.ts";

const USAGE = `npm run explain -- FILE ADDRESS [--reply]

Says of each header field and each part of the message in FILE how it is read, and of each place that looks like ADDRESS
whether it would be replaced or left, and why.

  --reply   FILE is an answer to an alias, and ADDRESS an officer's; else FILE is mail to a public address, and ADDRESS
            its sender's
  --help    this text
`;

const OPTIONS = { reply: { type: "boolean" } } as const;

await runCommand(async () => {
  process.stdout.write(answer());
});

function answer(): string {
  const { values, positionals } = readArguments(USAGE, OPTIONS);
  requirePositionals(USAGE, positionals, 2);
  const [file = "", address = ""] = positionals;
  return reportOf(explain(read(file), address, values.reply ? "reply" : "inbound"));
}

function read(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    const isFolder = error instanceof Error && "code" in error && error.code === "EISDIR";
    throw new UsageError(
      isFolder ? `${file} is a folder: name one message` : `there is no file ${file} that can be read`,
    );
  }
}
