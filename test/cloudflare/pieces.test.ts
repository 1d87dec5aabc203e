import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { piecesOf, TOGETHER } from "../../src/cloudflare/pieces.ts";

const slice = (length: number, fill = 1) => new Uint8Array(length).fill(fill);

describe("a message's slices leave in pieces", () => {
  it("that are the same octets in the same order, however it was sliced", () => {
    const length = fc.oneof(fc.nat(300), fc.constantFrom(0, TOGETHER - 1, TOGETHER, TOGETHER + 1), fc.nat(90_000));
    fc.assert(
      fc.property(fc.array(length, { maxLength: 40 }), (lengths) => {
        const slices = lengths.map((each, at) => slice(each, at));
        expect(Buffer.concat([...piecesOf(slices)]).equals(Buffer.concat(slices))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("of which a megabyte of text with an address on every other line needs no more than its length in pieces", () => {
    const slices = Array.from({ length: 563 }, (_, at) => slice(1_863, at));
    const pieces = [...piecesOf(slices)];
    expect(pieces.length).toBeLessThanOrEqual(Math.ceil((563 * 1_863) / (TOGETHER - 1_863)));
  });

  it("and no two that follow one another would have been one", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 * TOGETHER), { maxLength: 30 }), (lengths) => {
        const pieces = [...piecesOf(lengths.map((each) => slice(each)))];
        for (const [at, piece] of pieces.entries()) {
          const next = pieces[at + 1];
          if (next) expect(piece.length + next.length).toBeGreaterThan(TOGETHER);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("while an attachment is handed on as it lies, and so is a slice that stands alone", () => {
    const attachment = slice(24 * 1024 * 1024);
    const [head, middle, end] = [...piecesOf([slice(10), slice(20), attachment, slice(7)])];
    expect(head?.length).toBe(30);
    expect(middle).toBe(attachment);
    expect(end?.length).toBe(7);
  });

  it("and an empty one is none", () => {
    expect([...piecesOf([slice(0), slice(0)])]).toEqual([]);
    expect([...piecesOf([])]).toEqual([]);
  });
});
