/**
 * A made-up mail, read, decided, searched and written while the isolate starts: its code is compiled then, and the first real
 * mail does not pay for it. Nothing is looked up, sealed or sent, and no time or chance is asked for: none is there at that moment.
 */
import { removalNotes } from "../letters/removal-note.ts";
import { type Address, parseAddress } from "../mail/header/address.ts";
import { fromBinaryString } from "../mail/octets.ts";
import { scan, scrubField } from "../mail/scrub/scrub.ts";
import { inboundFields, inboundReplacement } from "./inbound/copy.ts";
import { decideInbound } from "./inbound/decide.ts";
import { inboundHidden } from "./inbound/hidden.ts";
import { readIncoming } from "./incoming.ts";
import type { Forwarding, PublicAddress } from "./model.ts";
import { dateField, keptFields } from "./outgoing/fields.ts";
import { composeCopy } from "./outgoing/head.ts";
import type { Knowledge } from "./ports/directory.ts";

const [PTA, TARO, HANAKO, ALIAS] = [
  "pta@a.example",
  "taro@b.example",
  "hanako@c.example",
  "anon-000000000000@a.example",
];

/** With an address on a line of each kind that is searched in another way. */
const MAIL = `Received: from b.example (192.0.2.1) by cloudflare-email.net; Tue, 24 Nov 2026 03:00:00 +0000
Authentication-Results: mx.cloudflare.net;
 dkim=pass header.d=b.example;
 dmarc=pass header.from=b.example;
 spf=pass smtp.mailfrom=${TARO}
From: =?UTF-8?B?5bGx55Sw?= <${TARO}>
To: PTA <${PTA}>
Subject: =?UTF-8?B?6YGL5YuV5Lya?= ${TARO}
Date: Tue, 24 Nov 2026 12:00:00 +0900
Message-ID: <1@b.example>
In-Reply-To: <0@a.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_1"

--=_1
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: quoted-printable

From ${TARO}, or taro%40b.example, or <mailto:${TARO}>:=20
=E5=B1=B1=E7=94=B0
--=_1
Content-Type: text/html; charset=UTF-8

<p>${TARO.replace("@", "&#64;")} <a href="mailto:${TARO}">Taro</a></p>
--=_1
Content-Type: application/pdf; name="a.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjcKJQ==
--=_1--
`.replaceAll("\n", "\r\n");

export function rehearse(): void {
  const incoming = readIncoming({ sender: TARO, recipient: address(PTA) }, fromBinaryString(MAIL), "mx.cloudflare.net");
  if (!incoming) throw new Error("the rehearsed mail was not read");
  const decision = decideInbound(incoming, publicAddress(), known());
  if (decision.kind !== "deliver") throw new Error("the rehearsed mail was not delivered");
  const { message, forwardings } = decision;
  const list = inboundHidden(incoming, message, forwardings);
  const hidden = list.hidden(false, []);
  const content = scan(incoming.octets, incoming.section, { hidden, notes: removalNotes("ja"), refuseOpaque: true });
  if (content.kind === "refused") throw new Error("the rehearsed mail was refused");
  for (const forwarding of forwardings) {
    const aliasOf = () => ({ ...person("k", forwarding), answeredBy: null, answeredAt: null });
    const before = { message, forwarding, language: "ja" as const, marks: [], atIt: "", aliasOf, list };
    const view = { ...before, replacement: inboundReplacement(before) };
    const kept = keptFields(incoming, "inbound", (value) => scrubField(value, hidden, view.replacement), "ja");
    composeCopy(inboundFields(view, THREAD, []), dateField(incoming, 0), kept, content, view.replacement);
  }
}

const THREAD = { messageId: "<2@a.example>", inReplyTo: "", references: "", carrier: "" };

function address(text: string): Address {
  const read = parseAddress(text);
  if (!read) throw new Error("not an address");
  return read;
}

function person(id: string, forwarding: Forwarding) {
  return { id, alias: address(ALIAS), forwarding, correspondent: address(TARO), blocked: false };
}

function publicAddress(): PublicAddress {
  const switches = { open: true, refuseFiles: true, shareAnswers: false };
  return { id: "a", address: address(PTA), name: "PTA", nameSuffix: "", ...switches };
}

function known(): Knowledge {
  const switches = { hideSender: true, hideName: false, deliver: true, allowReply: true, pausedBy: null } as const;
  const names = { id: "f", addressId: "a", scope: "f", label: "", state: "active" } as const;
  const forwarding = { ...names, destination: address(HANAKO), replyFrom: [], ...switches };
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
