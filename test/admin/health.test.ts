import { beforeEach, describe, expect, it } from "vitest";
import packageFile from "../../package.json";
import { settingProblem } from "../../src/admin/http/problem.ts";
import { FIRST_KEY, readSettings, SettingError } from "../../src/env.ts";
import { MIGRATION } from "../../src/store/health.ts";
import { Vault } from "../../src/store/vault.ts";
import { db, migrations } from "./support/database.ts";
import { openSchool, type School } from "./support/school.ts";

let school: School;
beforeEach(async () => {
  school = await openSchool();
  school.deps = { ...school.deps, vault: await Vault.open(new Uint8Array(32).fill(7)) }; // Nothing is remembered of it.
});

const health = () => school.ask("GET", "/api/health", undefined, { token: null });
const key = (octet: number) => Vault.open(new Uint8Array(32).fill(octet));

describe("health", () => {
  it("tells anybody the status and the version of the package", async () => {
    const { status, body } = await health();
    expect({ status, body }).toEqual({ status: 200, body: { status: "ok", version: packageFile.version } });
  });

  it("while a setting is wrong names the setting, as every route does", async () => {
    const response = settingProblem(new SettingError("ADDRESS_KEY", "is missing"));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ field: "ADDRESS_KEY", status: 503 });
  });

  it("asks for the last migration that there is", () => {
    expect(MIGRATION).toBe(
      migrations
        .map(({ name }) => name)
        .sort()
        .at(-1),
    );
  });

  it.each([
    [
      "no migration was ever applied",
      "ALTER TABLE d1_migrations RENAME TO put_aside",
      "ALTER TABLE put_aside RENAME TO d1_migrations",
    ],
    [
      "the last migration was not applied",
      `UPDATE d1_migrations SET name = 'other' WHERE name = '${MIGRATION}'`,
      `UPDATE d1_migrations SET name = '${MIGRATION}' WHERE name = 'other'`,
    ],
  ])("is bad when %s, and says what to do", async (_, spoil, mend) => {
    await db.prepare(spoil).run();
    try {
      const { status, body } = await health();
      expect({ status, field: body.field }).toEqual({ status: 503, field: "DB" });
      expect(body.detail).toContain("npx wrangler d1 migrations apply DB --remote");
    } finally {
      await db.prepare(mend).run();
    }
    expect((await health()).status).toBe(200);
  });

  it("is bad with another key than the database's, and good again with the right one", async () => {
    await school.lead(await school.publish(), "taro@company.example");
    const right = school.deps.vault;
    school.deps = { ...school.deps, vault: await key(8) };
    const { status, body } = await health();
    expect({ status, field: body.field }).toEqual({ status: 503, field: "ADDRESS_KEY" });
    expect(body.detail).toContain("set the one that this database was written with");
    expect(body.detail).not.toContain("openssl");
    school.deps = { ...school.deps, vault: right };
    expect((await health()).status).toBe(200);
  });

  it("is bad when the former key was taken away before all was moved: the oldest row is another's", async () => {
    const pta = await school.publish();
    await school.lead(pta, "taro@company.example");
    school.deps = { ...school.deps, vault: await Vault.open(new Uint8Array(32).fill(8), new Uint8Array(32).fill(7)) };
    await school.lead(pta, "hanako@company.example");
    expect((await health()).status).toBe(200);
    school.deps = { ...school.deps, vault: await key(8) };
    expect((await health()).status).toBe(503);
  });

  it("is good with one damaged row: that is no matter of the key", async () => {
    const pta = await school.publish();
    const { id } = await school.lead(pta, "taro@company.example");
    await school.lead(pta, "hanako@company.example");
    await db
      .prepare("UPDATE forwarding SET destination_sealed = destination_sealed || 'AAAA' WHERE id = ?")
      .bind(id)
      .run();
    expect((await health()).status).toBe(200);
  });

  it("is bad when the database does not answer", async () => {
    const silent = new Proxy(db, {
      get: () => () => {
        throw new Error("D1_ERROR: internal error");
      },
    });
    school.deps = { ...school.deps, d1: silent };
    expect(await health()).toMatchObject({ status: 503, body: { field: "DB" } });
  });

  it("reads a bounded number of rows, and the database once a minute while all is well", async () => {
    let statements = 0;
    const counting = new Proxy(db, {
      get(target, name) {
        if (name === "prepare") statements++;
        const member: unknown = Reflect.get(target, name);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
    school.deps = { ...school.deps, d1: counting };
    for (let at = 0; at < 5; at++) await health();
    expect(statements).toBe(3);
    school.now += 60_001;
    await health();
    expect(statements).toBe(6);
  });
});

describe("advice about a key", () => {
  it.each([
    ["missing", undefined],
    ["malformed", "not-a-key"],
  ])("that is %s never says to make one: there may be one already", (_, ADDRESS_KEY) => {
    let told = "";
    try {
      readSettings({ ADDRESS_KEY } as never);
    } catch (error) {
      told = String(error);
    }
    expect(told).toContain("Set the very key that this database was written with");
    expect(told).not.toContain("openssl");
    expect(FIRST_KEY).toContain("openssl rand -base64 32");
  });
});
