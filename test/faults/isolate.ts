/**
 * The isolate in which one attempt runs: every call of D1 and of the sending service passes through it, and a fault of
 * the plan strikes there. Once it is dead, nothing that was started in it ever goes on.
 */
import type { Outgoing, SendResult, Transport } from "../../src/relay/ports/transport.ts";
import type { FaultPlan, Place } from "./fault.ts";

export class Isolate {
  readonly died: Promise<void>;
  readonly #plan: FaultPlan;
  #dead = false;
  /** Calls whose work goes on, and calls that will never be answered. */
  #working = 0;
  #unanswered = 0;
  #die: () => void = () => {};

  constructor(plan: FaultPlan) {
    this.#plan = plan;
    plan.begin();
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  /** Does the work of one call, or what the plan makes of it. */
  async call<Answer>(place: Place, work: () => Promise<Answer>): Promise<Answer> {
    if (this.#dead) return never();
    const kind = this.#plan.next(place);
    await this.#do(() => this.#plan.meanwhile());
    switch (kind) {
      case undefined:
        return this.#whileAlive(await this.#do(work));
      case "error":
        throw new Error("D1_ERROR: internal error");
      case "time-out":
        return this.#unanswer();
      case "answer-lost":
        await this.#do(work);
        throw new Error("Network connection lost.");
      case "answer-late":
        await this.#do(work);
        return this.#unanswer();
      case "crash-before":
        return this.kill();
      case "crash-after":
        await this.#do(work);
        return this.kill();
    }
  }

  /** Whether only time can change anything: some call is never answered, and no other one is at work. */
  get isStuck(): boolean {
    return this.#unanswered > 0 && this.#working === 0;
  }

  kill(): Promise<never> {
    this.#dead = true;
    this.#die();
    return never();
  }

  async #do<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    this.#working++;
    try {
      return await work();
    } finally {
      this.#working--;
    }
  }

  #unanswer(): Promise<never> {
    this.#unanswered++;
    return never();
  }

  #whileAlive<Answer>(answer: Answer): Answer | Promise<never> {
    return this.#dead ? never() : answer;
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}

/** The sending service, as this isolate reaches it. */
export function transportIn(isolate: Isolate, real: Transport): Transport {
  return { send: (outgoing: Outgoing): Promise<SendResult> => isolate.call("send", () => real.send(outgoing)) };
}

/** D1, as this isolate reaches it. A batch is one call: all of it is done, or nothing. */
export function databaseIn(isolate: Isolate, real: D1Database): D1Database {
  const texts = new WeakMap<object, string>();
  const reals = new WeakMap<object, D1PreparedStatement>();
  const wrap = (statement: D1PreparedStatement, text: string): D1PreparedStatement => {
    const single = (run: (statement: D1PreparedStatement) => Promise<unknown>) => () =>
      isolate.call(placeOf(text, false), () => run(statement));
    const wrapped = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values), text),
      all: single((one) => one.all()),
      run: single((one) => one.run()),
      raw: single((one) => one.raw()),
      first: single((one) => one.first()),
    } as unknown as D1PreparedStatement;
    texts.set(wrapped, text);
    reals.set(wrapped, statement);
    return wrapped;
  };
  const batch = (statements: D1PreparedStatement[]) =>
    isolate.call(placeOf(texts.get(statements[0] ?? {}) ?? "", true), () =>
      real.batch(statements.map((statement) => reals.get(statement) ?? statement)),
    );
  return { prepare: (text: string) => wrap(real.prepare(text), text), batch } as unknown as D1Database;
}

function placeOf(text: string, inBatch: boolean): Place {
  if (/^select/i.test(text)) return "look-up";
  if (inBatch && text.startsWith("update")) return "change";
  if (inBatch) return /returning/i.test(text) ? "claim" : "record";
  return text.startsWith("update") ? "alarm-settled" : "alarm-claim";
}
