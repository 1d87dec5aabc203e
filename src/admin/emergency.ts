/** By a typed address alone: stop everything to one mailbox, forget one correspondent. The answers name nobody. */
import type * as v from "valibot";
import { foldMailbox } from "../mail/header/address.ts";
import { blockScope } from "../relay/inbound/screening.ts";
import { allAddressIds, allPublicAddresses } from "../store/admin/addresses.ts";
import { allScopes, eraseAliases, surveysWithAliases } from "../store/admin/aliases.ts";
import { auditCount } from "../store/admin/audit.ts";
import { eraseOfficerBlocks } from "../store/admin/blocks.ts";
import { commit } from "../store/admin/db.ts";
import { type Pair, stopForwardings } from "../store/admin/forwardings.ts";
import { forwardingsWithReplyFrom } from "../store/admin/reply-from.ts";
import { correspondentContext, correspondentValue, destinationScope, replyFromScope } from "../store/contexts.ts";
import { memberScope } from "../store/network/contexts.ts";
import { allNetworkIds, amongMembers, leaving } from "../store/network/members.ts";
import { addressOf } from "../store/stored-address.ts";
import { type AdminContext, auditEntry } from "./context.ts";
import * as contract from "./contract/emergency.ts";
import { requireForwarding } from "./forwardings.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { openDestination } from "./officer-mail.ts";

/** The mailbox's keyed hash in every place where it could stand: indexes are scoped, so there is no single one. */
async function pairs(context: AdminContext, ids: readonly string[], scopeOf: (id: string) => string, mailbox: string) {
  const inOnePlace = async (id: string): Promise<Pair[]> => {
    const indexes = await context.vault.indexes(scopeOf(id), mailbox);
    return indexes.map((index) => [id, index]);
  };
  return (await Promise.all(ids.map(inOnePlace))).flat();
}

/** @throws Problem 404 */
async function lostMailbox({ destination, forwardingId }: LostMailbox, context: AdminContext): Promise<string> {
  if (destination) return foldMailbox(destination);
  return foldMailbox(addressOf(await openDestination(context, await requireForwarding(context, forwardingId ?? ""))));
}

type LostMailbox = v.InferOutput<NonNullable<(typeof contract.stop)["body"]>>;

const stop = endpoint(contract.stop, async ({ body }, context) => {
  const mailbox = await lostMailbox(body, context);
  const [addresses, answering] = await Promise.all([allAddressIds(context.db), forwardingsWithReplyFrom(context.db)]);
  const [stopped] = await commit(context.db, [
    stopForwardings(
      context.db,
      await pairs(context, addresses, destinationScope, mailbox),
      await pairs(context, answering, replyFromScope, mailbox),
    ),
    auditCount(auditEntry(context, "stop", ""), "forwardings"),
  ]);
  return { forwardings: stopped ?? 0 };
});

const erase = endpoint(contract.erase, async ({ body }, context) => {
  const scopes = await allScopes(context.db);
  const surveys = [null, ...(await surveysWithAliases(context.db))];
  const indexes = scopes.flatMap((scope) =>
    surveys.map((survey) =>
      context.vault.indexes(correspondentContext(scope), correspondentValue(body.address.key, survey)),
    ),
  );
  const [forget, remove] = eraseAliases(context.db, (await Promise.all(indexes)).flat());
  const audit = auditCount(auditEntry(context, "erase", ""), "aliases");
  const networks = await pairs(context, await allNetworkIds(context.db), memberScope, foldMailbox(body.address));
  const left = await leaving(context.db, context.vault, amongMembers(networks.map(([, index]) => index)));
  const blocks = await pairs(context, await allPublicAddresses(context.db), blockScope, foldMailbox(body.address));
  const unblock = eraseOfficerBlocks(blocks.map(([, index]) => index));
  const changed = await commit(context.db, [forget, remove, audit, unblock, ...left]);
  const [journal, aliases] = changed;
  const memberships = changed.at(-1);
  return { aliases: aliases ?? 0, journal: journal ?? 0, ...(memberships ? { memberships } : {}) };
});

export const emergencyEndpoints: readonly Endpoint[] = [stop, erase];
