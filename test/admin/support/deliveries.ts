/** Rows of the journal, as the relay writes them. */
import { db } from "./database.ts";

export interface DeliveryRow {
  readonly direction?: "inbound" | "reply" | "notice";
  readonly addressId?: string | null;
  readonly forwardingId?: string | null;
  readonly alias?: string | null;
  readonly outcome?: "claimed" | "sent" | "failed" | "retrying" | "rejected" | "suppressed";
  readonly reason?: string;
  readonly remark?: "none" | "given-up" | "untold";
  readonly size?: number;
  readonly firstAt?: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

let rows = 0;

export async function deliver(...deliveries: readonly DeliveryRow[]): Promise<void> {
  const insert = db.prepare(
    `INSERT INTO delivery
      (id, direction, address_id, forwarding_id, alias, outcome, reason, remark, size, holder, lease_until, first_at, time)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, ?, ?)`,
  );
  await db.batch(
    deliveries.map((row) =>
      insert.bind(
        `row${String(rows++).padStart(6, "0")}`,
        row.direction ?? "inbound",
        row.addressId ?? null,
        row.forwardingId ?? null,
        row.alias ?? null,
        row.outcome ?? "sent",
        row.reason ?? "",
        row.remark ?? "none",
        row.size ?? 1000,
        row.firstAt ?? row.time,
        row.time,
      ),
    ),
  );
}
