import { reset } from "cloudflare:test";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mail } from "../../support/mails.ts";
import { emptyMail, JOIN_CODE, openNetwork, tagged } from "../../support/network.ts";
import { field, fieldNames, noticeText } from "../../support/reading.ts";
import { runs } from "../../support/runs.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import type { Sent } from "../../support/world.ts";
import { World } from "../../support/world.ts";

const CLASS = "class-3a@school.example";
const OFFICERS = ["himitsu.sensei@private.example", "himitsu.fukutan@home.example"] as const;
const [SENSEI] = OFFICERS;

/** What a family does: each has a name of its own, so that whatever shows of it is found. */
const deeds = fc.array(
  fc.record({
    family: fc.nat(3),
    deed: fc.constantFrom("vote", "vote-and-words", "words", "answer", "reply-all", "leave"),
    choice: fc.integer({ min: 1, max: 2 }),
  }),
  { minLength: 1, maxLength: 6 },
);

const story = fc.record({
  families: fc.integer({ min: 1, max: 4 }),
  deeds,
  remind: fc.boolean(),
  replacing: fc.boolean(),
});

/** Fields that every copy of one mail has for itself: a random trace, a random token, and whom it is for. */
const OWN = /^(?:To|List-Unsubscribe|X-SafetyAnswer-Trace|Message-ID):[^\n]*(?:\n[ \t][^\n]*)*\n/gim;

describe("what anybody of a contact network receives", { timeout: 300_000 }, () => {
  it("names nobody but its own recipient, says not how many there are, and joins no two mails of one member", async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ families, deeds: done, remind, replacing }) => {
        await reset();
        const world = await World.open({ language: "en", replacing });
        const id = await addAddress(CLASS, { name: "3A" });
        for (const officer of OFFICERS) await addForwarding(world, id, officer);
        await openNetwork(world, id);
        const mailboxes = Array.from({ length: families }, (_, at) => `kazoku${at}x@family${at}x.example`);
        for (const mailbox of mailboxes) await emptyMail(world, mailbox, tagged(CLASS, `join.${JOIN_CODE}`));
        const all: Sent[] = [...world.takeSent()];
        const from = (sender: string, to: string, body: string, more = "") =>
          world.deliver(sender, to, mail({ from: `Namae <${sender}>`, to, body, more }));
        await from(SENSEI, tagged(CLASS, "all"), "No school tomorrow.\r\n");
        const announced = world.takeSent();
        await emptyMail(world, "kazoku-new@family-new.example", tagged(CLASS, `join.${JOIN_CODE}`));
        world.takeSent();
        await from(SENSEI, tagged(CLASS, "all"), "No school tomorrow.\r\n");
        const toOneMore = world.takeSent();
        await emptyMail(world, "kazoku-new@family-new.example", tagged(CLASS, "leave"));
        world.takeSent();
        await from(SENSEI, tagged(CLASS, "ask"), "1. yes\r\n2. no\r\n");
        const asked = world.takeSent();
        all.push(...announced, ...asked);
        const copy = asked.find(({ envelopeRecipient }) => mailboxes.includes(envelopeRecipient));
        const survey = /<([^>]+)>$/.exec(copy ? field(copy, "reply-to") : "")?.[1] ?? "";
        for (const { family, deed, choice } of done) {
          const mailbox = mailboxes[family % families] ?? "";
          if (deed === "vote") await from(mailbox, survey, `${choice}\r\n`);
          else if (deed === "vote-and-words") await from(mailbox, survey, `${choice}. Who are you?\r\n`);
          else if (deed === "words") await from(mailbox, survey, "Who are you?\r\n");
          else if (deed === "answer") await from(mailbox, CLASS, "Thank you.\r\n");
          else if (deed === "reply-all") await from(mailbox, CLASS, `> To: ${mailbox}\r\n`, `Cc: ${mailbox}\r\n`);
          else await emptyMail(world, mailbox, tagged(CLASS, "leave"));
        }
        if (remind) await from(SENSEI, survey, "remind\r\n");
        all.push(...world.takeSent());

        const everybody = [...mailboxes, ...OFFICERS];
        for (const sent of all) {
          const others = everybody.filter((mailbox) => mailbox !== sent.envelopeRecipient);
          const shown = sent.raw + noticeTextOf(sent);
          for (const other of others)
            for (const part of [other, other.split("@")[0] ?? ""]) expect(shown).not.toContain(part);
          if (!sent.envelopeSender.startsWith("anon-"))
            expect(fieldNames(sent).filter((name) => /^(?:cc|bcc|received)$/i.test(name))).toEqual([]);
        }
        // All members' copies of one mail are one mail, but for what is random in each: nothing in them counts or orders.
        for (const copies of [announced, asked]) {
          const common = copies
            .filter(({ envelopeRecipient }) => mailboxes.includes(envelopeRecipient))
            .map(withoutOwn);
          expect(new Set(common).size).toBeLessThanOrEqual(1);
        }
        // Nor does one of them say how many there are: with one member more it is the same.
        const [fewer, more] = [announced, toOneMore].map((copies) =>
          copies.filter(({ envelopeRecipient }) => envelopeRecipient === mailboxes[0]).map(withoutOwn),
        );
        expect(fewer).toEqual(more);
        const tokens = all.flatMap((sent) => /\/leave\/([^>]+)>/.exec(field(sent, "list-unsubscribe"))?.[1] ?? []);
        expect(new Set(tokens).size).toBe(tokens.length);
        // To officers: in a survey nobody's alias is one that stands anywhere else.
        const toOfficers = all.filter(({ envelopeSender }) => envelopeSender.startsWith("anon-"));
        const nameless = toOfficers.filter((sent) => /^"?Anonymous/.test(field(sent, "from")));
        const named = new Set(
          toOfficers.filter((sent) => !nameless.includes(sent)).map(({ envelopeSender }) => envelopeSender),
        );
        for (const { envelopeSender, raw } of nameless) {
          expect(named).not.toContain(envelopeSender);
          expect(raw).not.toContain("Namae");
          for (const one of named) expect(raw).not.toContain(one);
        }
      }),
      { numRuns: runs(12) },
    );
  });
});

function withoutOwn({ raw }: Sent): string {
  return raw.replaceAll("\r\n", "\n").replace(OWN, "");
}

function noticeTextOf(sent: Sent): string {
  return /^Auto-Submitted: auto-generated/m.test(sent.raw) ? noticeText(sent) : "";
}
