/** How what a mail costs grows: one curve for each kind of thing of which there can be many. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Curve } from "./curves.ts";
import type { DatabaseCase } from "./handler.ts";

const run = promisify(execFile);

/** Of the rewriting, each in CPU milliseconds; in a process of their own. */
export async function measureGrowth(quick: boolean): Promise<readonly Curve[]> {
  const script = join(import.meta.dirname, "growth-case.ts");
  const { stdout } = await run(process.execPath, ["--expose-gc", script, quick ? "quick" : "thorough"]);
  return JSON.parse(stdout) as readonly Curve[];
}

/** Of the database, in rows that D1 read for an inbound mail and for a reply together. */
export function rowsRead(cases: readonly DatabaseCase[]): readonly Curve[] {
  return [...new Set(cases.map(({ table }) => table))].map((table) => {
    const sizes = [...new Set(cases.filter((one) => one.table === table).map(({ rows }) => rows))];
    const sum = (rows: number) =>
      cases
        .filter((one) => one.table === table && one.rows === rows && (one.kind === "inbound" || one.kind === "reply"))
        .reduce((total, one) => total + one.rowsRead, 0);
    return { name: TABLES[table], unit: "rows read", points: sizes.map((rows) => [rows, sum(rows)] as const) };
  });
}

const TABLES = { alias: "aliases", delivery: "journal rows", message_id: "replaced ids" } as const;
