import { reset } from "cloudflare:test";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type MailParts, mail } from "../support/mails.ts";
import { runs } from "../support/runs.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";

const PTA = "pta@school.example";
const PARENT = "taro@company.example";
const HANAKO = "hanako@private.example";

/** What a sending server writes anew at each attempt, on top of what Cloudflare has put there and below it. */
const TRACES = [
  "Received: from relay2.example by mx.example; Tue, 24 Nov 2026 12:09:00 +0900\r\n",
  "DKIM-Signature: v=1; d=company.example; t=1764000000; b=QUJD\r\n",
  "ARC-Seal: i=1; a=rsa-sha256; t=1764000001; b=REVG\r\n",
  "Authentication-Results: other.example; spf=pass\r\n",
  "Return-Path: <bounce-2@company.example>\r\n",
  "X-Attempt: 2\r\n",
  "Received-SPF: pass (other.example)\r\n",
] as const;

type Change = (parts: MailParts) => MailParts;

/** What makes another mail of it. */
const DIFFERENCES: Readonly<Record<string, Change>> = {
  "the name in From": (parts) => ({ ...parts, from: `Another <${parts.from}>` }),
  "one more in To": (parts) => ({ ...parts, to: `${parts.to}, third@else.example` }),
  "one more in Cc": (parts) => ({ ...parts, more: `Cc: fourth@else.example\r\n${parts.more}` }),
  "the second of the date": (parts) => ({ ...parts, date: "Tue, 24 Nov 2026 12:00:01 +0900" }),
  "the subject": (parts) => ({ ...parts, subject: `${parts.subject}!` }),
  "the Message-ID": (parts) => ({ ...parts, messageId: `<another.${parts.messageId?.slice(1)}` }),
  "the length of the text": (parts) => ({ ...parts, body: `${parts.body}P.S.\r\n` }),
};

const traces = fc.uniqueArray(fc.constantFrom(...TRACES));
const pair = fc.record({
  traces: fc.tuple(traces, traces),
  difference: fc.option(fc.constantFrom(...Object.keys(DIFFERENCES))),
  sameTime: fc.boolean(),
});

let world: World;
let alias: string;
let count = 0;

beforeAll(async () => {
  await reset();
  world = await World.open({ limits: { correspondent: 1_000_000, replies: 1_000_000, total: 1_000_000 } });
  await addForwarding(world, await addAddress(PTA), HANAKO);
  await world.deliver(PARENT, PTA, mail({ from: PARENT }));
  alias = world.takeSent()[0]?.envelopeSender ?? "";
});

/** The ways through the relay: who writes to which address, and who gets one mail for each. */
const WAYS: Readonly<Record<string, () => { author: string; recipient: string; reader: string }>> = {
  "a question": () => ({ author: PARENT, recipient: PTA, reader: HANAKO }),
  "an answer": () => ({ author: HANAKO, recipient: alias, reader: PARENT }),
  "a command": () => ({ author: HANAKO, recipient: PTA.replace("@", "+help@"), reader: HANAKO }),
  "a command to an alias": () => ({ author: HANAKO, recipient: alias.replace("@", "+help@"), reader: HANAKO }),
};

/** Fields of the sender's own, below Cloudflare's block. */
const below = (message: string, fields: readonly string[]) => message.replace(/(?=^From: )/m, fields.join(""));

describe.each(Object.keys(WAYS))("two mails of one sender: %s", (way) => {
  it("are one if only traces and signatures differ, and two if anything that the author wrote does", async () => {
    await fc.assert(
      fc.asyncProperty(pair, async ({ traces: [first, second], difference, sameTime }) => {
        const { author, recipient, reader } = WAYS[way]?.() ?? { author: "", recipient: "", reader: "" };
        const messageId = `<n${++count}@host.example>`;
        const parts: MailParts = { from: author, to: recipient, messageId, more: "", body: "Hello.\r\n", subject: "S" };
        const other = (difference && DIFFERENCES[difference]?.(parts)) || parts;
        const mails = [
          below(mail({ ...parts, passes: domainOf(author) }), first),
          below(mail({ ...other, passes: domainOf(author) }), second),
        ];
        const send = (message: string) => world.deliver(author, recipient, message);
        if (sameTime) await Promise.all(mails.map(send));
        else for (const message of mails) await send(message);
        const copies = world.takeSent().filter(({ envelopeRecipient }) => envelopeRecipient === reader);
        expect(copies).toHaveLength(difference === null ? 1 : 2);
      }),
      { numRuns: runs(30) },
    );
  });

  it("without a Message-ID are two if one octet of the text differs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(20), async (at) => {
        const { author, recipient, reader } = WAYS[way]?.() ?? { author: "", recipient: "", reader: "" };
        const number = String(++count).padStart(8, "0");
        // Twice, so that no other run's text comes of it.
        const text = `Note ${number} of today: ${number}.`;
        const changed = `${text.slice(0, at)}${text[at] === "x" ? "y" : "x"}${text.slice(at + 1)}`;
        for (const more of ["", "Message-ID: \r\n"]) {
          for (const body of [text, changed, text, changed]) {
            await world.deliver(
              author,
              recipient,
              mail({ from: author, to: recipient, messageId: undefined, more, body }),
            );
          }
        }
        const copies = world.takeSent().filter(({ envelopeRecipient }) => envelopeRecipient === reader);
        expect(copies).toHaveLength(4);
      }),
      { numRuns: runs(5) },
    );
  });
});

function domainOf(address: string): string {
  return address.slice(address.indexOf("@") + 1);
}
