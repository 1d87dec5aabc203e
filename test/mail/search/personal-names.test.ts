import { describe, expect, it } from "vitest";
import { bytes, message, scrubbedBody } from "../scrub/scrubbed.ts";

const PTA = { addresses: [], aliasForm: "pta@school.example", name: "PTA窓口" };

function left(text: string, ...names: readonly string[]): string {
  const hidden = { addresses: [], aliasForm: true, names };
  return scrubbedBody(message("Content-Type: text/plain; charset=utf-8", "", bytes(text)), hidden, PTA);
}

describe("an officer's name in a reaction", () => {
  it("is replaced where it is a word of its own", () => {
    expect(left("Aiko reacted to your message", "Aiko")).toBe(bytes("PTA窓口 reacted to your message"));
    expect(left("(Aiko) reacted via Gmail", "Aiko")).toBe(bytes("(PTA窓口) reacted via Gmail"));
    expect(left("山田太郎さんがリアクションしました", "山田太郎")).toBe(bytes("PTA窓口さんがリアクションしました"));
    expect(left("こちらAikoさんがリアクション", "Aiko")).toBe(bytes("こちらPTA窓口さんがリアクション"));
  });

  it("is not replaced inside of a longer word", () => {
    for (const text of [
      "Aikoku reacted to x",
      "Maiko Aikos reacted to x",
      "éAiko reacted to x",
      "Aikoé reacted to x",
      "Aiko2 reacted to x",
    ]) {
      expect(left(text, "Aiko")).toBe(bytes(text));
    }
    expect(left("Юля reacted to Юляна", "Юля")).toBe(bytes("PTA窓口 reacted to Юляна"));
  });

  it("is no finding when it has one letter or two", () => {
    for (const text of ["Ai from Aichi reacted to x", "林さんが林間学校にリアクションしました", "A. I reacted to x"]) {
      expect(left(text, "Ai", "林", "A", "I", "A I")).toBe(bytes(text));
    }
  });
});
