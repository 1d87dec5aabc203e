import { describe, expect, it } from "vitest";
import { readNetworkTag } from "../../../src/relay/network/read.ts";
import { address } from "../../support/world.ts";

const read = (tag: string) => readNetworkTag(address(`class-3a${tag}@school.example`));

describe("a contact network's tag", () => {
  it("is found in whatever letter case a phone writes it", () => {
    expect(read("+leave")).toEqual({ kind: "leave" });
    expect(read("+Leave")).toEqual({ kind: "leave" });
    expect(read("+JOIN.7K3M9Q2X")).toEqual({ kind: "join", code: "7k3m9q2x" });
  });

  it("has a code however it was copied from paper", () => {
    for (const written of ["7k3m-9q2x", "7K3M.9Q2X", "7k3m_9q2x"]) {
      expect(read(`+join.${written}`)).toEqual({ kind: "join", code: "7k3m9q2x" });
    }
    expect(read("+join.o0Oi1Il")).toEqual({ kind: "join", code: "0001111" });
    expect(read("+join-7k3m9q2x")).toEqual({ kind: "join", code: "7k3m9q2x" });
  });

  it("says that somebody wants to join also where the code is missing", () => {
    expect(read("+join")).toEqual({ kind: "join", code: "" });
    expect(read("+join.")).toEqual({ kind: "join", code: "" });
  });

  it("is nothing else's", () => {
    for (const other of [
      "",
      "+",
      "+joint",
      "+leaves",
      "+stop",
      "+join.smith=freemail.example",
      "+join=freemail.example",
    ])
      expect(read(other)).toBeUndefined();
  });
});
