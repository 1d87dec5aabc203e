/**
 * `npm run bench`: how much a message costs, beside what others do with it. Ratios of one run hold; figures of two machines
 * do not compare.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readArgumentsOrEnd } from "../../scripts/support/command.ts";
import { measureBundle } from "./bundle.ts";
import { svgOf } from "./curves.ts";
import { measureGrowth } from "./growth.ts";
import { measureHandler } from "./handler.ts";
import { describeMachine } from "./machine.ts";
import { curvesOf, markdown, type Report } from "./report.ts";
import { measureRewrites } from "./rewrites.ts";
import { judge, type Results } from "./targets.ts";

const flag = { type: "boolean", default: false } as const;
const USAGE = `npm run bench -- [--json] [--quick] [--keep]

How much a message costs, beside what others do with it: tables, as Markdown.

  --json    the same as JSON
  --quick   a few minutes instead of half an hour, to see that it runs
  --keep    writes the tables into docs/performance.md, and the curves into docs/growth.svg
`;

const { values: options } = readArgumentsOrEnd(USAGE, { json: flag, quick: flag, keep: flag });

const progress = (done: string) => void process.stderr.write(`${done}\n`);

async function measureAll(quick: boolean): Promise<Report> {
  const machine = describeMachine();
  const bundle = await measureBundle(quick);
  progress("bundle");
  const rewrites = await measureRewrites(quick, progress);
  const growth = await measureGrowth(quick);
  progress("growth");
  const handler = process.platform === "linux" ? await measureHandler(quick, progress) : undefined;
  const results: Results = { rewrites, handler, bundle };
  return { machine, ...results, growth, verdicts: judge(results) };
}

const PAGE = join(import.meta.dirname, "../../docs/performance.md");
const PICTURE = join(import.meta.dirname, "../../docs/growth.svg");
const KEPT_BEHIND = "<!-- npm run bench -- --keep writes what follows -->";

async function keep(text: string, curves: string): Promise<void> {
  await writeFile(PICTURE, curves);
  const page = await readFile(PAGE, "utf8");
  const [above] = page.split(KEPT_BEHIND);
  await writeFile(PAGE, `${above}${KEPT_BEHIND}\n\n${text}\n`);
}

const report = await measureAll(options.quick);
const text = markdown(report);
console.log(options.json ? JSON.stringify(report, undefined, 2) : text);
if (options.keep) await keep(text, svgOf(curvesOf(report)));
