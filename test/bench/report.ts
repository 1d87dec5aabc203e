/** The results as Markdown: read in a terminal, and kept in docs/performance.md. */
import type { BundleReport } from "./bundle.ts";
import type { Curve } from "./curves.ts";
import { rowsRead } from "./growth.ts";
import type { HandlerReport } from "./handler.ts";
import type { Machine } from "./machine.ts";
import { SHAPES } from "./messages.ts";
import type { RewriteCase } from "./rewrites.ts";
import type { Results, Verdict } from "./targets.ts";

export interface Report extends Results {
  readonly machine: Machine;
  readonly verdicts: readonly Verdict[];
  /** Of the rewriting, in CPU milliseconds. */
  readonly growth: readonly Curve[];
}

/** How it grows, curve by curve. */
export function curvesOf({ growth, handler }: Report): readonly Curve[] {
  return [...growth, ...rowsRead(handler?.database ?? [])];
}

export function markdown(report: Report): string {
  const { machine, rewrites, handler, bundle, verdicts } = report;
  return [
    machineLine(machine),
    table(
      ["target", "reached", "met"],
      verdicts.map(({ target, figure, met }) => [target, figure, met ? "yes" : "**no**"]),
    ),
    "### One message in memory: CPU milliseconds",
    rewriteTable(rewrites, ({ cpu }) => milliseconds(cpu)),
    "### Its first run in a fresh process, nothing compiled yet: CPU milliseconds",
    rewriteTable(rewrites, ({ first }) => milliseconds(first)),
    "### Memory that it takes at its peak, beside the message: MB",
    rewriteTable(rewrites, ({ memory }) => (memory / 1024 / 1024).toFixed(1)),
    ...(handler ? handlerTables(handler) : ["The handler was not measured: that needs Linux."]),
    "### How it grows",
    growthTable(curvesOf(report)),
    "### The bundle",
    bundleTable(bundle),
  ].join("\n\n");
}

function machineLine({ processor, cores, memory, platform, node, workerd, load, date }: Machine): string {
  const size = Math.round(memory / 1024 ** 3);
  return `${date}; ${cores} cores (${processor}), ${size} GB, ${platform}; Node ${node}, workerd ${workerd}; load before the run ${load.toFixed(1)}.`;
}

const COLUMNS = [
  ["ours, inbound", "ours", "inbound"],
  ["ours, reply", "ours", "reply"],
  ["ours, to ten", "ours-to-ten", "inbound"],
  ["postal-mime + mimetext", "rebuild", "inbound"],
  ["the same, native base64", "rebuild-natively", "inbound"],
  ["mailsplit", "mailsplit", "inbound"],
  ["GMime", "gmime", "inbound"],
  ["Python's email", "python", "inbound"],
  ["boundaries alone", "boundaries", "inbound"],
  ["memmem", "memmem", "inbound"],
] as const;

function rewriteTable(cases: readonly RewriteCase[], show: (one: RewriteCase) => string): string {
  const rows = SHAPES.map(({ name }) => [
    name,
    ...COLUMNS.map(([, contender, direction]) => {
      const found = cases.find(
        (one) => one.shape === name && one.contender === contender && one.direction === direction,
      );
      return found ? show(found) : "";
    }),
  ]);
  return table(["message", ...COLUMNS.map(([title]) => title)], rows);
}

const WAYS = {
  pass: "only passes mail on",
  relay: "relay, D1 in the same process",
  client: "relay with D1's client",
  alone: "relay without D1's client",
};

function handlerTables({ cases, database }: HandlerReport): string[] {
  return [
    "### The whole handler in workerd",
    table(
      ["message", "worker", "CPU ms a message", "messages a second of CPU", "by the clock", "measured"],
      cases.map(({ name, way, cpu, messagesPerSecond, messages }) => [
        name,
        WAYS[way],
        milliseconds(cpu),
        count(1000 / cpu),
        count(messagesPerSecond),
        String(messages),
      ]),
    ),
    "### D1 a message",
    table(
      ["table", "rows", "message", "batches", "statements", "rows read", "rows written"],
      database.map(({ table: name, rows, kind, batches, statements, rowsRead, rowsWritten }) =>
        [name, rows.toLocaleString("en"), kind, batches, statements, rowsRead, rowsWritten].map(String),
      ),
    ),
  ];
}

function growthTable(curves: readonly Curve[]): string {
  return table(
    ["there are so many", "it costs", "of that"],
    curves.map(({ name, unit, points }) => [
      `${name}: ${points.map(([there]) => Math.round(there).toLocaleString("en")).join(" · ")}`,
      points.map(([, cost]) => (unit === "rows read" ? String(cost) : milliseconds(cost))).join(" · "),
      unit,
    ]),
  );
}

function bundleTable({ minified, gzip, deciding, usual, startUp }: BundleReport): string {
  const kilobytes = (octets: number) => `${(octets / 1024).toFixed(1)} KB`;
  return table(
    ["minified", "gzip", "of that, to decide on a mail", "for any usual mail", "start-up"],
    [[...[minified, gzip, deciding, usual].map(kilobytes), `${startUp.toFixed(0)} ms`]],
  );
}

function milliseconds(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : value >= 0.1 ? 2 : 4);
}

function count(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toFixed(1);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
