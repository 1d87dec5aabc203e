/** Which alarms have gone out today: rows of `delivery`, claimed in one statement, so that two isolates never both send. */
import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { AlarmClaims } from "../../relay/alarm.ts";
import type { AlarmKind } from "../../relay/alarm-text.ts";
import { delivery } from "../schema.ts";
import type { Vault } from "../vault.ts";

/** Milliseconds after which an alarm that did not get out may be tried again. */
const RETRY_AFTER = 15 * 60_000;

export function alarmClaims(db: D1Database, vault: Vault): AlarmClaims {
  const orm = drizzle(db);
  const rowId = (kind: AlarmKind, day: string) => vault.index("alarm", `${kind}:${day}`);
  return {
    async claim(kind, day, now) {
      const lease = { leaseUntil: now + RETRY_AFTER, time: now };
      const row = {
        id: await rowId(kind, day),
        direction: "notice",
        outcome: "retrying",
        reason: `alarm-${kind}`,
        size: 0,
        holder: "",
        firstAt: now,
        ...lease,
      } as const;
      const mine = await orm
        .insert(delivery)
        .values(row)
        .onConflictDoUpdate({
          target: delivery.id,
          set: lease,
          setWhere: sql`${delivery.outcome} = 'retrying' AND ${delivery.leaseUntil} < ${now}`,
        })
        .returning({ id: delivery.id });
      return mine.length > 0;
    },

    async settle(kind, day, now) {
      const id = await rowId(kind, day);
      await orm.update(delivery).set({ outcome: "sent", time: now }).where(eq(delivery.id, id));
    },
  };
}
