/** How long each port is waited for. In all it stays below the 30 s after which a handler may be cut off. */
import { inTime, TookTooLong } from "./in-time.ts";
import type { RelayPorts } from "./transit.ts";

/** Milliseconds. The last send ends 26 s in (deliver.ts); recording has two tries. */
const PATIENCE = { lookUp: 5_000, claim: 5_000, record: 1_500, alarm: 2_000 } as const;

/** The same ports, none of which is waited for without end. (Sends have their own limit in deliver.ts.) */
export function withPatience(ports: RelayPorts): RelayPorts {
  const { directory, journal, alarms, clock } = ports;
  return {
    ...ports,
    directory: { lookUp: (question) => inTime(clock, PATIENCE.lookUp, directory.lookUp(question)) },
    journal: {
      claim: (...wishes) => inTime(clock, PATIENCE.claim, journal.claim(...wishes)),
      record: (...rows) => inTime(clock, PATIENCE.record, journal.record(...rows)),
    },
    alarms: {
      async raise(kind, about) {
        try {
          await inTime(clock, PATIENCE.alarm, alarms.raise(kind, about));
        } catch (error) {
          if (!(error instanceof TookTooLong)) throw error;
          ports.log.write({ event: "alarm", kind, outcome: "failed", reason: "timeout" });
        }
      },
    },
  };
}
