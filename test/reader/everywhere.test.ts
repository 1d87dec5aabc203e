/** Whatever an address is written in, in whatever charset, cut at whichever octet: nobody reads it in what leaves. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Vault } from "../../src/store/vault.ts";
import { ALIAS, EXTRA, HANAKO, JIRO, MemoryOffice, PARENT, PTA } from "../fuzz/in-memory/memory-office.ts";
import { hidingPlace } from "./hiding/hiding-place.ts";
import { leaving } from "./leaving.ts";
import { addressPattern, sightings } from "./seen.ts";

/** The same thousands at each build, others at each long run. */
const LONG = Number(process.env.FC_RUNS ?? 0);
const RUNS = LONG > 0 ? { numRuns: LONG } : { numRuns: 1000, seed: 7 };
const LIMIT = { timeout: 120_000 + RUNS.numRuns * 200 };

let vault: Vault;

beforeAll(async () => {
  vault = await MemoryOffice.openVault();
});

/** Who writes to whom, who gets it, and whose address is written in it. */
interface Passage {
  readonly author: string;
  readonly recipient: string;
  /** Whose copies count; a notice to an officer is the officer's own. */
  readonly readers: readonly string[];
  readonly secret: string;
}

async function expectUnseen({ author, recipient, readers, secret }: Passage): Promise<void> {
  const pattern = addressPattern(secret);
  let [tried, left] = [0, 0];
  const property = fc.asyncProperty(hidingPlace(secret), async ({ name, message, mayBeRefused }) => {
    // What is lost in the charset, or cut so that no reader joins it, is no address.
    if (sightings(message, pattern).length === 0) return;
    tried++;
    const copies = (await leaving(vault, author, recipient, message)).filter((copy) =>
      readers.includes(copy.envelopeRecipient),
    );
    left += copies.length > 0 || mayBeRefused ? 1 : 0;
    for (const { raw } of copies) expect(sightings(raw, pattern), name).toEqual([]);
  });
  await fc.assert(property, RUNS);
  expect(tried).toBeGreaterThan(RUNS.numRuns / 2);
  expect(left).toBeGreaterThan(0.9 * tried);
}

describe("an address that somebody can read in a message is read by nobody in what leaves", LIMIT, () => {
  it("the author's, in a mail to a desk", async () => {
    await expectUnseen({ author: PARENT, recipient: PTA, readers: [HANAKO, JIRO], secret: PARENT });
  });

  it.each([
    ["the officer's", HANAKO],
    ["the officer's other mailbox", EXTRA],
    ["another officer's", JIRO],
    ["the alias", ALIAS],
  ])("in an answer: %s", async (_, secret) => {
    await expectUnseen({ author: HANAKO, recipient: ALIAS, readers: [PARENT], secret });
  });
});
