import { beforeEach, describe, expect, it } from "vitest";
import { databaseText } from "./support/database.ts";
import { openSchool, type School } from "./support/school.ts";

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

describe("publishing an address", () => {
  it("answers it in lower case, open, with an id and the time", async () => {
    const { status, body } = await school.ask("POST", "/api/addresses", {
      address: " PTA@School.Example ",
      name: "〇〇小学校PTA",
      nameSuffix: "（PTA窓口）",
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-z]{16}$/),
      address: "pta@school.example",
      name: "〇〇小学校PTA",
      nameSuffix: "（PTA窓口）",
      open: true,
      refuseFiles: true,
      shareAnswers: false,
      receivedAs: null,
      createdAt: "2026-04-01T00:00:00.000Z",
    });
  });

  it("twice is a conflict, also in other letters, and changes nothing", async () => {
    await school.publish("pta@school.example");
    const again = await school.ask("POST", "/api/addresses", { address: "PTA@SCHOOL.EXAMPLE" });
    expect(again).toMatchObject({ status: 409, body: { field: "address" } });
    expect((await school.ask("GET", "/api/audit")).body.items).toHaveLength(1);
  });

  it.each([
    ["no address", { address: "pta" }, "address"],
    ["an address with a name", { address: "PTA <pta@school.example>" }, "address"],
    ["a number", { address: 1 }, "address"],
    ["nothing", {}, "address"],
    ["a +tag, which mail could never reach", { address: "pta+x@school.example" }, "address"],
    ["the form of an alias", { address: "anon-7k3m9q2x4wtz@school.example" }, "address"],
    ["postmaster, which is the admin's", { address: "Postmaster@school.example" }, "address"],
    ["abuse, which is the admin's", { address: "abuse@school.example" }, "address"],
    [
      "a name with a line break, which would begin a header field",
      { address: "a@s.example", name: "x\r\nBcc: y" },
      "name",
    ],
    ["a name that turns the reading direction", { address: "a@s.example", name: "x\u202ey" }, "name"],
    ["a name without end", { address: "a@s.example", name: "x".repeat(81) }, "name"],
    ["a member that nobody knows", { address: "a@s.example", opne: true }, "opne"],
  ])("refuses %s and names the field", async (_, body, field) => {
    const answer = await school.ask("POST", "/api/addresses", body);
    expect(answer).toMatchObject({ status: 400, body: { field } });
    expect(answer.body.detail).toContain(field);
  });

  it.each([
    ["a list", []],
    ["a word", "pta@school.example"],
    ["null", null],
  ])("refuses %s where an object belongs", async (_, body) => {
    expect((await school.ask("POST", "/api/addresses", body)).status).toBe(400);
  });

  it("never repeats a member's name that could be an address", async () => {
    const answer = await school.ask("POST", "/api/addresses", { address: "a@s.example", "taro@company.example": 1 });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toContain("taro");
  });

  it("takes back an address that was given up", async () => {
    const id = await school.publish();
    await school.ask("DELETE", `/api/addresses/${id}`);
    expect(await school.publish()).not.toBe(id);
  });
});

describe("the list of public addresses", () => {
  it("goes on where the page before ended, in alphabetical order, until next is null", async () => {
    for (const name of ["d", "a", "c", "e", "b"]) await school.publish(`${name}@school.example`);
    const seen: string[] = [];
    let next: string | null = "";
    for (let pages = 0; next !== null && pages < 9; pages++) {
      const { body } = await school.ask("GET", `/api/addresses?limit=2${next ? `&cursor=${next}` : ""}`);
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...body.items.map((item: { address: string }) => item.address.slice(0, 1)));
      next = body.next;
    }
    expect(seen).toEqual(["a", "b", "c", "d", "e"]);
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=201", "limit"],
    ["limit=many", "limit"],
    ["cursor=made-up", "cursor"],
    ["cursor=%00", "cursor"],
    ["cursor=eyJ4IjoxfQ", "cursor"],
    ["limt=5", "limt"],
  ])("refuses %s", async (query, field) => {
    expect(await school.ask("GET", `/api/addresses?${query}`)).toMatchObject({ status: 400, body: { field } });
  });
});

describe("one public address", () => {
  it("can be renamed, closed and opened, each by itself", async () => {
    const id = await school.publish("pta@school.example", "PTA");
    const closed = await school.ask("PATCH", `/api/addresses/${id}`, { open: false });
    expect(closed.body).toMatchObject({ name: "PTA", open: false });
    const renamed = await school.ask("PATCH", `/api/addresses/${id}`, { name: "新PTA", nameSuffix: "（窓口）" });
    expect(renamed.body).toMatchObject({ name: "新PTA", nameSuffix: "（窓口）", open: false });
    expect((await school.ask("GET", `/api/addresses/${id}`)).body).toEqual(renamed.body);
  });

  it("wants a change that changes something", async () => {
    const id = await school.publish();
    expect((await school.ask("PATCH", `/api/addresses/${id}`, {})).status).toBe(400);
    expect((await school.ask("PATCH", `/api/addresses/${id}`, { address: "x@school.example" })).status).toBe(400);
    expect((await school.ask("PATCH", `/api/addresses/${id}`, { open: "yes" })).body.field).toBe("open");
  });

  it("takes its forwardings with it when it is given up", async () => {
    const id = await school.publish();
    const forwarding = await school.lead(id, "taro@company.example");
    const alias = await school.aliasFor(forwarding.id, "parent@home.example");
    expect((await school.ask("DELETE", `/api/addresses/${id}`)).status).toBe(204);
    expect((await school.ask("GET", `/api/addresses/${id}`)).status).toBe(404);
    expect((await school.ask("GET", `/api/forwardings/${forwarding.id}`)).status).toBe(404);
    expect((await school.ask("PATCH", `/api/aliases/${alias.id}`, { blocked: true })).status).toBe(404);
    expect((await school.ask("DELETE", `/api/addresses/${id}`)).status).toBe(404);
  });

  it.each(["GET", "PATCH", "DELETE"])("that does not exist answers %s with 404", async (method) => {
    const body = method === "PATCH" ? { open: true } : undefined;
    expect((await school.ask(method, "/api/addresses/0000000000000000", body)).status).toBe(404);
  });
});

describe("the audit list", () => {
  it("has a row for each change, newest first, and none for what did not happen", async () => {
    const id = await school.publish();
    school.now += 1000;
    await school.ask("PATCH", `/api/addresses/${id}`, { open: false });
    school.now += 1000;
    await school.ask("DELETE", `/api/addresses/${id}`);
    await school.ask("DELETE", `/api/addresses/${id}`);
    const { body } = await school.ask("GET", "/api/audit");
    const always = { actor: "token", name: "", subject: id, object: "pta@school.example", livesAt: null };
    expect(body.items).toEqual([
      { ...always, time: "2026-04-01T00:00:02.000Z", action: "address.delete", detail: "" },
      { ...always, time: "2026-04-01T00:00:01.000Z", action: "address.change", detail: "open: false" },
      { ...always, time: "2026-04-01T00:00:00.000Z", action: "address.add", detail: "" },
    ]);
    expect(await databaseText()).toContain("address.delete");
  });
});

describe("the domain of public addresses", () => {
  const add = (body: object) => school.ask("POST", "/api/addresses", body);

  it("is settled by the first address; another one needs a second word", async () => {
    expect((await add({ address: "pta@school.example" })).status).toBe(201);
    expect((await add({ address: "jimu@SCHOOL.example" })).status).toBe(201);
    const refusal = await add({ address: "pta@scholl.example" });
    expect(refusal).toMatchObject({ status: 409, body: { field: "address", code: "other-domain" } });
    expect(refusal.body.detail).toContain("send confirmDomain: true");
    expect((await add({ address: "pta@sub.school.example" })).status).toBe(409);
    expect((await add({ address: "pta@other.example", confirmDomain: true })).status).toBe(201);
    expect((await add({ address: "jimu@other.example" })).status).toBe(201);
  });

  it("is settled anew when every address is given up", async () => {
    const { body } = await add({ address: "pta@school.example" });
    await school.ask("DELETE", `/api/addresses/${body.id}`);
    expect((await add({ address: "pta@elsewhere.example" })).status).toBe(201);
  });

  it("cannot be published as a whole", async () => {
    expect(await add({ address: "*@school.example" })).toMatchObject({
      status: 400,
      body: { field: "address", code: "wildcard" },
    });
  });
});
