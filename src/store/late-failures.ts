/** The journal's rows of replies that failed after they were handed over. */
import { and, eq, inArray, ne, or } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { inBrackets } from "../mail/header/msg-id.ts";
import type { FailedReply, LateFailure, LateFailures } from "../relay/ports/late-failures.ts";
import { destinationContext, sentIdScope } from "./contexts.ts";
import { address, delivery, forwarding } from "./schema.ts";
import { addressOf } from "./stored-address.ts";
import type { Vault } from "./vault.ts";

export class D1LateFailures implements LateFailures {
  readonly #db: DrizzleD1Database;
  readonly #vault: Vault;

  constructor(db: D1Database, vault: Vault) {
    this.#db = drizzle(db);
    this.#vault = vault;
  }

  async find({ sentId, reason }: LateFailure): Promise<FailedReply | undefined> {
    const indexes = await this.#vault.indexes(sentIdScope, inBrackets(sentId));
    const untold = eq(delivery.remark, "untold");
    const fresh = and(eq(delivery.outcome, "sent"), or(ne(delivery.reason, "complained"), untold));
    // Marked as failed, its officer not told yet: an event that comes again finds it still.
    const open = or(fresh, and(eq(delivery.reason, reason), untold));
    const [marked] = await this.#db
      .update(delivery)
      // What was reported as spam had arrived.
      .set({ ...(reason === "complained" ? {} : { outcome: "failed" as const }), reason, remark: "untold" })
      .where(and(inArray(delivery.sentIndex, [...indexes]), eq(delivery.direction, "reply"), open))
      .returning();
    if (!marked?.forwardingId || !marked.alias) return undefined;
    const [found] = await this.#db
      .select()
      .from(forwarding)
      .innerJoin(address, eq(address.id, forwarding.addressId))
      .where(eq(forwarding.id, marked.forwardingId));
    if (!found || found.forwarding.deletedAt !== null) return undefined; // Nobody is left to be told.
    const place = destinationContext(found.forwarding.id);
    return {
      id: marked.id,
      publicAddress: { address: addressOf(found.address.address), name: found.address.name },
      alias: marked.alias,
      destination: addressOf(await this.#vault.unseal(place, found.forwarding.destinationSealed)),
      size: marked.size,
    };
  }

  async settle(reply: FailedReply): Promise<void> {
    await this.#db.update(delivery).set({ remark: "none" }).where(eq(delivery.id, reply.id));
  }
}
