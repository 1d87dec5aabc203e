/** What an endpoint works with. */
import type { Settings } from "../env.ts";
import type { Clock, Log, Transport } from "../relay/ports.ts";
import type { AuditWish } from "../store/admin/audit.ts";
import type { Desk } from "../store/admin/db.ts";
import type { Vault } from "../store/vault.ts";

export interface AdminDeps {
  readonly settings: Settings;
  readonly vault: Vault;
  readonly db: D1Database;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly assets: Fetcher;
}

export interface Office extends AdminDeps {
  readonly desk: Desk;
  /** Who is asking, as the audit list names them. */
  readonly actor: string;
}

/** A row of the audit list, by whoever is asking, now. */
export function note(office: Office, action: string, subject: string, detail = ""): AuditWish & { detail: string } {
  return { time: office.clock.now(), actor: office.actor, action, subject, detail };
}

/** A time as the API writes it. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
