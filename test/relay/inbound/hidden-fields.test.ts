import { reset } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { mail } from "../../support/mails.ts";
import { takenBy } from "../../support/pick.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PTA = "pta@school.example";
const PARENT = "taro@company.example";
const OTHER = "taros.own@second.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@home.example";

let world: World;
beforeEach(async () => {
  await reset();
  world = await World.open();
  const pta = await addAddress(PTA);
  await addForwarding(world, pta, HANAKO);
  await addForwarding(world, pta, JIRO, { hideSender: false });
});

/** What Hanako, from whom the sender is hidden, gets of it. */
async function received(message: string, envelopeSender = PARENT): Promise<string> {
  expect((await world.deliver(envelopeSender, PTA, message)).outcome).toBe("accepted");
  return takenBy(world, HANAKO).raw;
}

describe("a further address of the sender's, quoted in Subject and text", () => {
  const quoting = { from: PARENT, to: PTA, subject: `Was ${OTHER}`, body: `My mail from ${OTHER} came back.\r\n` };

  it("is hidden when a field names it", async () => {
    for (const name of ["Sender", "Return-Path", "Resent-From", "Resent-Sender", "Disposition-Notification-To"]) {
      const raw = await received(mail({ ...quoting, more: `${name}: <${OTHER}>\r\n` }));
      expect([name, raw]).toEqual([name, expect.not.stringContaining("taros.own")]);
    }
  });

  it("is hidden when the envelope alone names it", async () => {
    expect(await received(mail(quoting), OTHER)).not.toContain("taros.own");
  });
});

describe("the sender's address in Subject", () => {
  const quoting = mail({ from: PARENT, to: PTA, subject: `From ${PARENT}` });

  it("is hidden from an officer from whom the sender is hidden, and from no other", async () => {
    await world.deliver(PARENT, PTA, quoting);
    const copies = world.takeSent();
    const copyFor = (mailbox: string) => copies.find(({ envelopeRecipient }) => envelopeRecipient === mailbox)?.raw;
    expect(copyFor(HANAKO)).not.toContain(PARENT);
    expect(copyFor(JIRO)).toContain(`Subject: From ${PARENT}`);
  });
});
