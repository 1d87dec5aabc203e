/** Probes that are waited for, and what was seen of those that came. A row holds no address; its code is a hash. */

import { and, desc, eq, gt, isNull, lt } from "drizzle-orm";
import { randomWord, toBase64Url } from "../mail/base-encoding.ts";
import { DAY } from "../mail/duration.ts";
import { utf8 } from "../mail/octets.ts";
import type { ProbeEvidence, Probes } from "../relay/ports/probes.ts";
import { PROBE_CODE_LENGTH } from "../relay/probe.ts";
import { type AdminDb, openAdminDb } from "./admin/db.ts";
import { probe } from "./schema.ts";

/** A probe that comes later than this is no longer waited for. */
const AWAITED = 7 * DAY;
const KEPT = 30 * DAY;

/** In the place of a verdict: it never left, so that nobody waits for it. */
export const UNSENT = "unsent";

export type ProbeRow = typeof probe.$inferSelect;

export class D1Probes implements Probes {
  readonly #db: AdminDb;

  constructor(d1: D1Database) {
    this.#db = openAdminDb(d1);
  }

  /** A code counts once: a mail that a server sends again finds it used, and is taken in all the same. */
  async receive(code: string, evidence: ProbeEvidence, now: number): Promise<boolean> {
    const hash = await codeHash(code);
    const awaited = and(eq(probe.codeHash, hash), gt(probe.madeAt, now - AWAITED));
    const taken = await this.#db
      .update(probe)
      .set({ ...evidence, receivedAt: now })
      .where(and(awaited, isNull(probe.receivedAt)))
      .returning({ hash: probe.codeHash });
    if (taken.length > 0) return true;
    return (await this.#db.select({ hash: probe.codeHash }).from(probe).where(awaited)).length > 0;
  }

  /** @returns the local part to write to; what is long past is forgotten on this occasion */
  async make(now: number): Promise<string> {
    const code = randomWord(PROBE_CODE_LENGTH);
    const row = { codeHash: await codeHash(code), purpose: "weekly", madeAt: now } as const;
    await this.#db.batch([
      this.#db.delete(probe).where(lt(probe.madeAt, now - KEPT)),
      this.#db.insert(probe).values(row),
    ]);
    return `probe-${code}`;
  }

  async markUnsent(localPart: string): Promise<void> {
    await this.#db
      .update(probe)
      .set({ verdict: UNSENT })
      .where(await this.#named(localPart));
  }

  async forget(localPart: string): Promise<void> {
    await this.#db.delete(probe).where(await this.#named(localPart));
  }

  async #named(localPart: string) {
    return eq(probe.codeHash, await codeHash(localPart.slice("probe-".length)));
  }

  async newest(): Promise<ProbeRow | undefined> {
    const rows = this.#db.select().from(probe).where(eq(probe.purpose, "weekly"));
    return (await rows.orderBy(desc(probe.madeAt)).limit(1))[0];
  }
}

/** No key is needed: a code of 100 random bits is not guessed. Whoever deploys makes such rows, and has no key at hand. */
async function codeHash(code: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(code))));
}
