/** What spam filters say of a mail before and after the relay: it gives them nothing new to blame. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { binary } from "../../scripts/support/octets.ts";
import type { Mail } from "./bridge.ts";
import { muttAnswers, muttForwardsAttached } from "./programs/mutt.ts";
import { Rspamd } from "./programs/rspamd.ts";
import { snailAnswers } from "./programs/s-nail.ts";
import { blamedBySpamAssassin } from "./programs/spamassassin.ts";
import { swaksWrites } from "./programs/swaks.ts";
import { PTA, Town } from "./town.ts";

let town: Town;
let rspamd: Rspamd;
/** Every copy, with the mail that it was made of. */
let pairs: readonly { readonly before: Mail; readonly after: Mail }[];

beforeAll(async () => {
  town = await Town.open();
  const starting = Rspamd.start(town.room());
  await swaksWrites(town.parent, PTA, "運動会", "金曜日の試合はありますか。\n山田", [
    "--header",
    "Content-Type: text/plain; charset=utf-8",
  ]);
  await snailAnswers(town.chair, "はい、10時からです。", "Reply");
  await muttAnswers(town.parent, "mutt", "Thank you. With shoes?");
  await muttForwardsAttached(town.treasurer, "neomutt", PTA, "White ones.");
  rspamd = await starting;
  pairs = town.bridge.passages.flatMap(({ before, after }) => after.map((copy) => ({ before, after: copy })));
});
afterAll(async () => {
  await rspamd?.stop();
  await town?.close();
});

describe("a relayed mail", () => {
  it("is there to be judged", () => {
    expect(pairs.length).toBeGreaterThan(5);
  });

  it("is blamed by SpamAssassin for nothing that it was not blamed for before", async () => {
    const texts = [...new Set(pairs.flatMap(({ before, after }) => [binary(before.raw), binary(after.raw)]))];
    const blamed = new Map<string, readonly string[]>();
    for (const text of texts) blamed.set(text, await blamedBySpamAssassin(town.chair, text));
    for (const { before, after } of pairs) {
      const [former, found] = [before, after].map(({ raw }) => blamed.get(binary(raw)));
      expect(found?.filter((rule) => !former?.includes(rule))).toEqual([]);
    }
  });

  /**
   * FORGED_RECIPIENTS: an officer's copy has the public address in To, and the officer in the envelope, as every forwarded mail
   * and every mailing list's. In To the officer's own address would be told to whomever the officer answers or forwards it.
   */
  it("is blamed by rspamd for nothing new but that To is not the envelope's recipient", async () => {
    for (const { before, after } of pairs) {
      const former = await rspamd.blamed(before);
      const found = await rspamd.blamed(after);
      const isOfficers = after.envelopeRecipient !== town.parent.address;
      const expected = isOfficers ? ["FORGED_RECIPIENTS"] : [];
      expect(found.filter((symbol) => !former.includes(symbol))).toEqual(expected);
    }
  });
});
