/** A message through all of the relay that is no store and no wire, as far as its header section's cost goes. */

import { type Address, parseAddress } from "../../../src/mail/header/address.ts";
import { fromBinaryString } from "../../../src/mail/octets.ts";
import { scan, scrubField } from "../../../src/mail/scrub/scrub.ts";
import { inboundFields, inboundReplacement } from "../../../src/relay/inbound/copy.ts";
import { decideInbound } from "../../../src/relay/inbound/decide.ts";
import { inboundHidden } from "../../../src/relay/inbound/hidden.ts";
import { readIncoming } from "../../../src/relay/incoming.ts";
import type { Forwarding, PublicAddress } from "../../../src/relay/model.ts";
import { dateField, keptFields } from "../../../src/relay/outgoing/fields.ts";
import { composeCopy } from "../../../src/relay/outgoing/head.ts";
import type { Knowledge } from "../../../src/relay/ports/directory.ts";

const [PTA, TARO] = ["pta@school.example", "taro@company.example"];
const NOTES = { signature: "A signature was removed.", keys: "A key was removed." };
const THREAD = { messageId: "<2@school.example>", inReplyTo: "", references: "", carrier: "" };

/** A mail from Taro with further fields, or with one of these in place of its own. */
export function mailWith(fields: string): Uint8Array {
  const own = {
    From: `Taro <${TARO}>`,
    To: `PTA <${PTA}>`,
    Subject: "Sports day",
    Date: "Tue, 24 Nov 2026 12:00:00 +0900",
    "Message-ID": "<1@company.example>",
    "Authentication-Results": `mx.cloudflare.net; dmarc=pass header.from=company.example; spf=pass smtp.mailfrom=${TARO}`,
  };
  const kept = Object.entries(own).filter(([name]) => !fields.startsWith(`${name}:`));
  return fromBinaryString(`${kept.map(([name, value]) => `${name}: ${value}\r\n`).join("")}${fields}\r\n\r\nHello\r\n`);
}

/** Reads, decides, searches and writes the copy. @returns what became of it */
export function copied(octets: Uint8Array): string {
  const incoming = readIncoming({ sender: TARO, recipient: address(PTA) }, octets, "mx.cloudflare.net");
  if (incoming === undefined) return "header-too-large";
  const decision = decideInbound(incoming, publicAddress(), known());
  if (decision.kind !== "deliver") return decision.kind;
  const { message, forwardings } = decision;
  const list = inboundHidden(incoming, message, forwardings);
  const hidden = list.hidden(false, []);
  const content = scan(incoming.octets, incoming.section, { hidden, notes: NOTES, refuseOpaque: true });
  if (content.kind === "refused") return content.reason;
  for (const forwarding of forwardings) {
    const alias = address("anon-7k3m9q2x4wtz@school.example");
    const aliasOf = (correspondent: Address) => {
      return { id: "k", alias, forwarding, correspondent, blocked: false, answeredBy: null, answeredAt: null };
    };
    const before = { message, forwarding, language: "ja" as const, marks: [], atIt: "", aliasOf, list };
    const view = { ...before, replacement: inboundReplacement(before) };
    const kept = keptFields(incoming, "inbound", (value) => scrubField(value, hidden, view.replacement), "ja");
    composeCopy(inboundFields(view, THREAD, []), dateField(incoming, 0), kept, content, view.replacement);
  }
  return "delivered";
}

function address(text: string): Address {
  const read = parseAddress(text);
  if (!read) throw new Error("not an address");
  return read;
}

function publicAddress(): PublicAddress {
  const switches = { open: true, refuseFiles: true, shareAnswers: false };
  return { id: "a", address: address(PTA), name: "PTA", nameSuffix: "", ...switches };
}

function known(): Knowledge {
  const switches = { hideSender: true, hideName: false, deliver: true, allowReply: true, pausedBy: null } as const;
  const names = { id: "f", addressId: "a", scope: "f", label: "", state: "active" } as const;
  const forwarding: Forwarding = {
    ...names,
    destination: address("hanako@private.example"),
    replyFrom: [],
    ...switches,
  };
  return {
    publicAddresses: new Map([[PTA, publicAddress()]]),
    aliases: new Map(),
    forwardings: [forwarding],
    ownDomains: new Set(),
    carriers: new Map(),
    counts: new Map(),
    senderBlocked: false,
    blockedBy: new Set(),
    invited: undefined,
    damage: undefined,
  };
}
