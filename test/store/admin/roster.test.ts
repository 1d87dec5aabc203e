import { beforeEach, describe, expect, it } from "vitest";
import { openAdminDb } from "../../../src/store/admin/db.ts";
import { applyRoster } from "../../../src/store/admin/roster.ts";
import { db } from "../../admin/support/database.ts";
import { openSchool, type School } from "../../admin/support/school.ts";

let school: School;
let pta: string;
beforeEach(async () => {
  school = await openSchool();
  pta = await school.publish();
});

const row = (id: string, addressId = pta, more: object = {}) => ({
  ...({ id, addressId, scope: id, destinationSealed: "sealed", destinationIndex: `index ${id}` } as const),
  ...({ state: "pending", createdAt: school.now } as const),
  ...more,
});
const apply = (...rows: ReturnType<typeof row>[]) =>
  applyRoster(openAdminDb(db), { published: [], rows, actor: "admin", now: school.now });
const count = async (table: string) =>
  (await db.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>())?.n;

describe("a roster that the desk has changed under", () => {
  it.each([
    ["an address that is gone", () => row("b", "gone")],
    ["a predecessor who is gone", () => row("b", pta, { replacesId: "gone" })],
    ["a mailbox that stands there already", () => row("b", pta, { destinationIndex: "index a" })],
  ])("changes nothing at all for one row of %s", async (_, stale) => {
    const before = await count("audit");
    expect(await apply(row("a"), stale())).toBe(false);
    expect([await count("forwarding"), await count("audit")]).toEqual([0, before]);
    expect(await apply(row("a"))).toBe(true);
    expect(await count("forwarding")).toBe(1);
  });

  it("puts no more than twenty at one address, those of the roster counted one by one", async () => {
    await school.crowd(pta, 19);
    expect(await apply(row("a"), row("b"))).toBe(false);
    expect(await count("forwarding")).toBe(19);
    expect(await apply(row("a"))).toBe(true);
    expect(await apply(row("b"))).toBe(false);
    expect(await count("forwarding")).toBe(20);
  });
});
