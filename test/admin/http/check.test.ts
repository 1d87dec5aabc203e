import { beforeEach, describe, expect, it } from "vitest";
import { openSchool, type School } from "../support/school.ts";

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

describe("a body that is wrong in several places", () => {
  it("is refused with every wrong member at once, each with a stable code, and nothing that was sent", async () => {
    const body = {
      address: "hanako geheim",
      name: "x".repeat(100),
      nameSuffix: 7,
      confirmDomain: "yes",
      "geheim@x.example": 1,
    };
    const { status, body: problem } = await school.ask("POST", "/api/addresses", body);
    expect(status).toBe(400);
    const codes = problem.errors.map(({ field, code }: { field?: string; code: string }) => [field, code]);
    expect(codes).toEqual([
      ["address", "format"],
      ["name", "too-long"],
      ["nameSuffix", "type"],
      ["confirmDomain", "type"],
      [undefined, "unknown"],
    ]);
    expect([problem.field, problem.code]).toEqual(["address", "format"]);
    expect(JSON.stringify(problem)).not.toContain("geheim");
  });

  it("names what is missing and what is no object", async () => {
    const missing = await school.ask("POST", "/api/addresses", {});
    expect(missing.body.errors).toEqual([{ field: "address", code: "missing", detail: "address is missing." }]);
    const text = await school.ask("POST", "/api/addresses", "pta@school.example");
    expect(text.body.errors).toEqual([{ code: "type", detail: "The body must be a JSON object." }]);
  });

  it("with thousands of unknown members is answered in a few lines", async () => {
    const body = Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`m${n}`, n]));
    const { body: problem } = await school.ask("POST", "/api/addresses", body);
    expect(problem.errors.length).toBeLessThanOrEqual(50);
  });
});

describe("a query that is wrong", () => {
  it("is refused with its members' codes", async () => {
    const { body } = await school.ask("GET", "/api/journal?limit=0&outcome=lost&direction=up");
    const codes = body.errors.map(({ field, code }: { field: string; code: string }) => `${field} ${code}`);
    expect(codes).toEqual(["limit format", "outcome choice", "direction choice"]);
  });
});
