import { reset } from "cloudflare:test";
import { expect, it } from "vitest";
import { addressPattern, sightings } from "../../reader/seen.ts";
import { mail } from "../../support/mails.ts";
import { takenBy } from "../../support/pick.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PTA = "pta@school.example";
const PARENT = "taro@company.example";
const HANAKO = "hanako@school.example";
const AT_RECEPTION = "reception.h@school.example";
const JIRO = "jiro@home.example";

it("hides what else the officer's mail names at the organisation's own domain, where that has mailboxes of people", async () => {
  await reset();
  const world = await World.open();
  const received = { receivedAs: "pta@desk.school.example", receivedDomain: "desk.school.example" };
  const pta = await addAddress(PTA, { shareAnswers: true, ...received });
  await addForwarding(world, pta, HANAKO);
  await addForwarding(world, pta, JIRO);
  await world.deliver(PARENT, "pta@desk.school.example", mail({ from: PARENT }));
  const alias = takenBy(world, HANAKO).envelopeSender;
  const more = `Sender: ${AT_RECEPTION}\r\nReply-To: ${AT_RECEPTION}\r\n`;
  await world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias, body: `Or write to ${AT_RECEPTION}\r\n`, more }));
  const copies = world.takeSent();
  expect(copies.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([PARENT, JIRO]);
  for (const { raw } of copies) expect(sightings(raw, addressPattern(AT_RECEPTION))).toEqual([]);
});
