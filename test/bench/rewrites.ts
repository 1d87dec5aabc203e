/** The first table: our rewrite beside what others do, each case in a process of its own. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type NativeName, Natives } from "./contenders/native.ts";
import type { ContenderName } from "./contenders.ts";
import type { Measurement } from "./measure.ts";
import { type Direction, SHAPES, type Shape } from "./messages.ts";

export interface RewriteCase extends Measurement {
  readonly shape: string;
  readonly contender: ContenderName | NativeName;
  readonly direction: Direction;
}

const SIDE_BY_SIDE: readonly (readonly [ContenderName, Direction])[] = [
  ["ours", "inbound"],
  ["ours", "reply"],
  ["rebuild", "inbound"],
  ["rebuild-natively", "inbound"],
  ["mailsplit", "inbound"],
  ["boundaries", "inbound"],
];

/** Where the work of ten copies would show: the smallest message and the largest. */
const TO_TEN: readonly string[] = ["4 KB text", "24 MB attachment"];

export async function measureRewrites(quick: boolean, progress: (done: string) => void): Promise<RewriteCase[]> {
  const natives = await Natives.build();
  const cases: RewriteCase[] = [];
  try {
    for (const shape of SHAPES) {
      for (const [contender, direction] of contendersFor(shape)) {
        cases.push(await inOwnProcess(shape, contender, direction, quick));
        progress(`${shape.name}: ${contender} ${direction}`);
      }
      for (const contender of natives.names) {
        const measured = await natives.measure(contender, shape, quick);
        cases.push({ shape: shape.name, contender, direction: "inbound", ...measured });
        progress(`${shape.name}: ${contender}`);
      }
    }
    return cases;
  } finally {
    await natives.remove();
  }
}

function contendersFor(shape: Shape): readonly (readonly [ContenderName, Direction])[] {
  return TO_TEN.includes(shape.name) ? [...SIDE_BY_SIDE, ["ours-to-ten", "inbound"]] : SIDE_BY_SIDE;
}

const run = promisify(execFile);

async function inOwnProcess(
  shape: Shape,
  contender: ContenderName,
  direction: Direction,
  quick: boolean,
): Promise<RewriteCase> {
  const script = join(import.meta.dirname, "case.ts");
  const words = [contender, shape.name, direction, quick ? "quick" : "thorough"];
  const { stdout } = await run(process.execPath, ["--expose-gc", script, ...words]);
  return { shape: shape.name, contender, direction, ...(JSON.parse(stdout) as Measurement) };
}
