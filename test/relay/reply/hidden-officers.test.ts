import { reset } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { mail } from "../../support/mails.ts";
import { takenBy } from "../../support/pick.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PTA = "pta@school.example";
const PARENT = "taro@company.example";
const HANAKO = "hanako@private.example";
/** Whom an answer of Hanako's must not name: herself, her other mailboxes, her colleague and that one's. */
const HIDDEN = [HANAKO, "hanako.sato@work.example", "jiro@home.example", "jiro.ito@office.example"];

let world: World;
beforeEach(async () => {
  await reset();
  world = await World.open();
  const pta = await addAddress(PTA);
  await addForwarding(world, pta, HANAKO, { replyFrom: ["hanako.sato@work.example"] });
  await addForwarding(world, pta, "jiro@home.example", { replyFrom: ["jiro.ito@office.example"] });
});

describe("an answer that quotes an officer's mailbox in Subject and text", () => {
  it.each(HIDDEN)("does not name %s to the parent", async (officer) => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    const alias = takenBy(world, HANAKO).envelopeSender;
    world.takeSent();
    const answer = mail({
      from: HANAKO,
      to: alias,
      subject: `Ask ${officer}`,
      body: `Write to ${officer}, please.\r\n`,
    });
    expect((await world.deliver(HANAKO, alias, answer)).outcome).toBe("accepted");
    const { raw } = takenBy(world, PARENT);
    expect(raw).toContain(`Write to ${PTA}, please.`);
    expect(raw).not.toContain(officer.split("@")[0]);
  });
});
