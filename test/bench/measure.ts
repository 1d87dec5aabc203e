/** CPU time and memory of one function, in this very process. */
import { readFileSync, writeFileSync } from "node:fs";

export interface Measurement {
  /** CPU milliseconds of the first run in a fresh process, when nothing is compiled yet. */
  readonly first: number;
  /** Median CPU milliseconds of a run when warm: user and system, the collector's threads included. */
  readonly cpu: number;
  /** How much the process grew in the first run, at its highest, in octets. */
  readonly memory: number;
  readonly runs: number;
}

export interface Effort {
  /** CPU milliseconds for all runs of one case, about. */
  readonly budget: number;
  readonly samples: number;
}

export const THOROUGH: Effort = { budget: 1500, samples: 9 };
export const QUICK: Effort = { budget: 150, samples: 3 };

/** A sample shorter than this is noise. */
const SHORTEST_SAMPLE = 20;

type Work = () => unknown;

export async function measure(work: Work, effort: Effort): Promise<Measurement> {
  globalThis.gc?.();
  const before = residentPeak(true);
  const first = await cpuOf(work, 1);
  const memory = residentPeak(false) - before;
  let warm = await warmUp(work, effort.budget / 4);
  const times = Math.max(1, Math.ceil(SHORTEST_SAMPLE / warm));
  const samples: number[] = [];
  const affordable = Math.max(3, Math.min(effort.samples, Math.floor(effort.budget / (warm * times))));
  while (samples.length < affordable) samples.push(await cpuOf(work, times));
  warm = median(samples);
  return { first, cpu: warm, memory, runs: samples.length * times };
}

/** Runs until the budget is spent. @returns CPU milliseconds of the last runs */
async function warmUp(work: Work, budget: number): Promise<number> {
  let spent = 0;
  let last = 0;
  for (let times = 1; spent < budget; times *= 2) {
    last = await cpuOf(work, times);
    spent += last * times;
  }
  return Math.max(last, 0.0001);
}

/** CPU milliseconds of one run, on average. */
async function cpuOf(work: Work, times: number): Promise<number> {
  const before = process.cpuUsage();
  for (let run = 0; run < times; run++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * The highest resident size in octets, since the start or the last reset. Linux can reset it (proc(5), clear_refs);
 * elsewhere only a growth beyond all that was before shows.
 */
function residentPeak(reset: boolean): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  if (reset) writeFileSync("/proc/self/clear_refs", "5");
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "latin1"))?.[1];
  return Number(peak) * 1024;
}
