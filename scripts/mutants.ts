/**
 * `npm run mutants`: breaks critical lines of src one by one, as they are loaded (no file is changed), and runs the tests
 * that must notice. What they do not notice is printed, and the end is a failure: there a test is missing.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Mutant } from "../test/mutants/mutant.ts";
import { MUTANTS } from "../test/mutants/mutants.ts";
import { readArgumentsOrEnd } from "./support/command.ts";

const USAGE = `npm run mutants              breaks ${MUTANTS.length} critical lines of src one by one and prints which of it no test notices
npm run mutants -- --only TEXT   those whose name or file has this text
npm run mutants -- --jobs 4      so many at a time (default: one for each two processors)
npm run mutants -- --list        what there is to break, and which tests are to notice
`;

const { values: options } = readArgumentsOrEnd(USAGE, {
  list: { type: "boolean" },
  only: { type: "string" },
  jobs: { type: "string" },
});

/** Milliseconds; what runs longer was made to run for ever. */
const LIMIT = 10 * 60_000;

type Ending =
  | { readonly kind: "noticed"; readonly by: string }
  | { readonly kind: "survived" }
  /** No test failed by itself: the code did not load, or the tests fail in any case. */
  | { readonly kind: "unclear"; readonly output: string };

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const folder = mkdtempSync(join(tmpdir(), "mutants-"));

/** @param mutant undefined runs the tests on the code as it is */
async function run(mutant: Mutant | undefined, tests: readonly string[]): Promise<Ending> {
  const report = join(folder, `${crypto.randomUUID()}.json`);
  const paths = tests.map((path) => `test/${path}`);
  const { status, output } = await vitest(mutant?.name ?? "", [
    ...["--config", "test/mutants/vitest.config.ts", "--root", ".", "--bail", "1"],
    ...["--reporter", "json", "--outputFile", report, ...paths],
  ]);
  if (status === "for ever") return { kind: "noticed", by: "it never ended" };
  const failed = readReport(report)?.testResults.flatMap(({ assertionResults }) => assertionResults);
  const by = failed?.find((one) => one.status === "failed")?.fullName;
  if (by !== undefined) return { kind: "noticed", by };
  return status === 0 ? { kind: "survived" } : { kind: "unclear", output };
}

function readReport(path: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined; // Vitest ended before there was one.
  }
}

function vitest(name: string, more: readonly string[]): Promise<{ status: number | "for ever"; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...more], {
      env: { ...process.env, MUTANT: name },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (output += piece));
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = child.kill();
    }, LIMIT);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ status: isLate ? "for ever" : (code ?? 1), output });
    });
  });
}

function line(mutant: Mutant, ending: Ending, at: string): string {
  const noticed = ending.kind === "noticed" ? `: ${ending.by}` : ` src/${mutant.file}: ${mutant.text}`;
  return `${at} ${ending.kind === "noticed" ? "noticed " : ending.kind.toUpperCase()} ${mutant.name}${noticed}`;
}

/** Breaks all of them, so many at a time. @returns those that no test noticed */
async function breakAll(mutants: readonly Mutant[], jobs: number): Promise<readonly Mutant[]> {
  const left = [...mutants.entries()];
  const unnoticed: Mutant[] = [];
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [at, mutant] = next;
      const ending = await run(mutant, mutant.tests);
      console.log(line(mutant, ending, `${at + 1}/${mutants.length}`));
      if (ending.kind === "unclear") console.log(ending.output.slice(-2000));
      if (ending.kind !== "noticed") unnoticed.push(mutant);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return unnoticed;
}

async function main(): Promise<number> {
  const chosen = MUTANTS.filter(({ name, file }) => `${name} ${file}`.includes(options.only ?? ""));
  if (options.list)
    return say(chosen.map((one) => `${one.name} (src/${one.file}): ${one.tests.join(", ")}`).join("\n"));
  const jobs = Number(options.jobs ?? Math.ceil(availableParallelism() / 2));
  const tests = [...new Set(chosen.flatMap((mutant) => mutant.tests))];
  console.log("First the tests on the code as it is: a test that fails in any case notices nothing.");
  const whole = await run(undefined, tests);
  if (whole.kind !== "survived") return say(whole.kind === "unclear" ? whole.output.slice(-4000) : whole.by, 1);
  const unnoticed = await breakAll(chosen, jobs);
  const sentence = unnoticed.map(({ name, file }) => `  ${name} (src/${file})`).join("\n");
  return say(
    unnoticed.length === 0 ? `None of ${chosen.length} survived.` : `Survived:\n${sentence}`,
    unnoticed.length,
  );
}

function say(text: string, status = 0): number {
  console.log(text);
  return status;
}

process.exitCode = Math.min(1, await main());
rmSync(folder, { recursive: true, force: true });
