import { beforeEach, describe, expect, it } from "vitest";
import { openSchool, type School } from "../support/school.ts";

let school: School;
let pta: string;
beforeEach(async () => {
  school = await openSchool();
  pta = await school.publish();
});

const asking = (name: string, value: string) => ({ headers: { [name]: value } });

describe("If-Match", () => {
  it("lets through who has read the state of now, and stops who has not, saying who changed it", async () => {
    const path = `/api/addresses/${pta}`;
    const tag = (await school.ask("GET", path)).headers.get("ETag") ?? "";
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    expect((await school.ask("PATCH", path, { name: "One" }, asking("If-Match", tag))).status).toBe(200);
    const late = await school.ask("PATCH", path, { name: "Two" }, asking("If-Match", tag));
    expect(late.status).toBe(412);
    expect(late.body.detail).toContain("(address.change, by token, 2026-04-01T00:00:00.000Z)");
    expect((await school.ask("GET", path)).body.name).toBe("One");
  });

  it("stops a deletion, too, and takes a list of tags and an asterisk", async () => {
    const forwarding = await school.lead(pta, "taro@private.example");
    const path = `/api/forwardings/${forwarding.id}`;
    const tag = (await school.ask("GET", path)).headers.get("ETag") ?? "";
    expect((await school.ask("DELETE", path, undefined, asking("If-Match", '"other"'))).status).toBe(412);
    expect((await school.ask("PATCH", path, { label: "Chair" }, asking("If-Match", `"x", ${tag}`))).status).toBe(200);
    expect((await school.ask("DELETE", path, undefined, asking("If-Match", "*"))).status).toBe(204);
    expect((await school.ask("PATCH", path, { label: "x" }, asking("If-Match", "*"))).status).toBe(404);
  });

  it("is refused where nothing could have been read, so that nobody relies on it there", async () => {
    const { id } = await school.lead(pta, "taro@private.example");
    const stop = { destination: "taro@private.example" };
    const refused = await school.ask("POST", "/api/stop", stop, asking("If-Match", "*"));
    expect(refused).toMatchObject({ status: 400, body: { field: "If-Match" } });
    expect((await school.ask("GET", `/api/forwardings/${id}`)).body).toMatchObject({ deliver: true });
    expect((await school.ask("POST", "/api/stop", stop)).status).toBeLessThan(300);
  });
});

describe("If-None-Match", () => {
  it("answers 304 without a body to whoever knows the answer, and 200 to anybody else", async () => {
    const { headers } = await school.ask("GET", "/api/addresses");
    const tag = headers.get("ETag") ?? "";
    const same = await school.fetch("GET", "/api/addresses", asking("If-None-Match", `W/${tag}`).headers);
    expect([same.status, await same.text()]).toEqual([304, ""]);
    await school.ask("PATCH", `/api/addresses/${pta}`, { open: false });
    expect((await school.fetch("GET", "/api/addresses", asking("If-None-Match", tag).headers)).status).toBe(200);
  });
});

describe("Location", () => {
  it("says where that which was made can be read", async () => {
    const added = await school.ask("POST", "/api/addresses", { address: "board@school.example" });
    expect(added.headers.get("Location")).toBe(`/api/addresses/${added.body.id}`);
    expect((await school.ask("GET", added.headers.get("Location") ?? "")).body).toEqual(added.body);
    const officer = await school.ask("POST", `/api/addresses/${pta}/forwardings`, { destination: "taro@x.example" });
    expect((await school.ask("GET", officer.headers.get("Location") ?? "")).body.id).toBe(officer.body.id);
  });
});
