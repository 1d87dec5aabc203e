/** Which alarms have gone out today: rows of `delivery`, claimed in one statement, so that two isolates never both send. */
import { eq, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import type { AlarmKind } from "../letters/alarm.ts";
import type { AlarmClaims } from "../relay/ports/alarms.ts";
import { delivery } from "./schema.ts";
import type { Vault } from "./vault.ts";

/** Milliseconds after which an alarm that did not get out may be tried again. */
const RETRY_AFTER = 15 * 60_000;

export class D1AlarmClaims implements AlarmClaims {
  readonly #orm: DrizzleD1Database;
  readonly #vault: Vault;

  constructor(db: D1Database, vault: Vault) {
    this.#orm = drizzle(db);
    this.#vault = vault;
  }

  async claim(kind: AlarmKind, day: string, now: number): Promise<boolean> {
    const lease = { leaseUntil: now + RETRY_AFTER, time: now };
    const id = await this.#rowId(kind, day);
    const row = { id, direction: "notice", outcome: "retrying", reason: `alarm-${kind}`, size: 0, holder: "" } as const;
    const mine = await this.#orm
      .insert(delivery)
      .values({ ...row, ...lease, firstAt: now })
      .onConflictDoUpdate({
        target: delivery.id,
        set: lease,
        setWhere: sql`${delivery.outcome} = 'retrying' AND ${delivery.leaseUntil} < ${now}`,
      })
      .returning({ id: delivery.id });
    return mine.length > 0;
  }

  async settle(kind: AlarmKind, day: string, now: number): Promise<void> {
    const id = await this.#rowId(kind, day);
    await this.#orm.update(delivery).set({ outcome: "sent", time: now }).where(eq(delivery.id, id));
  }

  #rowId(kind: AlarmKind, day: string): Promise<string> {
    return this.#vault.index("alarm", `${kind}:${day}`);
  }
}
