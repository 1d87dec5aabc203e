import { beforeEach, describe, expect, it } from "vitest";
import { db } from "../support/database.ts";
import { type Answer, openSchool, type School } from "../support/school.ts";

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
    expect(late.body.change).toEqual({
      action: "address.change",
      actor: "token",
      name: "",
      time: "2026-04-01T00:00:00.000Z",
    });
    expect((await school.ask("GET", path)).body.name).toBe("One");
  });

  it("lets who has changed something go on from the answer's tag", async () => {
    const { id } = await school.lead(pta, "taro@private.example");
    for (const [path, change] of [
      [`/api/addresses/${pta}`, { name: "One" }],
      [`/api/forwardings/${id}`, { hideName: true }],
    ] as const) {
      const tag = (await school.ask("PATCH", path, change)).headers.get("ETag");
      expect(tag).toBe((await school.ask("GET", path)).headers.get("ETag"));
    }
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
    const ofList = (await school.ask("GET", "/api/addresses")).headers.get("ETag") ?? "";
    const added = await school.ask(
      "POST",
      "/api/addresses",
      { address: "a@school.example" },
      asking("If-Match", ofList),
    );
    expect(added).toMatchObject({ status: 400, body: { field: "If-Match" } });
    expect((await school.ask("GET", `/api/forwardings/${id}`)).body).toMatchObject({ deliver: true });
    expect((await school.ask("POST", "/api/stop", stop)).status).toBeLessThan(300);
  });
});

describe("two who have read the same state and write in the same instant", () => {
  /** The first write waits until the other's whole request is done: all that it has compared is then of before. */
  function letInBeforeTheWrite(other: () => Promise<unknown>): void {
    const quick = school.deps;
    const batch = async (statements: D1PreparedStatement[]) => {
      const isFirst = school.deps !== quick;
      school.deps = quick;
      if (isFirst) await other();
      return quick.d1.batch(statements);
    };
    const d1 = { batch, prepare: (text: string) => quick.d1.prepare(text) } as unknown as D1Database;
    school.deps = { ...quick, d1 };
  }

  const changes: readonly (readonly [string, string, object | undefined])[] = [
    ["PATCH", "", { name: "Mine" }],
    ["DELETE", "", undefined],
  ];
  const toForwardings: typeof changes = [
    ["PATCH", "", { label: "Mine" }],
    ["DELETE", "", undefined],
    ["POST", "/handover", { destination: "mai@next.example", keepAliases: true }],
  ];

  async function race(path: string, mine: (typeof changes)[number], theirs: (typeof changes)[number]) {
    const tag = (await school.ask("GET", path)).headers.get("ETag") ?? "";
    const send = ([method, below, body]: typeof mine) =>
      school.ask(method, `${path}${below}`, body, asking("If-Match", tag));
    let other: Answer | undefined;
    letInBeforeTheWrite(async () => {
      other = await send(theirs);
    });
    return { mine: await send(mine), theirs: other };
  }

  for (const mine of changes) {
    for (const theirs of changes) {
      it(`${theirs[0]} of a public address wins over ${mine[0]}, which is told who was quicker`, async () => {
        const ended = await race(`/api/addresses/${pta}`, mine, theirs);
        expect(ended.theirs?.status).toBeLessThan(300);
        expect(ended.mine).toMatchObject({ status: 412 });
        expect(ended.mine.body.detail).toMatch(/\(address\.(?:change|delete), by token, 2026-04-01/);
      });
    }
  }

  for (const mine of toForwardings) {
    for (const theirs of toForwardings.slice(0, 2)) {
      it(`${theirs[0]} of a forwarding wins over ${mine[0]} ${mine[1]}, which leaves nothing behind`, async () => {
        const { id } = await school.lead(pta, "taro@private.example");
        const ended = await race(`/api/forwardings/${id}`, mine, theirs);
        expect(ended.theirs?.status).toBeLessThan(300);
        expect(ended.mine).toMatchObject({ status: 412 });
        expect(ended.mine.body.detail).toMatch(/\(forwarding\.(?:change|delete), by token, 2026-04-01/);
        const { results } = await db.prepare("SELECT action FROM audit WHERE action NOT IN ('address.add')").all();
        expect(results).toHaveLength(3); // forwarding.add, forwarding.activate, and what the quicker one did.
        const rows = await db.prepare("SELECT label FROM forwarding").all();
        expect(rows.results).toEqual([{ label: theirs[0] === "PATCH" ? "Mine" : "" }]);
      });
    }
  }

  it("lets exactly one through, however many they are", async () => {
    const path = `/api/addresses/${pta}`;
    const tag = (await school.ask("GET", path)).headers.get("ETag") ?? "";
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, n) => school.ask("PATCH", path, { name: `${n}` }, asking("If-Match", tag))),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
    const winner = all.findIndex(({ status }) => status === 200);
    expect((await school.ask("GET", path)).body.name).toBe(`${winner}`);
  });

  it("is no matter for whoever takes any state, or says nothing", async () => {
    const path = `/api/addresses/${pta}`;
    letInBeforeTheWrite(() => school.ask("PATCH", path, { name: "Theirs" }));
    expect((await school.ask("PATCH", path, { name: "Mine" }, asking("If-Match", "*"))).status).toBe(200);
    expect((await school.ask("GET", path)).body.name).toBe("Mine");
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
