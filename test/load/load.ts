/**
 * `npm run load`: 10,000 messages through the relay in workerd, 50 at a time, then a desk among 1,000,000 aliases. The
 * tests are those of `npm test`, with larger numbers; this script watches from outside how much memory workerd takes.
 */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { readArgumentsOrEnd } from "../../scripts/support/command.ts";

const USAGE = `npm run load

10,000 messages through the relay in workerd, 50 at a time, then a desk among 1,000,000 aliases; several minutes.
`;
readArgumentsOrEnd(USAGE, {});

/** Octets; the platform gives an isolate 128 MB, and workerd itself with D1 wants some for the process. */
const MEMORY_LIMIT = 1024 * 1024 * 1024;
const PAGE = 4096;

const numbers = { VITE_LOAD_MESSAGES: "10000", VITE_LOAD_ALIASES: "1000000" };
const run = spawn("vitest", ["run", "--project", "worker", "test/load"], {
  stdio: "inherit",
  env: { ...numbers, ...process.env },
});

let most = 0;
const watch = setInterval(() => {
  most = Math.max(most, memoryOfWorkerd(run.pid ?? 0));
}, 500);

run.on("exit", (code) => {
  clearInterval(watch);
  if (most > 0) console.log(`workerd took ${Math.round(most / 1024 / 1024)} MB at most.`);
  const isTooMuch = most > MEMORY_LIMIT;
  if (isTooMuch)
    console.error(`That is more than ${MEMORY_LIMIT / 1024 / 1024} MB: something is kept that must not be.`);
  process.exit(isTooMuch ? 1 : (code ?? 1));
});

/** The largest resident set, in octets, among the processes that vitest started; 0 where there is no /proc. */
function memoryOfWorkerd(root: number): number {
  const processes = listProcesses();
  const isBelow = (pid: number, depth = 0): boolean =>
    pid === root || (depth < 10 && pid > 1 && isBelow(processes.get(pid)?.parent ?? 0, depth + 1));
  const ours = [...processes].filter(([pid, { name }]) => name === "workerd" && isBelow(pid));
  return Math.max(0, ...ours.map(([, { resident }]) => resident));
}

interface Process {
  readonly name: string;
  readonly parent: number;
  readonly resident: number;
}

/** proc(5): the second field of stat is the name in parentheses, the fourth the parent, the 24th the resident pages. */
function listProcesses(): ReadonlyMap<number, Process> {
  const processes = new Map<number, Process>();
  for (const entry of readable(() => readdirSync("/proc"), [])) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readable(() => readFileSync(`/proc/${entry}/stat`, "utf8"), "");
    const [, name = "", rest = ""] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? [];
    const fields = rest.split(" ");
    processes.set(Number(entry), { name, parent: Number(fields[1]), resident: Number(fields[21]) * PAGE });
  }
  return processes;
}

/** A process can end between two looks, and other systems have no /proc. */
function readable<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
