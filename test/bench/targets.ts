/** What was to be reached, and whether it was. */
import type { BundleReport } from "./bundle.ts";
import type { ContenderName } from "./contenders.ts";
import type { HandlerReport } from "./handler.ts";
import type { Direction } from "./messages.ts";
import type { RewriteCase } from "./rewrites.ts";

export interface Verdict {
  readonly target: string;
  readonly figure: string;
  readonly met: boolean;
}

export interface Results {
  readonly rewrites: readonly RewriteCase[];
  /** Missing where /proc is not there to be read. */
  readonly handler: HandlerReport | undefined;
  readonly bundle: BundleReport;
}

export function judge(results: Results): Verdict[] {
  return [...judgeRewrites(results.rewrites), ...judgeHandler(results.handler), ...judgeBundle(results.bundle)];
}

const DIRECTIONS: readonly Direction[] = ["inbound", "reply"];
const FROM_ONE_MB = ["1 MB attachment", "5 MB attachment", "24 MB attachment", "1 MB text"];

function judgeRewrites(cases: readonly RewriteCase[]): Verdict[] {
  const cpu = (contender: ContenderName, shape: string, direction: Direction = "inbound") =>
    cases.find((one) => one.contender === contender && one.shape === shape && one.direction === direction)?.cpu ?? NaN;
  const large = "24 MB attachment";
  const slowest = Math.max(...DIRECTIONS.map((direction) => cpu("ours", large, direction)));
  const small = Math.max(
    ...DIRECTIONS.map((direction) => cpu("ours", "4 KB text", direction) / cpu("rebuild", "4 KB text")),
  );
  const ahead = FROM_ONE_MB.flatMap((shape) =>
    DIRECTIONS.map((direction) => [shape, cpu("rebuild", shape) / cpu("ours", shape, direction)] as const),
  );
  const floor = slowest / cpu("boundaries", large);
  return [
    verdict("24 MB attachment: under 10 ms CPU", `${slowest.toFixed(1)} ms`, slowest < 10),
    verdict("24 MB attachment: at most 3 × the search for the boundaries", times(floor), floor <= 3),
    ...FROM_ONE_MB.map((shape) => {
      const least = Math.min(...ahead.filter(([name]) => name === shape).map(([, ratio]) => ratio));
      return verdict(`${shape}: 100 × ahead of parse and rebuild`, times(least), least >= 100);
    }),
    verdict("4 KB: at most half of parse and rebuild", times(small), small <= 0.5),
    ...["4 KB text", large].map((shape) => {
      const ratio = cpu("ours-to-ten", shape) / cpu("ours", shape);
      return verdict(`${shape}, rewrite for ten recipients: at most 1.5 × one`, times(ratio), ratio <= 1.5);
    }),
  ];
}

function judgeHandler(handler: HandlerReport | undefined): Verdict[] {
  if (!handler) return [];
  const cpu = (name: string) => handler.cases.find((one) => one.name === name)?.cpu ?? NaN;
  const plain = Math.max(cpu("4 KB inbound"), cpu("4 KB reply"));
  const ten = cpu("4 KB inbound to ten") / cpu("4 KB inbound");
  const spread = (["first mail", "inbound", "reply"] as const).map((kind) => {
    const rows = handler.database.filter((one) => one.kind === kind).map(({ rowsRead }) => rowsRead);
    return [kind, Math.min(...rows), Math.max(...rows)] as const;
  });
  return [
    verdict("4 KB through the whole handler: under 5 ms CPU", `${plain.toFixed(1)} ms`, plain < 5),
    verdict("4 KB, whole handler, ten recipients: at most 1.5 × one", times(ten), ten <= 1.5),
    verdict(
      "rows read a message: constant, however many aliases",
      spread.map(([kind, least, most]) => `${kind} ${least === most ? most : `${least} to ${most}`}`).join(", "),
      spread.every(([, least, most]) => most - least <= ROWS_OF_CHANCE),
    ),
  ];
}

/** Rows of the bench's own few messages before. */
const ROWS_OF_CHANCE = 10;

function judgeBundle({ gzip }: BundleReport): Verdict[] {
  return [verdict("bundle: under 100 KB gzip", `${(gzip / 1024).toFixed(1)} KB`, gzip < 100 * 1024)];
}

function verdict(target: string, figure: string, met: boolean): Verdict {
  return { target, figure, met };
}

function times(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 2 : 0)} ×`;
}
