/**
 * Exactly once comes before who stands behind an address now: a mail whose copy went out while its alias or forwarding still stood,
 * and whose server has not heard of it or tries again for others, is not said to have reached nobody.
 */
import type { Reason } from "../../letters/rejection.ts";
import { hasAliasForm } from "../../mail/alias-form.ts";
import { authenticated } from "../authentication.ts";
import type { Former } from "../ports/directory.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome, rejected } from "../transit.ts";

/**
 * What a mail that is for nobody now ends in. Asked alike of what was an alias once and what never was; and of mail for which
 * somebody vouches alone, so that strangers' guesses cost nothing more.
 *
 * @throws Deferred while a copy is on its way
 */
export async function refusedUnlessOut(
  transit: RelayContext,
  recipient: string,
  reason: Reason,
): Promise<RelayOutcome> {
  return (await wentOut(transit, recipient)) ?? rejected(reason);
}

/** Nothing where no copy of it has gone out. */
export async function wentOut(transit: RelayContext, recipient: string): Promise<RelayOutcome | undefined> {
  const { ports, incoming } = transit;
  const isAnswer = hasAliasForm(recipient);
  const isVouchedFor = isAnswer ? authenticated(incoming).kind === "proven" : incoming.verdict.kind === "pass";
  if (!isVouchedFor) return undefined;
  const former = await ports.directory.formerly(recipient);
  const ids = await copyIds(transit, former);
  const copies = await ports.journal.whereabouts(ids.whole);
  if (copies.kind === "none") return undefined;
  if (copies.kind === "on-its-way") throw new Deferred("claimed-elsewhere");
  const end = { outcome: "failed", reason: "no-such-address", remark: "given-up" } as const;
  const abandoned = await ports.journal.abandon([...ids.whole, ...ids.shared], end);
  if (abandoned > 0 && former.publicAddress)
    await ports.alarms.raise("partly-delivered", { address: former.publicAddress });
  return ACCEPTED;
}

async function copyIds({ ports, digest }: RelayContext, { aliasIds, forwardingIds }: Former) {
  const of = (kind: string, ids: readonly string[]) =>
    Promise.all(ids.map((id) => ports.keys.index(`${kind}:${id}`, digest)));
  const answers = await of("reply", aliasIds);
  const whole = aliasIds.length > 0 ? answers : await of("inbound", forwardingIds);
  return { whole, shared: aliasIds.length > 0 ? await of("shared", forwardingIds) : [] };
}
