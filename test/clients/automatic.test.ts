/** What servers and programs write by themselves about relayed mail: no robot answers a robot, nobody is exposed, nothing is lost. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { binary } from "../../scripts/support/octets.ts";
import { addressPattern, sightings } from "../reader/seen.ts";
import type { Mail, Passage } from "./bridge.ts";
import { muttAnswers } from "./programs/mutt.ts";
import { Postfix } from "./programs/postfix.ts";
import { vacationNote } from "./programs/sieve.ts";
import { swaksHandsOver, swaksWrites } from "./programs/swaks.ts";
import { type Person, PTA, Town } from "./town.ts";

let town: Town;
let postfix: Postfix;
/** The officer's copy of a parent's mail, and the parent's of the officer's answer. */
let [toChair, toParent]: readonly [Mail, Mail] = [] as never;

beforeAll(async () => {
  town = await Town.open();
  postfix = await Postfix.start(town.room(), ["freemail.example", "company.example"], town.bridge.port);
  const receipt = ["--header", "Disposition-Notification-To: hanako@company.example"];
  await swaksWrites(town.parent, PTA, "Sports day", "Is there a match?", receipt);
  await muttAnswers(town.chair, "mutt", "Yes, at ten.");
  const copies = town.bridge.passages.flatMap(({ after }) => after);
  [toChair, toParent] = [copyFor(copies, town.chair), copyFor(copies, town.parent)];
});
afterAll(async () => {
  await postfix?.stop();
  await town?.close();
});

function copyFor(copies: readonly Mail[], { address }: Person): Mail {
  const copy = copies.find(({ envelopeRecipient }) => envelopeRecipient === address);
  if (!copy) throw new Error(`no copy for ${address}`);
  return copy;
}

/** What has passed since then, once so many have. */
async function passed(since: number, many = 1): Promise<readonly Passage[]> {
  await expect.poll(() => town.bridge.passages.length - since, { timeout: 30_000, interval: 200 }).toBe(many);
  return town.bridge.passages.slice(since);
}

const now = () => town.bridge.passages.length;

describe("a vacation note by Dovecot", () => {
  const WORDS = "I am on holiday until Monday. Taro Sato";

  it("is not even written by an officer's mailbox, since To is the public address", async () => {
    expect(await vacationNote(town.room(), toChair, WORDS, [])).toBeUndefined();
  });

  it("goes nowhere where the officer's server takes the public address for the officer's", async () => {
    const note = await vacationNote(town.room(), toChair, WORDS, [PTA]);
    expect(note).toContain(WORDS);
    const before = now();
    await swaksHandsOver(town.chair, "", toChair.envelopeSender, note ?? "");
    expect(await passed(before)).toMatchObject([{ ending: "accepted", after: [] }]);
  });

  it("of a parent reaches the officers, and none of their notes answers it", async () => {
    const note = await vacationNote(town.room(), toParent, "Away until Monday.", []);
    const before = now();
    await swaksHandsOver(town.parent, "", PTA, note ?? "");
    const [passage] = await passed(before);
    expect(passage?.after.map(({ envelopeRecipient }) => envelopeRecipient).toSorted()).toEqual([
      town.chair.address,
      town.treasurer.address,
    ]);
    for (const copy of passage?.after ?? []) {
      expect(binary(copy.raw)).toContain("Away until Monday.");
      expect(await vacationNote(town.room(), copy, WORDS, [PTA])).toBeUndefined();
    }
  });
});

describe("a bounce by Postfix", () => {
  const throughPostfix = (who: Person, { envelopeSender, envelopeRecipient, raw }: Mail) =>
    swaksHandsOver(who, envelopeSender, envelopeRecipient, binary(raw), postfix.port);

  it("of an officer's full mailbox comes to the alias, and goes nowhere", async () => {
    const before = now();
    await throughPostfix(town.chair, toChair);
    const [passage] = await passed(before);
    expect(passage).toMatchObject({ before: { envelopeSender: "", envelopeRecipient: toChair.envelopeSender } });
    expect(passage).toMatchObject({ ending: "accepted", after: [] });
  });

  it("of a parent's full mailbox reaches the officers, and names the parent to none", async () => {
    const before = now();
    await throughPostfix(town.parent, toParent);
    const [passage] = await passed(before);
    expect(passage?.after).toHaveLength(2);
    for (const { envelopeRecipient, raw } of passage?.after ?? []) {
      expect(binary(raw)).toContain("The mailbox is full");
      for (const { address } of [town.parent, town.chair, town.treasurer]) {
        if (address !== envelopeRecipient) expect(sightings(binary(raw), addressPattern(address))).toEqual([]);
      }
    }
  });

  it("tells an officer who uses a colleague's alias that there is no such address, and the parent nothing", async () => {
    const { length } = await town.mails(town.parent);
    const stolen = { envelopeSender: town.treasurer.address, envelopeRecipient: toChair.envelopeSender };
    const text = `From: ${town.treasurer.address}\nTo: ${stolen.envelopeRecipient}\nSubject: Re\nMessage-ID: <s@home.example>\n\nx\n`;
    await throughPostfix(town.treasurer, { ...stolen, raw: Buffer.from(text) });
    await expect.poll(() => town.last(town.treasurer), { timeout: 30_000 }).toMatch(/said: 550 No such\s+address\./);
    expect(await town.mails(town.parent)).toHaveLength(length);
  });
});

describe("a read receipt", () => {
  it("is not asked for by what an officer gets", () => {
    expect(binary(toChair.raw)).not.toMatch(/disposition-notification/i);
  });

  it("goes nowhere when an officer's program writes one all the same (RFC 8098)", async () => {
    const before = now();
    await swaksHandsOver(town.chair, town.chair.address, toChair.envelopeSender, receipt(town.chair, toChair));
    expect(await passed(before)).toMatchObject([{ ending: "accepted", after: [] }]);
  });
});

function receipt({ name, address, host }: Person, { envelopeSender, raw }: Mail): string {
  const [, id = ""] = /^Message-ID: (.*?)\r?$/im.exec(binary(raw)) ?? [];
  return [
    `From: ${name} <${address}>`,
    `To: ${envelopeSender}`,
    "Subject: Disposition notification - Sports day",
    `Message-ID: <receipt@${host}>`,
    `In-Reply-To: ${id}`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    `Displayed on ${host} by ${address}.`,
    "--b",
    "Content-Type: message/disposition-notification",
    "",
    `Reporting-UA: ${host}; A Mail Program`,
    `Final-Recipient: rfc822;${address}`,
    `Original-Message-ID: ${id}`,
    "Disposition: manual-action/MDN-sent-manually; displayed",
    "",
    "--b--",
    "",
  ].join("\n");
}
