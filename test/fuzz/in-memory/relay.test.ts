import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Address, readFrom } from "../../../src/mail/header/address.ts";
import { fieldsNamed, readHeaderSection } from "../../../src/mail/header/section.ts";
import { fromBinaryString } from "../../../src/mail/octets.ts";
import { relay } from "../../../src/relay/relay.ts";
import { Deferred } from "../../../src/relay/transit.ts";
import type { Vault } from "../../../src/store/vault.ts";
import { addressPattern, sightings } from "../../reader/seen.ts";
import { ALIAS, address, EXTRA, HANAKO, JIRO, MemoryOffice, PARENT, PTA } from "./memory-office.ts";
import { type Fuzzed, inboundMessage, replyMessage, whole } from "./message.ts";

/** Always the same thousands in CI, so that a red build is the change's own doing; others at each long run. */
const LONG = Number(process.env.FC_RUNS ?? 0);
const RUNS = LONG > 0 ? { numRuns: LONG } : { numRuns: 1500, seed: 1 };
const LIMIT = { timeout: 60_000 + RUNS.numRuns * 100 };

/** What stands for a short address can be longer than it; a copy is longer by no more than this. */
const GROWTH = 12;
const GROUND = 20_000;

let vault: Vault;

beforeAll(async () => {
  vault = await MemoryOffice.openVault();
});

/** Runs a message through the whole relay. @throws whatever is neither an answer nor a wait for a good reason */
async function through(fuzzed: Fuzzed, sender: string, recipient: Address): Promise<MemoryOffice> {
  const office = new MemoryOffice(vault);
  const octets = fromBinaryString(whole(fuzzed));
  try {
    await relay({ sender, recipient }, octets, office.ports);
  } catch (error) {
    if (!(error instanceof Deferred)) throw error;
    office.faults.push(`waits: ${error.reason}`);
  }
  expect(office.faults).toEqual([]);
  expect(office.calls).toBeLessThanOrEqual(4);
  expect(office.copies.length).toBeLessThanOrEqual(2);
  expect(office.slices).toBeLessThanOrEqual(2 * octets.length + 20);
  for (const { raw } of office.copies) expect(raw.length).toBeLessThanOrEqual(GROWTH * octets.length + GROUND);
  return office;
}

/** The address that the From field names, if it names one. */
function authorOf(fuzzed: Fuzzed): string | undefined {
  const reading = readHeaderSection(fromBinaryString(whole(fuzzed)));
  if (reading.kind !== "read") return undefined;
  const from = readFrom(fieldsNamed(reading.section, "from").map(({ value }) => value));
  return from.kind === "one" ? from.mailbox.address.key : undefined;
}

describe("a message that nobody thought of", LIMIT, () => {
  /** Copies that were searched for their author: many mutants are refused, or have lost their structure. */
  let searched = 0;

  beforeEach(() => {
    searched = 0;
  });

  it("to a desk is answered, costs bounded work, and shows its author to nobody", async () => {
    const property = fc.asyncProperty(inboundMessage, async (fuzzed) => {
      const { copies } = await through(fuzzed, PARENT, address(PTA));
      if (!fuzzed.orderly || authorOf(fuzzed) !== PARENT) return;
      searched += copies.length;
      for (const { raw } of copies) expect(sightings(raw, addressPattern(PARENT))).toEqual([]);
    });
    await fc.assert(property, RUNS);
    expect(searched).toBeGreaterThan(RUNS.numRuns / 8);
  });

  it("to an alias is answered, costs bounded work, and shows no officer and no alias to the correspondent", async () => {
    const property = fc.asyncProperty(replyMessage(ALIAS, [HANAKO, JIRO, EXTRA]), async (fuzzed) => {
      const { copies } = await through(fuzzed, HANAKO, address(ALIAS));
      for (const { envelopeRecipient, raw } of copies) {
        if (!fuzzed.orderly || envelopeRecipient !== PARENT) continue; // A notice is the officer's own.
        searched++;
        for (const hidden of [HANAKO, JIRO, EXTRA, ALIAS]) expect(sightings(raw, addressPattern(hidden))).toEqual([]);
      }
    });
    await fc.assert(property, RUNS);
    expect(searched).toBeGreaterThan(RUNS.numRuns / 8);
  });
});
