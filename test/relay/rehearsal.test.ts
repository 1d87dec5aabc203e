import { afterEach, describe, expect, it, vi } from "vitest";
import { rehearse } from "../../src/relay/rehearsal.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the mail that is rehearsed while an isolate starts", () => {
  it("goes through all that is compiled by it", () => {
    expect(rehearse).not.toThrow();
  });

  it("asks for no chance, no key and no database: none may be asked for while the isolate starts", () => {
    const random = vi.spyOn(crypto, "getRandomValues");
    const key = vi.spyOn(crypto.subtle, "importKey");
    rehearse();
    expect(random).not.toHaveBeenCalled();
    expect(key).not.toHaveBeenCalled();
  });
});
