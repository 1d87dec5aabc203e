import { reset } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { mail } from "../../support/mails.ts";
import { takenBy } from "../../support/pick.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PTA = "pta@school.example";
const PARENT = "taro@company.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@home.example";

let world: World;
beforeEach(async () => {
  await reset();
  world = await World.open();
});

/** @returns the two officers' aliases of the parent, and the copy of Hanako's reply-all that Jiro got */
async function replyAll(hideSender: boolean) {
  const pta = await addAddress(PTA);
  await addForwarding(world, pta, HANAKO);
  await addForwarding(world, pta, JIRO, { hideSender });
  await world.deliver(PARENT, PTA, mail({ from: PARENT }));
  const sent = world.takeSent();
  const aliasFor = (who: string) =>
    sent.find(({ envelopeRecipient }) => envelopeRecipient === who)?.envelopeSender ?? "";
  const [hanakos, jiros] = [aliasFor(HANAKO), aliasFor(JIRO)];
  const subject = `Re: ${hanakos.toUpperCase()}`;
  const body = `I call him.\r\n\r\n> From: <${hanakos}>\r\n> mailto:${hanakos.replace("@", "%40")}\r\n`;
  await world.deliver(HANAKO, PTA, mail({ from: HANAKO, to: `${hanakos}, ${PTA}`, subject, body }));
  return { hanakos, jiros, copy: takenBy(world, JIRO) };
}

describe.each([true, false])("an officer's reply-all, to another officer with hideSender %s", (hideSender) => {
  it("shows that officer's own alias of the correspondent, in the text as in the fields", async () => {
    const { hanakos, jiros, copy } = await replyAll(hideSender);
    expect(jiros).not.toBe(hanakos);
    expect(copy.raw.toLowerCase()).not.toContain(hanakos.split("@")[0]);
    expect(copy.raw).toContain(`> From: <${jiros}>`);
    expect(copy.raw).toContain(`mailto:${jiros.replace("@", "%40")}`);
  });
});
