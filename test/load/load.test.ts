import { reset } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { shown } from "../support/reading.ts";
import type { Sent } from "../support/world.ts";
import { type Known, type Letter, letter, openDesks } from "./crowd.ts";
import { type Desk, openAdminDb } from "./desk.ts";

/** `npm run load` sets it to 10,000. */
const MESSAGES = Number(process.env.VITE_LOAD_MESSAGES ?? 300);
const AT_ONCE = 50;

describe("many messages, 50 at a time", { timeout: 60_000 + MESSAGES * 1000 }, () => {
  let desk: Desk;
  let known: readonly Known[] = [];
  const totals = { messages: 0, copies: 0, refused: 0, octets: 0, rowsWritten: 0 };

  beforeAll(async () => {
    await reset();
    desk = await openAdminDb();
    await openDesks(desk.world);
  });

  it("all reach everybody they are for, once, and those for nobody are refused", async () => {
    for (let from = 0; from < MESSAGES; from += AT_ONCE) await wave(from, Math.min(AT_ONCE, MESSAGES - from));
    console.log(`Load: ${JSON.stringify(totals)}`);
    expect(totals.messages).toBe(MESSAGES);
  });

  /** So many messages at the same moment; nothing of them is kept for the next wave. */
  async function wave(from: number, size: number): Promise<void> {
    const letters = Array.from({ length: size }, (_, at) => letter(from + at, known));
    const endings = await Promise.all(
      letters.map(({ sender, recipient, raw }) => desk.world.deliver(sender, recipient, raw, desk.ports)),
    );
    const sent = Map.groupBy(desk.world.takeSent(), markOf);
    for (const [at, one] of letters.entries()) {
      expect(endings[at]?.outcome).toBe(one.readers.length > 0 ? "accepted" : "rejected");
      expect((sent.get(one.mark) ?? []).map(({ envelopeRecipient }) => envelopeRecipient).sort()).toEqual(
        [...one.readers].sort(),
      );
    }
    known = aliasesIn(letters, sent) ?? known;
    count(letters, [...sent.values()].flat());
    desk.world.clock.time += 1000;
  }

  function count(letters: readonly Letter[], sent: readonly Sent[]): void {
    totals.messages += letters.length;
    totals.copies += sent.length;
    totals.refused += letters.filter(({ readers }) => readers.length === 0).length;
    totals.octets += letters.reduce((sum, { raw }) => sum + raw.length, 0);
    totals.rowsWritten += desk.recorded.take().reduce((sum, { rowsWritten }) => sum + rowsWritten, 0);
    desk.world.logs.length = 0;
  }
});

function markOf(sent: Sent): string {
  return /mark-\d+\./.exec(shown(sent, "subject"))?.[0] ?? "";
}

/** What this wave's questions taught; nothing when it had none. */
function aliasesIn(
  letters: readonly Letter[],
  sent: ReadonlyMap<string, readonly Sent[]>,
): readonly Known[] | undefined {
  const learnt = letters.flatMap(({ sender, mark, readers }) =>
    (sent.get(mark) ?? [])
      .filter(({ envelopeSender }) => readers.length > 1 && envelopeSender.startsWith("anon-"))
      .map(({ envelopeSender, envelopeRecipient }) => ({
        alias: envelopeSender,
        officer: envelopeRecipient,
        parent: sender,
      })),
  );
  return learnt.length > 0 ? learnt : undefined;
}
