/** By a typed address alone: stop everything to one mailbox, forget one correspondent. The answers name nobody. */
import { foldMailbox } from "../mail/header/address.ts";
import { allAddressIds } from "../store/admin/addresses.ts";
import { allScopes, eraseAliases } from "../store/admin/aliases.ts";
import { auditCount } from "../store/admin/audit.ts";
import { commit } from "../store/admin/db.ts";
import { type Pair, stopForwardings } from "../store/admin/forwardings.ts";
import { forwardingsWithReplyFrom } from "../store/admin/reply-from.ts";
import { correspondentPlace, destinationScope, replyFromScope } from "../store/contexts.ts";
import * as contract from "./contract/emergency.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { note, type Office } from "./context.ts";

/** The mailbox's keyed hash in every place where it could stand: indexes are scoped, so there is no single one. */
async function pairs(office: Office, ids: readonly string[], scopeOf: (id: string) => string, mailbox: string) {
  const inOnePlace = async (id: string): Promise<Pair[]> => {
    const indexes = await office.vault.indexes(scopeOf(id), mailbox);
    return indexes.map((index) => [id, index]);
  };
  return (await Promise.all(ids.map(inOnePlace))).flat();
}

const stop = endpoint(contract.stop, async ({ body }, office) => {
  const mailbox = foldMailbox(body.destination);
  const [addresses, answering] = await Promise.all([allAddressIds(office.desk), forwardingsWithReplyFrom(office.desk)]);
  const [stopped] = await commit(office.desk, [
    stopForwardings(
      office.desk,
      await pairs(office, addresses, destinationScope, mailbox),
      await pairs(office, answering, replyFromScope, mailbox),
    ),
    auditCount(note(office, "stop", ""), "forwardings"),
  ]);
  return { forwardings: stopped ?? 0 };
});

const erase = endpoint(contract.erase, async ({ body }, office) => {
  const scopes = await allScopes(office.desk);
  const indexes = scopes.map((scope) => office.vault.indexes(correspondentPlace(scope), body.address.key));
  const [forget, remove] = eraseAliases(office.desk, (await Promise.all(indexes)).flat());
  const audit = auditCount(note(office, "erase", ""), "aliases");
  const [journal, aliases] = await commit(office.desk, [forget, remove, audit]);
  return { aliases: aliases ?? 0, journal: journal ?? 0 };
});

export const emergencyEndpoints: readonly Endpoint[] = [stop, erase];
