/** What every command does alike: `--help`, one line that helps for a wrong option, and no stack trace for what people can mend. */
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { forLog } from "./public-log.ts";

/** Something that whoever typed the command can mend. Its text is one line, or a few. */
export class UsageError extends Error {}

/** 2 is a slip in the command itself, 1 that what was asked for did not succeed. */
const [FAILED, MISUSED] = [1, 2];

/**
 * @param usage the whole help text; its first line is the shortest one, and names the command
 * @throws UsageError
 */
export function readArguments<const Options extends ParseArgsOptionsConfig>(usage: string, options: Options) {
  const all = { ...options, help: { type: "boolean", short: "h" } } as const;
  const { values, positionals } = parsed(usage, all);
  if ((values as { readonly help?: boolean }).help) {
    process.stdout.write(usage);
    process.exit(0);
  }
  return { values, positionals };
}

function parsed<const Options extends ParseArgsOptionsConfig>(usage: string, options: Options) {
  try {
    return parseArgs({ options, allowPositionals: true, args: process.argv.slice(2) });
  } catch (error) {
    // Node's own text goes on about `--`; its first sentence says it.
    const [said = ""] = (error instanceof Error ? error.message : "").split(/\. |\n/);
    throw new UsageError(`${said}. ${help(usage)}`);
  }
}

/** The same for a command that has an ending of its own: a wrong option ends the program with one line. */
export function readArgumentsOrEnd<const Options extends ParseArgsOptionsConfig>(usage: string, options: Options) {
  try {
    return readArguments(usage, options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(MISUSED);
  }
}

/** @throws UsageError when there are other than so many */
export function requirePositionals(usage: string, positionals: readonly string[], least: number, most = least): void {
  if (positionals.length >= least && positionals.length <= most) return;
  throw new UsageError(usage.split("\n")[0] ?? usage);
}

function help(usage: string): string {
  const command = /^npm (?:run (?:-s )?)?[\w:-]+/.exec(usage)?.[0] ?? "npm run";
  return `\`${command} -- --help\` says what there is.`;
}

/** Runs a command to its end; what people can mend is one line and no trace. */
export async function runCommand(act: () => Promise<void>): Promise<void> {
  endQuietlyWithReader();
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    process.stderr.write(`${forLog(error.message.trim())}\n`);
    process.exitCode = error instanceof UsageError ? MISUSED : FAILED;
  }
}

/** `npm run demo | head`: whoever reads has had enough, and that is no fault. */
export function endQuietlyWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}
