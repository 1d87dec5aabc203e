import { reset } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { addressPattern, sightings } from "../../reader/seen.ts";
import { mail } from "../../support/mails.ts";
import { taken, takenBy } from "../../support/pick.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PTA = "pta@school.example";
const PARENT = "taro@company.example";
const HANAKO = "hanako@private.example";
const AT_WORK = "suzuki.h@work.example";
const RELAY_BOX = "h.suzuki@sender.example";
const JIRO = "jiro@home.example";
const SABURO = "saburo@mail.example";
const HANAKOS = [HANAKO, AT_WORK, RELAY_BOX];

let world: World;

async function desk(hideSender: boolean): Promise<void> {
  await reset();
  world = await World.open();
  const pta = await addAddress(PTA, { name: "PTA" });
  await addForwarding(world, pta, HANAKO, { label: "会計", replyFrom: [AT_WORK] });
  await addForwarding(world, pta, JIRO, { label: "会長", hideSender });
  await addForwarding(world, pta, SABURO, { label: "書記", hideSender });
}

const seen = (raw: string, addresses: readonly string[]) =>
  addresses.filter((address) => sightings(raw, addressPattern(address)).length > 0);

const SIGNATURE = `鈴木花子 ${HANAKOS.join(", ")} ${SABURO}\r\n`;
const MORE = `Sender: ${RELAY_BOX}\r\nReply-To: ${AT_WORK}\r\nContent-Type: text/plain; charset=UTF-8\r\n`;

describe.each([true, false])("of an officer another reads no mailbox, with hideSender %s,", (hideSender) => {
  beforeEach(() => desk(hideSender));

  it.each([HANAKO, AT_WORK])("in the copy of a reply-all from %s", async (from) => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    const alias = takenBy(world, HANAKO).envelopeSender;
    const to = `${alias}, ${PTA}, ${SABURO}`;
    const raw = mail({ from: `鈴木 ${HANAKO} <${from}>`, to, subject: `Re: ${HANAKO}`, body: SIGNATURE, more: MORE });
    await world.deliver(from, PTA, raw);
    expect(seen(takenBy(world, JIRO).raw, [...HANAKOS, SABURO])).toEqual([]);
  });

  it.each([HANAKO, AT_WORK])("in a mail of %s to the desk itself", async (from) => {
    const raw = mail({ from: `鈴木 <${from}>`, subject: `Re: ${HANAKO}`, body: SIGNATURE, more: MORE });
    await world.deliver(from, PTA, raw);
    expect(seen(takenBy(world, JIRO).raw, [...HANAKOS, SABURO])).toEqual([]);
  });

  it("in a parent's mail that goes to the officer, too", async () => {
    const raw = mail({
      from: PARENT,
      to: `${PTA}, ${HANAKO}`,
      more: `Cc: 鈴木 <${AT_WORK}>\r\n`,
      body: `To ${HANAKO}\r\n`,
    });
    await world.deliver(PARENT, PTA, raw);
    expect(seen(takenBy(world, JIRO).raw, [HANAKO, AT_WORK])).toEqual([]);
  });

  it.each([HANAKO, SABURO])(
    "in the Subject of a parent's mail, which the copy of %s alone shows as it came",
    async (named) => {
      const raw = mail({ from: PARENT, to: `${PTA}, ${HANAKO}, ${SABURO}`, subject: `For ${named}` });
      await world.deliver(PARENT, PTA, raw);
      const copies = taken(world);
      expect(copies.length).toBe(3);
      const readers = copies.filter((copy) => seen(copy.raw, [named]).length > 0);
      expect(readers.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([named]);
    },
  );
});

const SIGNED = "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n";

it("refuses a stranger's signed mail no more when it names an officer than when it names anybody", async () => {
  await desk(false);
  for (const guess of [HANAKO, "nobody@private.example"]) {
    const raw = mail({ from: PARENT, to: `${PTA}, ${guess}`, more: SIGNED, body: "MIAGCSqGSIb3DQEHAqCA\r\n" });
    expect([guess, (await world.deliver(PARENT, PTA, raw)).outcome]).toEqual([guess, "accepted"]);
  }
});
