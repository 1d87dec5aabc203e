/** What officers' commands change, each in one transaction with its line in the audit list. */
import { and, eq, gte, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { Alias, PausedBy, PublicAddress } from "../relay/model.ts";
import type { Clock } from "../relay/ports/clock.ts";
import type { CommandStore } from "../relay/ports/commands.ts";
import { type AuditWish, auditIfChanged, auditOnce } from "./admin/audit.ts";
import type { AuditAction } from "./admin/audit-actions.ts";
import { type AdminDb, commit, openAdminDb, type Statement } from "./admin/db.ts";
import { cardScope } from "./contexts.ts";
import { blockStatements, unblockStatements } from "./officer-blocks.ts";
import { audit, forwarding } from "./schema.ts";
import type { Vault } from "./vault.ts";

/** As the audit list names whoever commands by mail. */
const ACTOR = "officer";
const WRITTEN_FIRST = "command.write-first";

export class D1Commands implements CommandStore {
  readonly #db: AdminDb;
  readonly #vault: Vault;
  readonly #clock: Clock;

  constructor(db: D1Database, vault: Vault, clock: Clock) {
    this.#db = openAdminDb(db);
    this.#vault = vault;
    this.#clock = clock;
  }

  /** A card's stop stands above an officer's: whoever has the phone cannot weaken it. */
  pause(forwardingId: string, by: PausedBy): Promise<boolean> {
    const weaker = by === "card" ? or(isNull(forwarding.pausedBy), eq(forwarding.pausedBy, "officer")) : undefined;
    const change = this.#db
      .update(forwarding)
      .set({ pausedBy: by })
      .where(and(eq(forwarding.id, forwardingId), isNull(forwarding.deletedAt), weaker ?? isNull(forwarding.pausedBy)));
    return this.#change([change], `command.stop-${by}`, forwardingId);
  }

  /** @param by whose stop may be lifted: an officer lifts none of a card's */
  resume(forwardingId: string, by: PausedBy): Promise<boolean> {
    const lifted: readonly PausedBy[] = by === "card" ? ["officer", "card"] : ["officer"];
    const change = this.#db
      .update(forwarding)
      .set({ pausedBy: null })
      .where(
        and(eq(forwarding.id, forwardingId), isNull(forwarding.deletedAt), inArray(forwarding.pausedBy, [...lifted])),
      );
    return this.#change([change], `command.start-${by}`, forwardingId);
  }

  async block(
    { id, forwarding: at, correspondent, survey }: Alias,
    { address, receivedAs }: PublicAddress,
    blocked: boolean,
  ): Promise<boolean> {
    const { id: forwardingId, addressId, scope } = at;
    const place = {
      aliasId: id,
      forwardingId,
      addressId,
      scope,
      publicAddress: receivedAs ?? address.spec,
      correspondent,
      survey,
    };
    const changes = blocked
      ? await blockStatements(this.#db, this.#vault, place, this.#clock.now())
      : await unblockStatements(this.#db, this.#vault, place);
    return this.#change(changes, blocked ? "command.block" : "command.unblock", id);
  }

  async forwardingOfCard(addressId: string, code: string): Promise<string | undefined> {
    const indexes = await this.#vault.indexes(cardScope(addressId), code);
    const rows = await this.#db
      .select({ id: forwarding.id })
      .from(forwarding)
      .where(and(inArray(forwarding.cardIndex, [...indexes]), isNull(forwarding.deletedAt)));
    return rows[0]?.id;
  }

  async writtenFirst(forwardingId: string, since: number, message: string): Promise<number> {
    const [row] = await this.#db
      .select({ count: sql<number>`count(*)` })
      .from(audit)
      .where(
        and(
          gte(audit.time, since),
          eq(audit.action, WRITTEN_FIRST),
          eq(audit.subject, forwardingId),
          ne(audit.id, message),
        ),
      );
    return row?.count ?? 0;
  }

  async noteWrittenFirst(forwardingId: string, message: string): Promise<void> {
    await commit(this.#db, [auditOnce(message, this.#audit(WRITTEN_FIRST, forwardingId))]);
  }

  async #change(changes: readonly Statement[], action: AuditAction, subject: string): Promise<boolean> {
    const counts = await commit(this.#db, [...changes, auditIfChanged(this.#audit(action, subject))]);
    return counts.slice(0, changes.length).some((changed) => changed > 0);
  }

  #audit(action: AuditAction, subject: string): AuditWish {
    return { time: this.#clock.now(), actor: ACTOR, action, subject, detail: "" };
  }
}
