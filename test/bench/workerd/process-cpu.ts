/** CPU time of the runtime's own process, read from the kernel (proc(5)); Linux only. */
import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second, the same on every Linux that Node runs on. */
const TICKS = 100;

interface Process {
  readonly pid: number;
  readonly name: string;
  readonly parent: number;
  /** CPU milliseconds since it started, user and system. */
  readonly cpu: number;
}

/** The workerd that this process started. @throws Error when there is none */
export function findWorkerd(): number {
  const all = readdirSync("/proc").flatMap((entry) => (/^\d+$/.test(entry) ? (read(Number(entry)) ?? []) : []));
  const ours = new Set([process.pid]);
  for (const { pid, parent } of all.sort((one, other) => one.pid - other.pid)) if (ours.has(parent)) ours.add(pid);
  const runtimes = all.filter(({ pid, name }) => ours.has(pid) && name === "workerd");
  const busiest = runtimes.sort((one, other) => other.cpu - one.cpu)[0];
  if (!busiest) throw new Error("no workerd among this process's children");
  return busiest.pid;
}

/** CPU milliseconds of a process so far, to the microsecond: the sum of its threads', of which the runtime ends none. */
export function cpuOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => sum + cpuOfThread(`/proc/${pid}/task/${thread}/schedstat`), 0);
}

function cpuOfThread(statistics: string): number {
  try {
    return Number(readFileSync(statistics, "latin1").split(" ")[0]) / 1e6;
  } catch {
    return 0; // It ended between the listing and the reading.
  }
}

function read(pid: number): Process | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const name = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
    const [, parent, ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [user, system] = [Number(rest[9]), Number(rest[10])];
    return { pid, name, parent: Number(parent), cpu: ((user + system) * 1000) / TICKS };
  } catch {
    return undefined; // It ended between the listing and the reading.
  }
}
