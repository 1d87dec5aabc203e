/** A clock that moves only when it is told to, and whose timers ring when it has moved far enough. */
import type { Clock } from "../../src/relay/ports/clock.ts";

interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

export class SteppedClock implements Clock {
  time = Date.UTC(2026, 10, 24, 3, 0, 0);
  readonly #alarms = new Set<Alarm>();

  now(): number {
    return this.time;
  }

  timer(milliseconds: number) {
    let stop = () => {};
    const done = new Promise<void>((resolve) => {
      const alarm: Alarm = { at: this.time + milliseconds, ring: resolve };
      this.#alarms.add(alarm);
      stop = () => void this.#alarms.delete(alarm);
    });
    return { done, stop };
  }

  /** @param milliseconds how far */
  move(milliseconds: number): void {
    this.time += milliseconds;
    for (const alarm of [...this.#alarms]) {
      if (alarm.at > this.time) continue;
      this.#alarms.delete(alarm);
      alarm.ring();
    }
  }
}
