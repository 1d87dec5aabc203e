/**
 * The sender's mail server: it keeps a message until it hears that the message was accepted or refused for good, and
 * tries again as real ones do (RFC 5321 §4.5.4.1), for five days.
 */
import { env } from "cloudflare:workers";
import { AlarmMail } from "../../src/relay/alarm-mail.ts";
import type { RelayPorts } from "../../src/relay/ports/ports.ts";
import { D1AlarmClaims } from "../../src/store/alarm-claims.ts";
import { D1Commands } from "../../src/store/commands.ts";
import { D1Directory } from "../../src/store/directory.ts";
import { LEASE } from "../../src/store/journal/claims.ts";
import { D1Journal } from "../../src/store/journal/journal.ts";
import { address, confirmationsOn, type World } from "../support/world.ts";
import type { FaultPlan } from "./fault.ts";
import { databaseIn, Isolate, transportIn } from "./isolate.ts";
import type { SteppedClock } from "./stepped-clock.ts";

export const ADMIN = "admin@board.example";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Handlers that run longer are cut off, and their mail is refused for good (docs/platform.md). */
const CUT_OFF = 50 * SECOND;
/** How far the clock moves while nothing else does: a divisor of every limit on time. */
const STEP = 2 * SECOND;
/** Real milliseconds in which whatever can go on goes on. */
const BREATH = 3;

export type Answer = "accepted" | "rejected" | "temporary" | "cut-off";

/** How long a server waits before each further attempt, in milliseconds; the last wait is repeated. */
export const HABITS = {
  /** Tries again within the lease of a claim, then goes easy. */
  eager: [20 * SECOND, 40 * SECOND, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE],
  /** Postfix: from five minutes, doubling, to 4,000 seconds. */
  patient: [5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 4000 * SECOND],
} as const;

export type Habit = keyof typeof HABITS;

const FIVE_DAYS = 5 * 24 * 60 * MINUTE;

/** A world whose every attempt may go wrong, and the time in it. */
export interface Sea {
  readonly world: World;
  readonly clock: SteppedClock;
}

/** A message and its envelope. */
export interface Letter {
  readonly sender: string;
  readonly recipient: string;
  readonly raw: string;
}

/**
 * Tries until the message is off the sender's hands.
 * @param servers how many machines of the sender's hold the message and try at the same moments
 * @returns each one's last answer; "temporary" means that it came back to its author after five days
 * @throws Error when attempts that nothing disturbed still meet a claim after its lease
 */
export async function sendUntilDone(sea: Sea, letter: Letter, plan: FaultPlan, habit: Habit, servers = 1) {
  const since = sea.clock.now();
  const answers: Answer[] = [];
  let restedSince = Number.NEGATIVE_INFINITY;
  for (let attempt = 0; answers.length < servers && sea.clock.now() - since < FIVE_DAYS; attempt++) {
    const [disturbances, rested] = [plan.disturbances, sea.clock.now() - restedSince];
    const trying = Array.from({ length: servers - answers.length }, () => attemptOnce(sea, letter, plan));
    const final = (await Promise.all(trying)).filter((answer) => answer !== "temporary");
    if (final.length === 0 && plan.disturbances === disturbances && rested >= LEASE)
      throw new Error(`an undisturbed attempt did not end it: ${JSON.stringify(plan.strikes)}`);
    answers.push(...final);
    restedSince = sea.clock.now();
    sea.clock.move(HABITS[habit][attempt] ?? HABITS[habit].at(-1) ?? 0);
  }
  return answers.length < servers ? [...answers, "temporary" as const] : answers;
}

/** One attempt in an isolate of its own. */
export async function attemptOnce(sea: Sea, letter: Letter, plan: FaultPlan): Promise<Answer> {
  const isolate = new Isolate(plan);
  const ended = sea.world.deliver(letter.sender, letter.recipient, letter.raw, portsIn(isolate, sea));
  const answered = ended.then(({ outcome }): Answer => (outcome === "retry" ? "temporary" : accepted(outcome)));
  const crashed = isolate.died.then((): Answer => "temporary");
  for (let waited = 0; waited <= CUT_OFF; ) {
    const answer = await Promise.race([answered, crashed, breath()]);
    if (answer) return answer;
    if (!isolate.isStuck) continue;
    sea.clock.move(STEP);
    waited += STEP;
  }
  void isolate.kill();
  return "cut-off";
}

function accepted(outcome: "accepted" | "rejected" | "forwarded"): Answer {
  return outcome === "rejected" ? "rejected" : "accepted";
}

function breath(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), BREATH));
}

/** The ports that production wires, the real network behind a faulty one. */
function portsIn(isolate: Isolate, { world, clock }: Sea): RelayPorts {
  const db = databaseIn(isolate, env.DB);
  const transport = transportIn(isolate, world.transport);
  const { vault } = world;
  const { log, language } = world.ports;
  const claims = new D1AlarmClaims(db, vault);
  const adminMailbox = address(ADMIN);
  return {
    ...world.ports,
    directory: new D1Directory(db, vault),
    journal: new D1Journal(db, vault, clock),
    commands: new D1Commands(db, vault, clock),
    confirmations: confirmationsOn(db, vault, { clock, transport }, log),
    transport,
    clock,
    alarms: new AlarmMail({ claims, transport, clock, log, adminMailbox, language }),
  };
}
