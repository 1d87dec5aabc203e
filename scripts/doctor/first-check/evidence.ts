/** What was tried, when, and how it ended: one line a point, in a file beside the settings that git does not know. Without addresses. */
import { appendFile, readFile } from "node:fs/promises";
import { beside } from "../../deploy/beside.ts";

export interface Evidence {
  readonly time: string;
  readonly version: string;
  readonly point: string;
  readonly outcome: "as-expected" | "otherwise" | "skipped" | "an-answer-left";
  /** What whoever tried it wrote down. */
  readonly note?: string;
}

export function evidenceFile(settingsFile: string): string {
  return beside(settingsFile, "first-check", "jsonl");
}

export async function keep(file: string, evidence: Evidence): Promise<void> {
  await appendFile(file, `${JSON.stringify(evidence)}\n`, { mode: 0o600 });
}

/** Points that this version has passed already: who breaks off goes on from there. */
export async function passedBefore(file: string, version: string): Promise<ReadonlySet<string>> {
  const text = await readFile(file, "utf8").catch(() => "");
  const all = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Evidence);
  const last = new Map(all.filter((one) => one.version === version).map((one) => [one.point, one.outcome]));
  return new Set([...last].filter(([, outcome]) => outcome === "as-expected").map(([point]) => point));
}
