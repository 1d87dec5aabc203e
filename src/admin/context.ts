/** What an endpoint works with. */
import type { Settings } from "../env.ts";
import type { Clock } from "../relay/ports/clock.ts";
import type { Log } from "../relay/ports/log.ts";
import type { Transport } from "../relay/ports/transport.ts";
import type { AuditWish } from "../store/admin/audit.ts";
import type { AuditAction } from "../store/admin/audit-actions.ts";
import type { AdminDb } from "../store/admin/db.ts";
import type { Version } from "../store/admin/versions.ts";
import type { Vault } from "../store/vault.ts";
import type { Role } from "./contract/route.ts";
import type { SignedInBy } from "./contract/session.ts";

export interface AdminDeps {
  readonly settings: Settings;
  readonly vault: Vault;
  readonly d1: D1Database;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly assets: Fetcher;
}

export interface AdminContext extends AdminDeps {
  readonly db: AdminDb;
  /** Who is asking, as the audit list names them. */
  readonly actor: string;
  /** What they have read and now change, if they say so (If-Match): a change stands only where it is still so. */
  readonly wasRead?: Version | undefined;
  /** What they may do, and the one public address where that is all (contract/route.ts). */
  readonly role?: Role;
  readonly onlyAddress?: string | undefined;
  /** The name of the admin who asks. */
  readonly adminName?: string | undefined;
  /** What their sessions are known by. */
  readonly sessionMark?: string | undefined;
  /** How they have signed in; absent where nobody has to. */
  readonly signedInBy?: SignedInBy;
}

/** What writing to officers needs of it: the relay can give as much. */
export interface OfficerContext extends Omit<AdminContext, "settings" | "d1" | "assets"> {
  readonly settings: Pick<Settings, "language" | "timeZone">;
}

/** A row of the audit list, by whoever is asking, now. */
export function auditEntry(
  context: Pick<AdminContext, "clock" | "actor">,
  action: AuditAction,
  subject: string,
  detail = "",
): AuditWish & { detail: string } {
  return { time: context.clock.now(), actor: context.actor, action, subject, detail };
}

/** A time as the API writes it. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
