/**
 * How much work a call makes, counted instead of timed: how often each block of our code is entered. Loops that cost more
 * than they should show here on any machine, however busy.
 */

import { Session } from "node:inspector";

const session = new Session();
session.connect();
session.post("Profiler.enable");
// For good: what V8 optimised before it began to count would not be counted.
session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/** The blocks of `src/` entered while `call` runs. */
export function work(call: () => unknown): number {
  entered();
  call();
  return entered();
}

/** Since it was asked last. */
function entered(): number {
  let blocks = 0;
  session.post("Profiler.takePreciseCoverage", (error, coverage) => {
    if (error !== null) throw error;
    const ours = coverage.result.filter(({ url }) => url.includes("/src/"));
    for (const { ranges } of ours.flatMap(({ functions }) => functions)) {
      for (const { count } of ranges) blocks += count;
    }
  });
  return blocks;
}
