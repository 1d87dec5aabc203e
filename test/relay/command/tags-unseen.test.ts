import { reset } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { mail } from "../../support/mails.ts";
import { emptyMail, JOIN_CODE, openNetwork, tagged } from "../../support/network.ts";
import { taken, takenBy } from "../../support/pick.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { type Sent, World } from "../../support/world.ts";

const PTA = "pta@school.example";
const TARO = "taro@company.example";
const GORO = "goro@freemail.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@home.example";

const toWrite = (correspondent: string) => tagged(PTA, correspondent.replace("@", "="));
/** As mail programs quote the To field of a mail that the officer has written first. */
const QUOTING = [
  "-----Original Message-----",
  `To: G <${toWrite(GORO)}>; ${toWrite(GORO).toUpperCase()}`,
  `mailto:${encodeURIComponent(toWrite(GORO))}`,
  tagged(PTA, "stop.7k3m9q2x4wtz"),
  `Ask ${tagged(PTA, "help")}`,
].join("\r\n");
const UNSEEN = /freemail|goro|stop\.7k3/i;

let world: World;
let pta: string;
beforeEach(async () => {
  await reset();
  world = await World.open();
  pta = await addAddress(PTA, { shareAnswers: true });
  await addForwarding(world, pta, HANAKO);
  await addForwarding(world, pta, JIRO);
});

const subject = `Fw: ${toWrite(GORO)}`;
const shows = (copies: readonly Sent[]) =>
  copies.filter(({ raw }) => UNSEEN.test(raw)).map((one) => one.envelopeRecipient);

describe("the address that an officer wrote first to, and a paper card's code", () => {
  it("are hidden in an answer to somebody else, and in a colleague's copy of it", async () => {
    await world.deliver(TARO, PTA, mail({ from: TARO }));
    const alias = takenBy(world, HANAKO).envelopeSender;
    await world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias, subject, body: `${QUOTING}\r\n` }));
    const copies = taken(world);
    expect(copies.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([JIRO, TARO]);
    expect(shows(copies)).toEqual([]);
    for (const { raw } of copies) expect(raw).toContain("Ask pta+help@school.example");
  });

  it("are hidden from each other when a mail writes first to two", async () => {
    const to = `${toWrite(TARO)}, ${toWrite(GORO)}`;
    await world.deliver(HANAKO, toWrite(TARO), mail({ from: HANAKO, to, subject, body: `${QUOTING}\r\n` }));
    expect(shows(taken(world))).toEqual([]);
  });

  it("are hidden in the copy of a reply-all where answers are not shared", async () => {
    await reset();
    world = await World.open();
    pta = await addAddress(PTA);
    await addForwarding(world, pta, HANAKO);
    await addForwarding(world, pta, JIRO, { hideSender: false });
    await world.deliver(TARO, PTA, mail({ from: TARO }));
    const alias = takenBy(world, HANAKO).envelopeSender;
    const to = `${alias}, ${PTA}`;
    await world.deliver(HANAKO, PTA, mail({ from: HANAKO, to, subject, body: `${QUOTING}\r\n` }));
    const copies = taken(world);
    expect(copies.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([JIRO]);
    expect(shows(copies)).toEqual([]);
  });

  it("are hidden in an announcement, in which the way to join and to leave stays", async () => {
    await openNetwork(world, pta);
    await emptyMail(world, TARO, tagged(PTA, `join.${JOIN_CODE}`));
    taken(world);
    const [all, ways] = [tagged(PTA, "all"), `${tagged(PTA, `join.${JOIN_CODE}`)} ${tagged(PTA, "leave")}`];
    await world.deliver(HANAKO, all, mail({ from: HANAKO, to: all, subject, body: `${QUOTING}\r\n${ways}\r\n` }));
    const copy = takenBy(world, TARO);
    expect(shows([copy])).toEqual([]);
    expect(copy.raw).toContain(ways);
  });
});
