/** How long each port is waited for. In all it stays below the 30 s after which a handler may be cut off. */

import type { Clock } from "./ports/clock.ts";
import type { RelayPorts } from "./ports/ports.ts";
import type { Probes } from "./ports/probes.ts";

/** Milliseconds. The last send ends 26 s in (deliver.ts); recording has two tries. */
const TIMEOUTS = { lookUp: 5_000, claim: 5_000, record: 1_500, alarm: 2_000, confirm: 8_000, command: 2_000 } as const;

/** What never waits for the database; sends have their own limit (exactly-once.ts). */
type Unlimited = "transport" | "keys" | "log" | "authservId" | "limits" | "language" | "replies" | "later";

/** The same ports, none of which is waited for without end. */
export function withTimeouts(ports: RelayPorts): RelayPorts {
  const {
    directory,
    journal,
    announcements,
    alarms,
    confirmations,
    commands,
    networks,
    surveys,
    probes,
    clock,
    ...others
  } = ports;
  // A port that is neither here nor below does not compile: nobody can forget its limit.
  const unlimited: Pick<RelayPorts, Unlimited> = others;
  const commanded = <Answer>(work: Promise<Answer>) => inTime(clock, TIMEOUTS.command, work);
  const receive: Probes["receive"] = (...probe) => inTime(clock, TIMEOUTS.record, probes?.receive(...probe) ?? NOBODY);
  return {
    ...unlimited,
    ...(probes && { probes: { receive } }),
    clock,
    directory: {
      lookUp: (question) => inTime(clock, TIMEOUTS.lookUp, directory.lookUp(question)),
      knows: (...asked) => inTime(clock, TIMEOUTS.lookUp, directory.knows(...asked)),
      shown: (...asked) => inTime(clock, TIMEOUTS.lookUp, directory.shown(...asked)),
      blocks: (...asked) => inTime(clock, TIMEOUTS.lookUp, directory.blocks(...asked)),
      formerly: (recipient) => inTime(clock, TIMEOUTS.lookUp, directory.formerly(recipient)),
    },
    journal: {
      claim: (...wishes) => inTime(clock, TIMEOUTS.claim, journal.claim(...wishes)),
      end: (...row) => inTime(clock, TIMEOUTS.claim, journal.end(...row)),
      abandon: (...what) => inTime(clock, TIMEOUTS.claim, journal.abandon(...what)),
      whereabouts: (ids) => inTime(clock, TIMEOUTS.claim, journal.whereabouts(ids)),
      record: (...rows) => inTime(clock, TIMEOUTS.record, journal.record(...rows)),
    },
    announcements: {
      find: (...what) => inTime(clock, TIMEOUTS.claim, announcements.find(...what)),
      begin: (wish) => inTime(clock, TIMEOUTS.claim, announcements.begin(wish)),
      claim: (...slice) => inTime(clock, TIMEOUTS.claim, announcements.claim(...slice)),
      record: (...ends) => inTime(clock, TIMEOUTS.record, announcements.record(...ends)),
      progress: (announcement) => inTime(clock, TIMEOUTS.claim, announcements.progress(announcement)),
      end: (...numbers) => inTime(clock, TIMEOUTS.record, announcements.end(...numbers)),
    },
    confirmations: { confirm: (...answer) => inTime(clock, TIMEOUTS.confirm, confirmations.confirm(...answer)) },
    commands: {
      pause: (...what) => commanded(commands.pause(...what)),
      resume: (...what) => commanded(commands.resume(...what)),
      block: (...what) => commanded(commands.block(...what)),
      forwardingOfCard: (...what) => commanded(commands.forwardingOfCard(...what)),
      writtenFirst: (...what) => commanded(commands.writtenFirst(...what)),
      noteWrittenFirst: (...what) => commanded(commands.noteWrittenFirst(...what)),
    },
    networks: {
      join: (...what) => commanded(networks.join(...what)),
      leave: (...what) => commanded(networks.leave(...what)),
    },
    surveys: {
      open: (...what) => commanded(surveys.open(...what)),
      find: (...what) => commanded(surveys.find(...what)),
      isMember: (...what) => commanded(surveys.isMember(...what)),
      names: (...what) => commanded(surveys.names(...what)),
      vote: (...what) => commanded(surveys.vote(...what)),
      voted: (...what) => commanded(surveys.voted(...what)),
      tally: (...what) => commanded(surveys.tally(...what)),
      close: (...what) => commanded(surveys.close(...what)),
    },
    alarms: {
      async raise(kind, about) {
        try {
          await inTime(clock, TIMEOUTS.alarm, alarms.raise(kind, about));
        } catch (error) {
          if (!(error instanceof TimeoutError)) throw error;
          ports.log.write({ event: "alarm", kind, outcome: "failed", reason: "timeout" });
        }
      },
    },
  };
}

const NOBODY = Promise.resolve(false);

/** Something took too long. It may be done all the same. */
export class TimeoutError extends Error {
  constructor() {
    super("took too long");
    this.name = "TookTooLong";
  }
}

/** @throws TookTooLong after so many milliseconds */
export async function inTime<Value>(clock: Clock, milliseconds: number, work: Promise<Value>): Promise<Value> {
  const timer = clock.timer(milliseconds);
  const late = timer.done.then(() => {
    throw new TimeoutError();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.stop();
  }
}
