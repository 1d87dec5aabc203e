/** Time and the log, as Workers give them. */
import type { Clock } from "../relay/ports/clock.ts";
import type { Log } from "../relay/ports/log.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  timer(milliseconds) {
    let stop = () => {};
    const done = new Promise<void>((resolve) => {
      const handle = setTimeout(resolve, milliseconds);
      stop = () => clearTimeout(handle);
    });
    return { done, stop };
  },
};

/** One JSON line an event: Workers Logs makes its members searchable. */
export const consoleLog: Log = {
  write: (entry) => console.log(JSON.stringify(entry)),
};
