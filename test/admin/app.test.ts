import { beforeEach, describe, expect, it } from "vitest";
import { openSchool, type School } from "./support/school.ts";

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

describe("a request", () => {
  it("to a path that is none answers 404, with a method that is none here 405 and what there is", async () => {
    expect((await school.ask("GET", "/api/nothing")).status).toBe(404);
    const answer = await school.ask("DELETE", "/api/addresses");
    expect(answer.status).toBe(405);
    expect(answer.headers.get("Allow")).toBe("GET, POST");
    expect((await school.ask("PUT", "/api/addresses/0000000000000000", {})).status).toBe(405);
  });

  it("with a body over 64 KB answers 413, whether or not it says so before", async () => {
    const name = "x".repeat(70_000);
    expect((await school.ask("POST", "/api/addresses", { address: "a@s.example", name })).status).toBe(413);
    const raw = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let n = 0; n < 70; n++) controller.enqueue(new Uint8Array(1024).fill(32));
        controller.close();
      },
    });
    const headers = { "Content-Type": "application/json" };
    expect((await school.ask("POST", "/api/addresses", undefined, { raw, headers })).status).toBe(413);
  });

  it.each([
    ["a form's type", "application/x-www-form-urlencoded"],
    ["plain text", "text/plain"],
    ["something like JSON", "application/jsonp"],
  ])("with %s answers 415", async (_, type) => {
    const headers = { "Content-Type": type };
    const answer = await school.ask("POST", "/api/addresses", { address: "a@s.example" }, { headers });
    expect(answer.status).toBe(415);
  });

  it("with broken JSON answers 400 and repeats nothing of it", async () => {
    const headers = { "Content-Type": "application/json; charset=utf-8" };
    const raw = '{"address": "taro@company.example"';
    const answer = await school.ask("POST", "/api/addresses", undefined, { raw, headers });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toContain("taro");
  });

  it("that meets a broken database answers 500 and shows and logs nothing of what was sent", async () => {
    const broken = {
      prepare: () => ({ bind: () => ({ all: fail, raw: fail }) }),
      batch: fail,
    } as unknown as D1Database;
    Object.assign(school, { deps: { ...school.deps, d1: broken } });
    const answer = school.ask("POST", "/api/addresses", { address: "geheim@company.example" });
    await expect(answer).rejects.toThrow(/to include 500/); // No route promises it, so the contract's check objects.
    expect(school.logged).toEqual(['{"event":"admin-error","name":"Error","code":"D1_ERROR"}']);
    expect(school.answered.join()).not.toContain("geheim");
  });
});

async function fail(): Promise<never> {
  throw new Error("D1_ERROR: could not bind geheim@company.example");
}

describe("every answer", () => {
  it.each(["/api/health", "/api/addresses", "/api/nothing", "/api/docs", "/api/openapi.json", "/"])(
    "of %s carries the security header fields",
    async (path) => {
      const { headers } = await school.ask("GET", path);
      expect(headers.get("Content-Security-Policy")).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
      expect(headers.get("Content-Security-Policy")).not.toContain("unsafe");
      expect(headers.get("Referrer-Policy")).toBe("no-referrer");
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("X-Frame-Options")).toBe("DENY");
      expect(headers.get("Strict-Transport-Security")).toContain("max-age=");
    },
  );

  it("of the API is not kept in any cache", async () => {
    expect((await school.ask("GET", "/api/addresses")).headers.get("Cache-Control")).toBe("no-store");
    expect((await school.ask("GET", "/api/nothing")).headers.get("Cache-Control")).toBe("no-store");
  });
});

describe("another website", () => {
  const from = (origin: string) => ({ headers: { Origin: origin } });

  it("of ADMIN_ORIGINS may ask, and may read refusals, too", async () => {
    const list = await school.ask("GET", "/api/addresses", undefined, from("https://desk.example"));
    expect(list.headers.get("Access-Control-Allow-Origin")).toBe("https://desk.example");
    const refused = await school.ask("POST", "/api/addresses", {}, from("https://desk.example"));
    expect(refused.status).toBe(400);
    expect(refused.headers.get("Access-Control-Allow-Origin")).toBe("https://desk.example");
    const headers = { Origin: "https://desk.example", "Access-Control-Request-Method": "PATCH" };
    const preflight = await school.ask("OPTIONS", "/api/addresses", undefined, { token: null, headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("Access-Control-Allow-Methods")).toContain("PATCH");
    expect(preflight.headers.get("Access-Control-Allow-Headers")).toContain("Authorization");
  });

  it.each(["https://evil.example", "https://desk.example.evil.example", "http://desk.example", "null"])(
    "as %s may neither read nor change anything",
    async (origin) => {
      const list = await school.ask("GET", "/api/addresses", undefined, from(origin));
      expect(list.headers.get("Access-Control-Allow-Origin")).toBeNull();
      const change = await school.ask("POST", "/api/addresses", { address: "a@s.example" }, from(origin));
      expect(change.status).toBe(403);
      expect((await school.ask("GET", "/api/addresses")).body.items).toEqual([]);
    },
  );

  it("is not what our own page is", async () => {
    const own = from("https://relay.school.example");
    expect((await school.ask("POST", "/api/addresses", { address: "a@s.example" }, own)).status).toBe(201);
  });
});
