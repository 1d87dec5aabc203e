import { expect, it } from "vitest";
import { lazily } from "../../../src/relay/ports/lazily.ts";

it("loads what answers once, at the first question, and anew after a load that failed", async () => {
  let loads = 0;
  const port = lazily<{ double(number: number): Promise<number> }>(async () => {
    loads++;
    if (loads === 1) throw new Error("not loaded");
    return { double: async (number) => 2 * number };
  });
  expect(loads).toBe(0);
  await expect(port.double(1)).rejects.toThrow("not loaded");
  expect(await port.double(2)).toBe(4);
  expect(await Promise.all([port.double(3), port.double(4)])).toEqual([6, 8]);
  expect(loads).toBe(2);
});
