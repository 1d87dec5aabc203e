/** A welcome mail that was handed over and did not arrive: most often the address was mistyped, and nobody would ever answer. */
import { inBrackets } from "../mail/header/msg-id.ts";
import type { Alarms } from "../relay/ports/alarms.ts";
import type { LateFailure, LateReason } from "../relay/ports/late-failures.ts";
import { findAddress } from "../store/admin/addresses.ts";
import type { AdminDb } from "../store/admin/db.ts";
import { bounceWelcome } from "../store/admin/welcome.ts";
import { sentIdScope } from "../store/contexts.ts";
import type { Vault } from "../store/vault.ts";

/** Words of letters/advice.ts. What may be put right by waiting is tried again by the cron. */
const REASONS: Record<LateReason, string> = {
  bounced: "welcome-bounced",
  undeliverable: "welcome-bounced",
  "bounced-soft": "welcome-bounced-soft",
  complained: "welcome-complained",
  "recipient-suppressed": "recipient-suppressed",
};

/** The forwarding waits with the reason, and the admin is told: an event that comes again finds it done. */
export async function noteWelcomeFailure(
  { db, vault, alarms }: { readonly db: AdminDb; readonly vault: Vault; readonly alarms: Alarms },
  { sentId, reason }: LateFailure,
  now: number,
): Promise<void> {
  const indexes = await vault.indexes(sentIdScope, inBrackets(sentId));
  for (const addressId of await bounceWelcome(db, indexes, REASONS[reason], now)) {
    const address = await findAddress(db, addressId);
    if (address) await alarms.raise("welcome-bounced", { address: address.address });
  }
}
