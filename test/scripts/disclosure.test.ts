import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Database } from "../../scripts/support/database.ts";
import { type LocalWorker, startWorker } from "../../scripts/support/local-worker.ts";
import { startDev } from "./support/dev.ts";
import { copyDatabase, databaseFiles, everyColumn, stateOf, wrangler, wranglerFolder } from "./support/disk.ts";
import { found } from "./support/needles.ts";
import { run } from "./support/run.ts";
import { foundSchool, OFFICER, PARENT, PRIVATE, PTA, received, type School } from "./support/school.ts";

const WRONG_KEY = Buffer.alloc(32, 1).toString("base64");

describe("the search", () => {
  it.each([
    ["as it is", (text: string) => text],
    ["in capitals", (text: string) => text.toUpperCase()],
    ["reversed", (text: string) => [...text].reverse().join("")],
    ["in hex", (text: string) => Buffer.from(text).toString("hex").toUpperCase()],
    ["in base64", (text: string) => Buffer.from(`to ${text}, and so on`).toString("base64")],
    ["percent-encoded", (text: string) => encodeURIComponent(text)],
  ])("finds a text that stands somewhere %s", (_, hidden) => {
    expect(found(Buffer.from(`x${hidden(PARENT.address)}y`), [PARENT.address])).not.toEqual([]);
    expect(found(Buffer.from(`x${hidden(PARENT.kanji)}y`), [PARENT.kanji])).not.toEqual([]);
  });
});

describe("the database of a school in use", () => {
  let worker: LocalWorker;
  let school: School;
  let folder: string;
  let key: string;

  beforeAll(async () => {
    worker = await startWorker({ language: "en", adminMailbox: "admin@board.example" });
    school = await foundSchool(worker);
    key = String((await worker.handle.getEnv()).ADDRESS_KEY);
    folder = await wranglerFolder();
    await copyDatabase(worker, folder);
    await worker.stop();
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("shows nobody to whoever reads its files whole", async () => {
    const files = await databaseFiles(folder);
    expect(files.length).toBeGreaterThan(0);
    const octets = Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
    expect(found(octets, [PTA])).not.toEqual([]); // What is public is there, so the search works.
    expect(found(octets, PRIVATE)).toEqual([]);
  });

  it("shows nobody in any column of any table", async () => {
    const columns = await everyColumn(folder);
    expect(columns.get("alias.correspondent_sealed")?.length).toBeGreaterThan(3);
    expect(columns.get("delivery.outcome")?.length).toBeGreaterThan(2);
    expect(columns.get("audit.action")?.length).toBeGreaterThan(4);
    for (const [column, values] of columns)
      expect([column, ...found(Buffer.from(values.join("\n")), PRIVATE)]).toEqual([column]);
  });

  it("shows nobody through the desk", () => {
    expect(school.answers.join("")).toContain(PTA);
    const shownByDesign = [PARENT.name, PARENT.kanji, ...PARENT.name.split(" ")];
    const names = PRIVATE.filter((text) => !shownByDesign.includes(text) && text.includes("@"));
    expect(found(Buffer.from(school.answers.join("\n")), names)).toEqual([]);
  });

  /** In two files: one would not go in again, since tables are filled there before those that they refer to are made. */
  const EXPORT = [
    ["schema.sql", "--no-data"],
    ["data.sql", "--no-schema"],
  ] as const;

  it("exports as ciphertext", async () => {
    for (const [name, flag] of EXPORT) {
      const args = ["d1", "export", "DB", "--local", flag, "--output", join(folder, name)];
      expect(await wrangler(folder, args)).toMatchObject({ code: 0 });
    }
    const dump = Buffer.concat(await Promise.all(EXPORT.map(([name]) => readFile(join(folder, name)))));
    expect(found(dump, [PTA])).not.toEqual([]);
    expect(found(dump, PRIVATE)).toEqual([]);
  });

  it("goes on from its export in a fresh database, with the same key", async () => {
    const fresh = await wranglerFolder();
    for (const [name] of EXPORT) {
      const args = ["d1", "execute", "DB", "--local", "--yes", "--file", join(folder, name)];
      expect(await wrangler(fresh, args)).toMatchObject({ code: 0 });
    }
    expect(await wrangler(fresh, ["d1", "migrations", "apply", "DB", "--local"])).toMatchObject({ code: 0 });
    const mailbox = "admin@board.example";
    const dev = await startDev(fresh, { ADDRESS_KEY: key, ADMIN_TOKEN: worker.adminToken, ADMIN_MAILBOX: mailbox });
    try {
      const question = received({ author: PARENT, to: PTA, messageId: "second@host.example" });
      await dev.deliver(PARENT.address, PTA, question);
      await dev.deliver(
        OFFICER.address,
        school.alias,
        received({ author: OFFICER, to: school.alias, messageId: "x@y.example" }),
      );
      const sent = (await dev.sent()).map(({ from, to }) => `${from} → ${to.join()}`);
      expect(sent.sort()).toEqual([`${school.alias} → ${OFFICER.address}`, `${PTA} → ${PARENT.address}`].sort());
    } finally {
      await dev.stop();
      await rm(fresh, { recursive: true, force: true });
    }
  });

  describe("and `npm run reveal`", () => {
    const reveal = (alias: string, typed: readonly string[], secret = key) =>
      run("scripts/reveal.ts", [alias, "--lang", "en", "--persist-to", stateOf(folder)], typed, {
        ADDRESS_KEY: secret,
      });
    const audited = async () => {
      const columns = await everyColumn(folder);
      const details = columns.get("audit.detail") ?? [];
      return (columns.get("audit.action") ?? []).flatMap((action, at) =>
        action === "alias.reveal" ? [details[at]] : [],
      );
    };

    it("shows one correspondent, also of a void alias, and notes the reason", async () => {
      const { code, output } = await reveal(school.voidAlias.toUpperCase(), ["It's an emergency: case 12"]);
      expect(code).toBe(0);
      expect(output).toContain(`Alias: ${school.voidAlias} (the alias is void)\nPublic address: ${PTA}\n`);
      expect(output).toContain(`Name: ${PARENT.name} ${PARENT.kanji}\nAddress: ${PARENT.address}\n`);
      expect(await audited()).toEqual(["It's an emergency: case 12"]);
    });

    it("shows nothing without a reason, with another key, without a key, or for no alias", async () => {
      const before = await audited();
      const refused = [
        await reveal(school.alias, [""]),
        await reveal(school.alias, [`because ${PARENT.address} asked`]),
        await reveal(school.alias, ["case 13, urgent"], WRONG_KEY),
        await reveal(school.alias, [], "short"),
        await reveal("anon-000000000000@school.example", ["case 13, urgent"]),
        await reveal("' OR 1=1 --", ["case 13, urgent"]),
      ];
      expect(refused.map(({ code, output }) => ({ code, output }))).toEqual(
        refused.map(() => ({ code: 1, output: "" })),
      );
      expect(refused[2]?.errors).toContain("ADDRESS_KEY");
      expect(found(Buffer.from(refused.map(({ errors }) => errors).join("\n")), PRIVATE)).toEqual([]);
      expect(await audited()).toEqual(before);
    });

    it("asks the live database by the same command but for one flag", () => {
      const command = (place: ConstructorParameters<typeof Database>[0]) => new Database(place).command("SELECT 1");
      const local = command({ kind: "local" });
      expect(local).toContain("--local");
      expect(command({ kind: "remote" })).toEqual(local.map((word) => (word === "--local" ? "--remote" : word)));
    });
  });
});
