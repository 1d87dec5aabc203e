import { describe, expect, it } from "vitest";
import { type Edit, edited, editedWhole, inOrder } from "../../src/mail/edit.ts";
import { fromBinaryString, toBinaryString } from "../../src/mail/octets.ts";

const NOTHING = { addresses: [], aliasForm: "", name: "" };
const octets = fromBinaryString("0123456789");
const edit = (start: number, end: number, text: string): Edit => ({ start, end, write: () => fromBinaryString(text) });

describe("edits", () => {
  it("of two that overlap, the one that starts first stays, or the longer one", () => {
    const edits = [
      edit(4, 6, "late"),
      edit(2, 5, "first"),
      edit(7, 8, "short"),
      edit(7, 9, "long"),
      edit(9, 10, "next"),
    ];
    expect(toBinaryString(editedWhole(octets, inOrder(edits), NOTHING))).toBe("01first56longnext");
  });

  it("leave the original's own octets between them, and no empty slices", () => {
    const slices = edited(octets, 1, inOrder([edit(1, 3, "x"), edit(5, 6, "")]), NOTHING);
    expect(slices.map(toBinaryString)).toEqual(["x", "34", "6789"]);
    expect(slices[1]?.buffer).toBe(octets.buffer);
  });

  it("may be none, and then there is one slice", () => {
    expect(edited(octets, 10, [], NOTHING).map(toBinaryString)).toEqual([""]);
    expect(edited(octets, 4, [], NOTHING).map(toBinaryString)).toEqual(["456789"]);
  });
});
