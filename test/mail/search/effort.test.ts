import { describe, expect, it } from "vitest";
import { countHit, isSpent, newEffort, sparing, spendOn } from "../../../src/mail/search/effort.ts";

describe("the effort that one message may cause", () => {
  it("is not had back by a hit once it is spent, for something has not been looked at since", () => {
    const effort = newEffort();
    spendOn(effort, 4 * effort.steps + 4);
    expect(isSpent(effort)).toBe(true);
    for (let hit = 0; hit < 100; hit++) countHit(effort);
    expect(isSpent(effort)).toBe(true);
  });

  it("ends after ten thousand hits, which do not take from what looking in vain may take", () => {
    const effort = newEffort();
    for (let hit = 0; hit < 10_000; hit++) {
      spendOn(effort, 24);
      countHit(effort);
    }
    expect(isSpent(effort)).toBe(false);
    countHit(effort);
    expect(isSpent(effort)).toBe(true);
  });

  it("stops a list of small things when it is spent", () => {
    const effort = newEffort();
    const counted = [...sparing(Array.from({ length: 1_000_000 }), effort)].length;
    expect(counted).toBeLessThan(400_000);
    expect(isSpent(effort)).toBe(true);
  });
});
