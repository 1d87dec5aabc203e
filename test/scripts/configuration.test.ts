/** wrangler.toml as it is tracked: nobody edits it, and what was edited is found before it costs mail. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mergedConfiguration, trackedConfiguration } from "../../scripts/deploy/configuration.ts";
import { checkSettings, readSettings } from "../../scripts/deploy/settings.ts";

const TOML = readFileSync("wrangler.toml", "utf8");
const settings = checkSettings({
  domain: "pta.example",
  adminMailbox: "a@b.example",
  language: "ja",
  vars: { LIMIT_REPLIES: "7" },
});

function edited(text: string): Promise<unknown> {
  const file = join(mkdtempSync(join(tmpdir(), "toml-")), "wrangler.toml");
  writeFileSync(file, text);
  return trackedConfiguration(file);
}

describe("the tracked configuration", () => {
  it("names no database, no domain and no mailbox of anybody", async () => {
    const tracked = await trackedConfiguration();
    expect(tracked).not.toHaveProperty("addresses");
    expect(tracked.d1_databases[0]).not.toHaveProperty("database_id");
    expect(tracked.vars.ADMIN_MAILBOX).toBe("");
  });

  it.each([
    [
      "addresses below [vars]",
      TOML.replace("[vars]\n", '[vars]\naddresses = ["*@pta.example"]\n'),
      /stands in \[vars\], where it does nothing/,
    ],
    [
      "addresses below [assets]",
      TOML.replace("[assets]\n", '[assets]\naddresses = ["*@pta.example"]\n'),
      /stands in \[assets\]/,
    ],
    [
      "addresses below [observability]",
      TOML.replace("[observability]\n", '[observability]\naddresses = ["*@pta.example"]\n'),
      /stands in \[observability\]/,
    ],
    [
      "a catch-all of a subdomain",
      `addresses = ["*@pta.school.example"]\n${TOML}`,
      /names \*@pta\.school\.example: a catch-all rule is its whole domain's/,
    ],
    ["a catch-all", `addresses = ["*@pta.example"]\n${TOML}`, /`addresses` is set there/],
    [
      "a zero id",
      TOML.replace("database_name =", 'database_id = "00000000-0000-0000-0000-000000000000"\ndatabase_name ='),
      /has a `database_id`/,
    ],
    ["a mailbox", TOML.replace('ADMIN_MAILBOX = ""', 'ADMIN_MAILBOX = "a@b.example"'), /ADMIN_MAILBOX` is set there/],
  ])("is refused with %s", async (_, text, why) => {
    expect(text).not.toBe(TOML);
    await expect(edited(text)).rejects.toThrow(why);
    await expect(edited(text)).rejects.toThrow(/git checkout wrangler\.toml/);
  });

  it("gets the school's settings, wherever the merged file lies", async () => {
    const merged = mergedConfiguration(await trackedConfiguration(), settings, {
      databaseId: "id-of-the-database",
      page: "https://relay.example",
    });
    expect(merged).toMatchObject({
      main: join(process.cwd(), "src/index.ts"),
      build: { cwd: process.cwd() },
      assets: { directory: join(process.cwd(), "dist/public") },
      d1_databases: [{ database_id: "id-of-the-database", migrations_dir: join(process.cwd(), "migrations") }],
      vars: {
        ADMIN_MAILBOX: "a@b.example",
        LANGUAGE: "ja",
        REPLIES: "off",
        PAGE: "https://relay.example",
        LIMIT_REPLIES: "7",
        AUTHSERV_ID: "mx.cloudflare.net",
      },
    });
    expect(merged).not.toHaveProperty("addresses");
  });
});

describe("the settings file", () => {
  const read = async (text: string) => {
    const file = join(mkdtempSync(join(tmpdir(), "settings-")), "settings.local.json");
    writeFileSync(file, text);
    const answers = { domain: "pta.example", adminMailbox: "a@b.example", language: "ja" } as const;
    return checkSettings({ ...answers, ...(await readSettings(file)) });
  };

  it.each([
    ["a list", "[]", /is no JSON object/],
    ["an unknown member", '{"adress":"x"}', /"adress" is not known here/],
    ["a number", '{"domain":1}', /"domain" must be text/],
    ["a secret", '{"vars":{"ADDRESS_KEY":"x"}}', /ADDRESS_KEY does not belong into "vars"/],
    ["the language among vars", '{"vars":{"LANGUAGE":"ja"}}', /LANGUAGE does not belong into "vars": use "language"/],
    ["a page in the clear", '{"page":"http://relay.school.example"}', /"page" must be an origin/],
    ["a page with a path", '{"page":"https://relay.school.example/x"}', /"page" must be an origin/],
    ["replies neither on nor off", '{"replies":"maybe"}', /must be on or off/],
    ["no domain", '{"domain":""}', /domain is missing/],
    ["a word for a domain", '{"domain":"school"}', /is no domain/],
    ["a catch-all for a domain", '{"domain":"*@pta.example"}', /leave \*@ and @ out/],
    ["a Japanese domain as it shows", '{"domain":"ひまわり.example"}', /in its xn-- form/],
    ["no mailbox", '{"adminMailbox":" "}', /mailbox is missing/],
    ["a name for a mailbox", '{"adminMailbox":"admin"}', /is no mail address/],
    ["a mailbox at the domain itself", '{"adminMailbox":"admin@PTA.example"}', /must be a private one/],
    ["another language", '{"language":"fr"}', /must be ja or en/],
    ["a zero account", `{"accountId":"${"0".repeat(32)}"}`, /is no account id/],
  ])("is refused with %s", async (_, text, why) => {
    await expect(read(text)).rejects.toThrow(why);
  });

  it("may be absent, but is no folder", async () => {
    const folder = mkdtempSync(join(tmpdir(), "settings-"));
    expect(await readSettings(join(folder, "none.json"))).toBeUndefined();
    await expect(readSettings(folder)).rejects.toThrow(/cannot be read \(EISDIR\)/);
  });

  it("has no setting that the worker does not know", async () => {
    const strange = { ...settings, vars: { LIMIT_ALL: "1" } };
    const tracked = await trackedConfiguration();
    expect(() => mergedConfiguration(tracked, strange)).toThrow(/there is no setting LIMIT_ALL/);
  });
});
