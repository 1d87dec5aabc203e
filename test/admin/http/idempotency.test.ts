/** Asked again with the same Idempotency-Key, a thing is done once. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { once } from "../../../src/admin/http/idempotency.ts";
import { openAdminDb } from "../../../src/store/admin/db.ts";
import { databaseText } from "../support/database.ts";
import { openSchool, type School } from "../support/school.ts";
import { upkeep } from "../support/upkeep.ts";

const DAY = 86_400_000;

let school: School;
let forwarding: string;
beforeEach(async () => {
  school = await openSchool();
  const { id } = await school.lead(await school.publish(), "taro@company.example");
  forwarding = id;
});

const BODY = { address: "kiyomori@family.example", name: "平清盛" };

const post = (key: string, body: object = BODY, path = `/api/forwardings/${forwarding}/aliases`) =>
  school.ask("POST", path, body, { headers: { "Idempotency-Key": key } });

const aliases = async () => (await school.ask("GET", `/api/forwardings/${forwarding}/aliases`)).body.items.length;

describe("the same key", () => {
  it("with the same body is answered the same, and done once", async () => {
    const first = await post("one");
    const again = await post("one");
    expect(first.status).toBe(201);
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    for (const name of ["Location", "Content-Type", "Cache-Control"]) {
      expect(again.headers.get(name)).toBe(first.headers.get(name));
    }
    expect(await aliases()).toBe(1);
  });

  it("in quotation marks, as the draft has it, is the same key", async () => {
    const first = await post('"one"');
    expect((await post("one")).body).toEqual(first.body);
  });

  it("with another body, or another query, is refused with 422, and nothing is done", async () => {
    await post("one");
    const other = await post("one", { ...BODY, address: "other@family.example" });
    expect([other.status, other.body.type]).toEqual([422, "/api/docs#key-reused"]);
    expect(await aliases()).toBe(1);
  });

  it("at another path, or another key, is another request", async () => {
    const first = await post("one");
    expect((await post("two")).body.id).not.toBe(first.body.id);
    expect((await post("one", {}, `/api/forwardings/${forwarding}/card`)).status).toBe(201);
    expect(await aliases()).toBe(2);
  });

  it("of eight at the same time makes one alias; the others hear of it, or that it is under way", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => post("one")));
    const made = answers.filter(({ status }) => status === 201).map(({ body }) => body.id);
    expect(new Set(made).size).toBe(1);
    expect(answers.filter(({ status }) => status !== 201).every(({ status }) => status === 409)).toBe(true);
    expect(await aliases()).toBe(1);
  });

  it("is free again where nothing was done, for its slip to be put right", async () => {
    expect((await post("one", { address: "no address" })).status).toBe(400);
    expect((await post("one")).status).toBe(201);
  });

  it("stays taken where it is not known how far the first one came", async () => {
    await post("one");
    await env.DB.prepare("UPDATE idempotency SET answer_sealed = NULL").run();
    expect((await post("one")).body).toMatchObject({ status: 409, code: "under-way" });
    expect(await aliases()).toBe(1);
  });

  it("stays taken where the answer is longer than a row of the database: it is done once, and not said again", async () => {
    const context = { ...school.deps, db: openAdminDb(school.deps.d1), actor: "token" };
    let done = 0;
    const act = async () => {
      done += 1;
      return new Response("あ".repeat(400_001));
    };
    const ask = () =>
      once(new Request("https://x.example/", { method: "POST", headers: { "Idempotency-Key": "k" } }), context, act);
    expect((await (await ask()).text()).length).toBe(400_001);
    await expect(ask()).rejects.toMatchObject({ status: 409, code: "under-way" });
    expect(done).toBe(1);
  });

  it("holds an answer of the greatest length in one row", async () => {
    const context = { ...school.deps, db: openAdminDb(school.deps.d1), actor: "token" };
    const ask = () =>
      once(
        new Request("https://x.example/", { method: "POST", headers: { "Idempotency-Key": "k" } }),
        context,
        async () => new Response("あ".repeat(400_000)),
      );
    await ask();
    expect((await (await ask()).text()).length).toBe(400_000);
  });

  it("is answered the same where If-Match no longer holds, since the first request has changed it", async () => {
    const path = `/api/forwardings/${forwarding}`;
    const read = await school.ask("GET", path);
    const headers = { "Idempotency-Key": "one", "If-Match": read.headers.get("ETag") ?? "" };
    const body = { destination: "hanako@company.example", keepAliases: true };
    const first = await school.ask("POST", `${path}/handover`, body, { headers });
    expect(first.status).toBe(201);
    await school.ask("PATCH", path, { label: "changed" });
    expect((await school.ask("POST", `${path}/handover`, body, { headers })).body).toEqual(first.body);
  });

  it("means something new after a day, and its row is gone", async () => {
    const first = await post("one");
    school.now += DAY + 1;
    await upkeep(school.deps);
    expect(await env.DB.prepare("SELECT count(*) AS n FROM idempotency").first("n")).toBe(0);
    expect((await post("one")).body.id).not.toBe(first.body.id);
  });
});

it("what is kept of an answer shows nothing: no code of a card, no key, no address", async () => {
  const { body } = await post("my-own-key", {}, `/api/forwardings/${forwarding}/card`);
  await post("my-own-key");
  const kept = await databaseText();
  for (const secret of [body.stop.address, body.stop.address.split(".")[1].split("@")[0], "my-own-key", "kiyomori"]) {
    expect(kept).not.toContain(secret);
  }
});

it.each(["", " ", "x".repeat(256), "é", '"a"b"'])(
  "a key that is none (%j) is refused before anything is done",
  async (key) => {
    const answer = await school.fetch("POST", "/api/nothing", {});
    expect(answer.status).toBe(404);
    expect((await post(key)).status).toBe(400);
    expect(await aliases()).toBe(0);
  },
);
