/** What was to be reached, and whether it was. */
import type { BundleReport } from "./bundle.ts";
import type { ContenderName } from "./contenders.ts";
import { type DatabaseCase, type HandlerReport, KINDS } from "./handler.ts";
import type { Direction } from "./messages.ts";
import type { RewriteCase } from "./rewrites.ts";
import type { Way } from "./workerd/worker.ts";

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

function judgeRewrites(cases: readonly RewriteCase[]): Verdict[] {
  const cpu = (contender: ContenderName, shape: string, direction: Direction = "inbound") =>
    cases.find((one) => one.contender === contender && one.shape === shape && one.direction === direction)?.cpu ?? NaN;
  const large = "24 MB attachment";
  const slowest = Math.max(...DIRECTIONS.map((direction) => cpu("ours", large, direction)));
  const small = Math.max(
    ...DIRECTIONS.map((direction) => cpu("ours", "4 KB text", direction) / cpu("rebuild", "4 KB text")),
  );
  const floor = slowest / cpu("boundaries", large);
  return [
    verdict("24 MB attachment: under 10 ms CPU", `${slowest.toFixed(1)} ms`, slowest < 10),
    verdict("24 MB attachment: at most 3 × the search for the boundaries", times(floor), floor <= 3),
    verdict("4 KB: at most half of parse and rebuild", times(small), small <= 0.5),
  ];
}

function judgeHandler(handler: HandlerReport | undefined): Verdict[] {
  if (!handler) return [];
  const cpu = (name: string, way: Way = "alone") =>
    handler.cases.find((one) => one.name === name && one.way === way)?.cpu ?? NaN;
  const below = (target: string, figure: number, most: number) =>
    verdict(`${target}: at most ${most} ms CPU`, `${figure.toFixed(figure < 1 ? 2 : 1)} ms`, figure <= most);
  const slower = (way: Way) => Math.max(cpu("4 KB inbound", way), cpu("4 KB reply", way));
  const texts = ["1 MB text in base64", "1 MB text in quoted-printable"].map((name) => cpu(name));
  return [
    below("4 KB through the whole handler, without D1's client", slower("alone"), 0.6),
    below("4 KB through the whole handler, with D1's client", slower("client"), 2),
    below("each further copy of 4 KB", (cpu("4 KB inbound to ten") - cpu("4 KB inbound")) / 9, 0.1),
    below("the first message in an isolate", cpu("first in its isolate: 4 KB inbound", "relay"), 10),
    below("1 MB of plain text through the handler", cpu("1 MB text"), 3),
    below("1 MB of text in base64 or quoted-printable", Math.max(...texts), 10),
    below("24 MB through the handler, read included", cpu("24 MB inbound"), 10),
    below("24 MB through the handler, beside passing it on", cpu("24 MB inbound") - cpu("24 MB passed on", "pass"), 10),
    ...judgeRows(handler.database),
  ];
}

function judgeRows(database: readonly DatabaseCase[]): Verdict[] {
  const spread = KINDS.map((kind) => {
    const rows = database.filter((one) => one.kind === kind).map(({ rowsRead }) => rowsRead);
    return [kind, Math.min(...rows), Math.max(...rows)] as const;
  });
  return [
    verdict(
      "rows read a message: constant, however many aliases",
      spread.map(([kind, least, most]) => `${kind} ${least === most ? most : `${least} to ${most}`}`).join(", "),
      spread.every(([, least, most]) => most - least <= ROWS_OF_CHANCE),
    ),
  ];
}

/** Rows of the bench's own few messages before. */
const ROWS_OF_CHANCE = 10;

function judgeBundle({ deciding, usual }: BundleReport): Verdict[] {
  const below = (target: string, octets: number, most: number) =>
    verdict(`${target}: under ${most} KB gzip`, `${(octets / 1024).toFixed(1)} KB`, octets < most * 1024);
  return [below("read to decide on a mail", deciding, 50), below("what any usual mail needs, as one file", usual, 100)];
}

function verdict(target: string, figure: string, met: boolean): Verdict {
  return { target, figure, met };
}

function times(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 2 : 0)} ×`;
}
