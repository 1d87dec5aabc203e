/** The paper card for a lost phone: its code is shown once, to be printed, and kept as a keyed hash. */
import { renderSVG } from "uqr";
import { randomWord } from "../mail/base-encoding.ts";
import { auditIfChanged } from "../store/admin/audit.ts";
import { commit } from "../store/admin/db.ts";
import { setCard } from "../store/admin/forwardings.ts";
import { cardScope } from "../store/contexts.ts";
import { requireAddress } from "./addresses.ts";
import { auditEntry } from "./context.ts";
import * as contract from "./contract/card.ts";
import { requireForwarding } from "./forwardings.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { refused } from "./http/problem.ts";

/** Characters of a code, 60 bits: as long as an alias, in threes that are easy to copy. */
const CODE_LENGTH = 12;

export const cardEndpoint: Endpoint = endpoint(contract.makeCard, async ({ id }, context) => {
  const forwarding = await requireForwarding(context, id);
  if (forwarding.state !== "active") {
    const detail = "A card is made once the person has confirmed by answering the welcome mail.";
    throw refused(409, "not-confirmed", undefined, detail);
  }
  const { address, receivedAs } = await requireAddress(context, forwarding.addressId);
  const code = randomWord(CODE_LENGTH);
  const index = await context.vault.index(cardScope(forwarding.addressId), code);
  await commit(context.db, [setCard(context.db, id, index), auditIfChanged(auditEntry(context, "card.make", id))]);
  return {
    code,
    stop: tagged(receivedAs ?? address, `stop.${inThrees(code)}`),
    start: tagged(receivedAs ?? address, `start.${inThrees(code)}`),
  };
});

function inThrees(code: string): string {
  return code.replaceAll(/(.{3})(?=.)/g, "$1-");
}

function tagged(publicAddress: string, tag: string): contract.CardAnswer["stop"] {
  const address = publicAddress.replace("@", `+${tag}@`);
  // RFC 6068 §2 lets a `+` stand for itself, but some programs read it as a space.
  return { address, qr: renderSVG(`mailto:${address.replace("+", "%2B")}`, { ecc: "M", border: 2 }) };
}
