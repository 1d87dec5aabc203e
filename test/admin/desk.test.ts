/** All that the page shows first, in one answer. */
import { beforeEach, describe, expect, it } from "vitest";
import { VERSION } from "../../src/admin/version.ts";
import { db } from "./support/database.ts";
import { deliver } from "./support/deliveries.ts";
import { openSchool, type School } from "./support/school.ts";

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

const desk = async (query = "") => (await school.ask("GET", `/api/desk${query}`)).body;

/** With the tag under which it is read alone. */
async function tagged(path: string, shown: object) {
  return { ...shown, etag: (await school.ask("GET", path)).headers.get("ETag") };
}

describe("the desk", () => {
  it("is what the calls for addresses, forwardings and figures say, in one answer", async () => {
    const pta = await school.publish("pta@school.example", "PTA");
    const jimu = await school.publish("jimu@school.example");
    await school.lead(pta, "taro@company.example", { label: "会長" });
    await school.invite(pta, "hanako@work.example");
    await school.lead(jimu, "taro@company.example");
    await deliver({ time: school.now - 1000, addressId: pta }, { time: school.now, outcome: "failed" });
    const whole = async (path: string) => (await school.ask("GET", path)).body.items;
    const addresses = await whole("/api/addresses");
    const withForwardings = addresses.map(async (address: { id: string }) => {
      const forwardings = await whole(`/api/addresses/${address.id}/forwardings`);
      const withTags = forwardings.map((one: { id: string }) => tagged(`/api/forwardings/${one.id}`, one));
      return { ...(await tagged(`/api/addresses/${address.id}`, address)), forwardings: await Promise.all(withTags) };
    });
    expect(await desk("?days=7&utcOffset=540")).toEqual({
      items: await Promise.all(withForwardings),
      next: null,
      stats: (await school.ask("GET", "/api/stats?days=7&utcOffset=540")).body,
      version: VERSION,
      signedInBy: "token",
      role: "all",
      admin: "",
    });
  });

  it("shows no forwarding that is gone, and no address either", async () => {
    const pta = await school.publish();
    const { id } = await school.lead(pta, "taro@company.example");
    const gone = await school.publish("gone@school.example");
    await school.lead(gone, "taro@company.example");
    await school.ask("DELETE", `/api/forwardings/${id}`);
    await school.ask("DELETE", `/api/addresses/${gone}`);
    expect((await desk()).items).toMatchObject([{ id: pta, forwardings: [] }]);
  });

  it("goes on page by page, each address with its own forwardings", async () => {
    for (const word of ["a", "b", "c"]) {
      const id = await school.publish(`${word}@school.example`);
      await school.lead(id, `${word}@work.example`, { label: word });
    }
    const shown: string[] = [];
    let next: string | null = "";
    while (next !== null) {
      const page: Awaited<ReturnType<typeof desk>> = await desk(`?limit=2${next && `&cursor=${next}`}`);
      for (const { address, forwardings } of page.items) {
        shown.push(address, ...forwardings.map(({ label }: { label: string }) => label));
      }
      next = page.next;
    }
    expect(shown).toEqual(["a@school.example", "a", "b@school.example", "b", "c@school.example", "c"]);
  });

  it("answers 304 while nothing has changed, and anew as soon as one switch has", async () => {
    const { id } = await school.lead(await school.publish(), "taro@company.example");
    const tag = (await school.ask("GET", "/api/desk")).headers.get("ETag") ?? "";
    const again = async () => (await school.fetch("GET", "/api/desk", { "If-None-Match": tag })).status;
    school.now += 60_000;
    expect(await again()).toBe(304);
    await school.ask("PATCH", `/api/forwardings/${id}`, { deliver: false });
    expect(await again()).toBe(200);
  });

  it("names what is wrong in a query, as the lists and the figures do", async () => {
    expect((await school.ask("GET", "/api/desk?days=99&limit=x")).body.errors).toMatchObject([
      { field: "limit" },
      { field: "days" },
    ]);
    expect((await school.ask("GET", `/api/desk?cursor=${btoa("[1]")}`)).body).toMatchObject({ field: "cursor" });
  });

  it("asks the database seven questions in one batch, whether one address stands there or twelve", async () => {
    const asked: number[][] = [];
    for (const count of [1, 12]) {
      for (let n = 0; n < count; n++) {
        await school.crowd(await school.publish(`desk${count}-${n}@school.example`), 2);
      }
      asked.push(await batchesOfDesk());
    }
    expect(asked).toEqual([[7], [7]]);
  });
});

/** How many statements each batch had; one that goes alone fails. */
async function batchesOfDesk(): Promise<number[]> {
  const sizes: number[] = [];
  const batch = (statements: D1PreparedStatement[]) => {
    sizes.push(statements.length);
    return db.batch(statements);
  };
  const alone = () => {
    throw new Error("a question outside the batch");
  };
  const prepare = (text: string) => Object.assign(db.prepare(text), { run: alone, all: alone, raw: alone });
  const { deps } = school;
  Object.assign(school, { deps: { ...deps, d1: { prepare, batch } as unknown as D1Database } });
  await desk();
  Object.assign(school, { deps });
  return sizes;
}
