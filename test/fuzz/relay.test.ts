import { reset } from "cloudflare:test";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { fromBinaryString } from "../../src/mail/octets.ts";
import { mail } from "../support/mails.ts";
import { takenBy } from "../support/pick.ts";
import { runs } from "../support/runs.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";
import { HANAKO, JIRO, PARENT, PTA } from "./in-memory/memory-office.ts";
import { inboundMessage, replyMessage, whole } from "./in-memory/message.ts";

const RUNS = runs(100);
const LIMIT = { timeout: 60_000 + RUNS * 200 };
const UNLIMITED = { correspondent: 1e9, domain: 1e9, automatic: 1e9, replies: 1e9, total: 1e9 };

/** The same messages as test/fuzz/in-memory sends through the relay in Node by the thousand, here on the real runtime and D1. */
describe("a message that nobody thought of, in the real runtime and on the real D1", LIMIT, () => {
  let world: World;
  let alias: string;

  beforeAll(async () => {
    await reset();
    world = await World.open({ limits: UNLIMITED });
    const pta = await addAddress(PTA, { name: "PTA窓口" });
    await addForwarding(world, pta, HANAKO);
    await addForwarding(world, pta, JIRO);
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    alias = takenBy(world, HANAKO).envelopeSender;
  });

  async function isAnswered(sender: string, recipient: string, message: string): Promise<void> {
    const batches = world.db.batches;
    world.logs.length = 0;
    const { outcome } = await world.deliver(sender, recipient, fromBinaryString(message));
    expect(["accepted", "rejected"]).toContain(outcome);
    expect(world.logs.filter(({ event }) => event === "fault" || event === "not-recorded")).toEqual([]);
    expect(world.db.batches - batches).toBeLessThanOrEqual(4);
    expect(world.takeSent().length).toBeLessThanOrEqual(2);
  }

  it("to a desk is accepted or refused at the first attempt, by four batches at most", async () => {
    const property = fc.asyncProperty(inboundMessage, (fuzzed) => isAnswered(PARENT, PTA, whole(fuzzed)));
    await fc.assert(property, { numRuns: RUNS });
  });

  it("to an alias is accepted or refused at the first attempt, by four batches at most", async () => {
    const property = fc.asyncProperty(replyMessage(alias, [HANAKO, JIRO]), (fuzzed) =>
      isAnswered(HANAKO, alias, whole(fuzzed)),
    );
    await fc.assert(property, { numRuns: RUNS });
  });
});
