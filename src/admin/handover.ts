/** Handover: another person takes over a forwarding. The old one works until the new one has its welcome mail. */
import { randomWord } from "../relay/random.ts";
import { insertSuccessor } from "../store/admin/forwardings.ts";
import { requireAddress } from "./addresses.ts";
import * as contract from "./contract/forwardings.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { requireForeign, requireForwarding, sealDestination, showForwarding, startForwarding } from "./forwardings.ts";

export const handoverEndpoint: Endpoint = endpoint(contract.handOver, async ({ id: oldId, body }, office) => {
  const old = await requireForwarding(office, oldId);
  const address = await requireAddress(office, old.addressId);
  await requireForeign(office, body.destination, "destination");
  const id = randomWord(16);
  const { addressId, label, hideSender, hideName, deliver, allowReply } = old;
  const { destinationSealed, indexes } = await sealDestination(office, id, addressId, body.destination);
  const row = {
    ...{ id, addressId, label, hideSender, hideName, deliver, allowReply },
    destinationSealed,
    // Kept aliases stay sealed under the first officer's scope: a handover rewrites no alias.
    scope: body.keepAliases ? old.scope : id,
    keepAliases: body.keepAliases,
    state: "pending",
    replacesId: oldId,
    createdAt: office.clock.now(),
  } as const;
  const insertion = insertSuccessor(row, indexes);
  const refusal = "A handover of this forwarding is under way. Delete the pending one first.";
  return showForwarding(office, await startForwarding(office, address, id, insertion, "handover.begin", refusal));
});
