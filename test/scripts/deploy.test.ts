/** `npm run deploy`, with wrangler as it is, against a strict stand-in for Cloudflare. */
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keyLines } from "../../scripts/recovery-sheet/lines.ts";
import { fromBase64 } from "../../src/mail/base-encoding.ts";
import { ACCOUNT, ZONE } from "./support/cloudflare/account.ts";
import { Refusal } from "./support/cloudflare/routes.ts";
import { ADMIN, DOMAIN, Installation } from "./support/installation.ts";
import { PROJECT, run } from "./support/run.ts";

let installation: Installation;
beforeEach(async () => {
  installation = await Installation.open();
});
afterEach(async () => {
  const { strange } = installation.cloudflare;
  await installation.close();
  expect(strange).toEqual([]);
});

/** Without what only queries rows. */
function changes(): readonly string[] {
  const short = (change: string) => change.replace(`/accounts/${ACCOUNT}`, "").replace(`/zones/${ZONE}`, "zone");
  return installation.cloudflare.changes.map(short).filter((change) => !change.endsWith("/query"));
}

const UPLOAD = [
  "POST /workers/scripts/safetyanswer/assets-upload-session",
  expect.stringMatching(/^(?:PUT|POST) \/workers\/scripts\/safetyanswer(?:\/versions)?$/),
];

interface Binding {
  readonly name: string;
  readonly type: string;
  readonly text?: string;
  readonly id?: string;
}

function bindings(): ReadonlyMap<string, Binding> {
  const upload = installation.cloudflare.account.uploads.at(-1);
  return new Map(((upload?.metadata.bindings ?? []) as readonly Binding[]).map((binding) => [binding.name, binding]));
}

describe("a first deployment", () => {
  it("sets up everything, lets mail in last, and ends in what remains", async () => {
    const tracked = await readFile(`${PROJECT}/wrangler.toml`, "utf8");
    const { code, output, errors } = await installation.deploy("--yes", "--destination", "officer@mailbox.example");
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    const { account } = installation.cloudflare;
    expect(changes().slice(0, 7)).toEqual([
      "POST /d1/database",
      "POST /email/routing/addresses",
      "POST /email/routing/addresses",
      "PUT /workers/subdomain",
      "POST /queues",
      ...UPLOAD,
    ]);
    expect(changes().slice(-2)).toEqual(["POST zone/email/routing/enable", "PUT zone/email/routing/rules/catch_all"]);
    expect(account.catchAll).toMatchObject({ enabled: true, actions: [{ type: "worker", value: ["safetyanswer"] }] });
    expect(account.workersDev).toBe("sunflower-pta-example");
    expect(account.schedules).toEqual([{ cron: "* * * * *" }]);
    expect(account.queues[0]).toMatchObject({
      queue_name: "safetyanswer-sending",
      consumers: [{ script: "safetyanswer" }],
    });
    expect(account.query("SELECT name FROM d1_migrations", []).length).toBeGreaterThan(5);
    expect(bindings().get("DB")?.id).toBe(account.databases[0]?.uuid);
    for (const [name, text] of Object.entries({
      REPLIES: "off",
      ADMIN_MAILBOX: ADMIN,
      LANGUAGE: "en",
      PAGE: installation.cloudflare.url,
    })) {
      expect(bindings().get(name)).toMatchObject({ type: "plain_text", text });
    }
    const [, remains] = output.replaceAll(/\s+/g, " ").split("What remains");
    expect(remains).toMatch(
      /have not clicked in Cloudflare's mail yet: admin@mailbox\.example, officer@mailbox\.example/,
    );
    expect(remains).toMatch(/Onboard Domain.*first-check/);
    expect(await readFile(`${PROJECT}/wrangler.toml`, "utf8")).toBe(tracked);
    expect(await installation.settings()).toMatchObject({
      domain: DOMAIN,
      adminMailbox: ADMIN,
      language: "en",
      replies: "off",
    });
    await expectSecrets(output + errors);
  });

  /** On paper and in a file that nobody else reads, never in the log. */
  async function expectSecrets(said: string): Promise<void> {
    const { secrets } = installation.cloudflare.account;
    const key = secrets.get("ADDRESS_KEY") ?? "";
    const sheet = await readFile(installation.file("sheet.html"), "utf8");
    for (const line of keyLines(fromBase64(key))) expect(sheet).toContain(line);
    const tokenFile = installation.file("sheet-admin-token.txt");
    expect((await readFile(tokenFile, "utf8")).trim()).toBe(secrets.get("ADMIN_TOKEN"));
    for (const file of [tokenFile, installation.file("sheet.html"), installation.settingsFile]) {
      expect((await stat(file)).mode & 0o077).toBe(0);
    }
    for (const secret of secrets.values()) {
      expect(said).not.toContain(secret);
      expect(JSON.stringify(await installation.settings())).not.toContain(secret);
    }
    expect([...bindings().values()].filter(({ type }) => type === "secret_text")).toHaveLength(2);
  }

  it("asks whoever sits there, and asks again after a slip", async () => {
    const { account } = installation.cloudflare;
    account.accounts.push({ id: "c".repeat(32), name: "Another", type: "standard" });
    account.catchAll = {
      enabled: true,
      matchers: [{ type: "all" }],
      actions: [{ type: "forward", value: ["x@y.example"] }],
    };
    const typed = ["*@pta", DOMAIN, `pta@${DOMAIN}`, ADMIN, "fr", "en", "1"];
    const { code, output, errors } = await installation.command("deploy", [], typed);
    expect(code).toBe(1);
    expect(errors).toContain("leave *@ and @ out");
    expect(errors).toContain("must be a private one");
    expect(errors).toContain("2  Another");
    expect(output).toMatch(/leads to "forward x@y\.example" now/);
    expect(await installation.settings()).toMatchObject({ domain: DOMAIN, accountId: ACCOUNT });
    expect(changes()).toEqual([]);
  });

  it("can be run again, and then does only what is missing; no secret is made or changed", async () => {
    await installation.deploy("--yes");
    const { account, changes: all } = installation.cloudflare;
    const before = new Map(account.secrets);
    account.destinations = account.destinations.map((one) => ({ ...one, verified: "2026-04-01T00:00:00Z" }));
    account.senders = [{ name: DOMAIN, enabled: true, tag: "d".repeat(32) }];
    account.onSent = () => {
      const seen = "authserv_id = 'mx.cloudflare.net', verdict = 'pass', fields = 'received authentication-results'";
      account.database.exec(
        `UPDATE probe SET received_at = made_at, ${seen} WHERE received_at IS NULL AND purpose = 'asked'`,
      );
    };
    all.length = 0;
    const { code, output } = await installation.command("deploy", ["--yes"]);
    expect(code).toBe(0);
    expect(changes().slice(0, 2)).toEqual(UPLOAD);
    expect(changes().slice(-2)).toEqual(["POST /event_subscriptions/subscriptions", "POST /email/sending/send_raw"]);
    expect(changes().filter((change) => /database$|addresses|subdomain$|queues$|routing/.test(change))).toEqual([
      "POST /workers/scripts/safetyanswer/subdomain",
    ]);
    expect(new Map(account.secrets)).toEqual(before);
    expect(account.subscriptions[0]).toMatchObject({
      source: { type: "email.sending", zone_id: ZONE, domain: DOMAIN },
      destination: { type: "queues.queue", queue_id: account.queues[0]?.queue_id },
    });
    expect(output).toMatch(
      /The test mail came through \(verdict pass, Authentication-Results by\s+mx\.cloudflare\.net/,
    );
    const [mail] = account.sent;
    expect(mail).toMatchObject({
      from: `postmaster@${DOMAIN}`,
      recipients: [expect.stringMatching(/^probe-[0-9a-z]{20}@/)],
    });
    expect(mail?.mime_message).toContain(`From: SafetyAnswer <postmaster@${DOMAIN}>\r\n`);
  });

  it("that breaks off has its key on paper before Cloudflare has it, and makes no second one unasked", async () => {
    const upload = `PUT /accounts/${ACCOUNT}/workers/scripts/safetyanswer`;
    installation.cloudflare.faults.set(upload, new Refusal(500, 10013, "An unknown error has occurred"));
    const first = await installation.deploy("--yes");
    expect(first).toMatchObject({ code: 1, errors: expect.stringContaining("wrangler deploy") });
    const sheet = await readFile(installation.file("sheet.html"), "utf8");
    installation.cloudflare.faults.clear();
    const second = await installation.deploy("--yes");
    expect(second).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/is there already\. .*broke off: delete it/),
    });
    expect(await readFile(installation.file("sheet.html"), "utf8")).toBe(sheet);
    expect(installation.cloudflare.account.catchAll.enabled).toBe(false);
  });

  it("in CI, where everybody reads the log, names no mailbox of an officer or the admin", async () => {
    const { account } = installation.cloudflare;
    account.accounts = [{ id: ACCOUNT, name: "Hanako@gmail.example's Account", type: "standard" }];
    account.destinations.push({ id: "1", email: "teacher@mailbox.example", verified: null });
    const args = ["--domain", DOMAIN, "--admin-mailbox", ADMIN, "--language", "en", "--patience", "2", "--lang", "en"];
    const files = ["--settings", installation.settingsFile, "--sheet", installation.file("sheet.html")];
    const environment = { ...installation.cloudflare.environment(), CI: "true" };
    const { code, output, errors } = await run("scripts/deploy.ts", [...args, ...files], [], environment);
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    const told = output.replaceAll(/\s+/g, " ");
    expect(told).toContain("These have not clicked in Cloudflare's mail yet: …@…, …@….");
    expect(told).toContain(`@${DOMAIN}, then \`npm run doctor\``);
    expect(told).not.toMatch(/hanako|teacher|admin@/i);
  });

  it("takes the secrets of CI from its environment, and writes them nowhere but on the sheet", async () => {
    const secrets = { ADDRESS_KEY: Buffer.alloc(32, 9).toString("base64"), ADMIN_TOKEN: "t".repeat(30) };
    const args = ["--domain", DOMAIN, "--admin-mailbox", ADMIN, "--language", "ja", "--patience", "1", "--yes"];
    const files = ["--settings", installation.settingsFile, "--sheet", installation.file("sheet.html")];
    const environment = { ...installation.cloudflare.environment(), ...secrets };
    installation.cloudflare.health = { status: 503, detail: "DB" };
    const { code, output } = await run("scripts/deploy.ts", [...args, ...files, "--lang", "en"], [], environment);
    expect(code).toBe(0);
    expect(Object.fromEntries(installation.cloudflare.account.secrets)).toEqual(secrets);
    await expect(stat(installation.file("sheet-admin-token.txt"))).rejects.toThrow();
    // And no mail is let in to a worker that is not well.
    expect(output).toMatch(/does not\s+answer well yet\.\s+DB[\s\S]*No mail is let in/);
    expect(installation.cloudflare.account.catchAll.enabled).toBe(false);
  });
});

describe("a deployment changes nothing and says why", () => {
  const refusal = async (...args: readonly string[]) => {
    const { code, output, errors } = await installation.deploy("--yes", ...args);
    expect(code).not.toBe(0);
    expect(changes()).toEqual([]);
    expect(errors).not.toMatch(/^\s+at /m);
    return (output + errors).replaceAll(/\s+/g, " ");
  };

  it("when the MX is another mail server's", async () => {
    installation.cloudflare.account.mx.set(DOMAIN, ["10 route1.mx.cloudflare.net.", "10 mx.google.example."]);
    const why =
      /Mail for sunflower-pta\.example goes to mx\.google\.example now.*domain of its own.*subdomain.*coexistence/;
    expect(await refusal()).toMatch(why);
  });

  it("when DNS does not answer, for that is not the same as no MX", async () => {
    installation.cloudflare.account.mx.set(DOMAIN, "fail");
    expect(await refusal()).toContain("cannot be learnt (DNS answers with error 2)");
  });

  it("when there is no such domain, or not in this account", async () => {
    expect(await refusal("--domain", "sunflower.example")).toMatch(
      /There is no domain sunflower\.example\. A subdomain is added first: .*If it is misspelt, `npm run deploy -- --domain`/,
    );
    installation.cloudflare.account.zone.name = "other.example";
    expect(await refusal("--domain", DOMAIN)).toMatch(/is not in this account\..*--domain.*--account/);
  });

  it("when nobody is signed in, and says how to", async () => {
    const home = installation.file("home"); // Wrangler keeps what it knows of a sign-in there.
    const nobody = { HOME: home, XDG_CONFIG_HOME: home, CLOUDFLARE_API_TOKEN: "" };
    const args = ["--domain", DOMAIN, "--admin-mailbox", ADMIN, "--language", "en", "--lang", "en", "--yes"];
    const environment = { ...installation.cloudflare.environment(), ...nobody };
    const all = [...args, "--settings", installation.settingsFile];
    const { code, errors } = await run("scripts/deploy.ts", all, [], environment);
    expect({ code, errors }).toEqual({
      code: 1,
      errors: "Not signed in to Cloudflare: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.\n",
    });
    expect(changes()).toEqual([]);
  });

  it.each(["/accounts", `/accounts/${ACCOUNT}/d1/database`])(
    "when the token may not look at %s, and says which rights it wants",
    async (path) => {
      installation.cloudflare.faults.set(`GET ${path}`, new Refusal(403, 10000, "Authentication error"));
      expect(await refusal()).toMatch(
        /Authentication error \[10000\]\. You may not do that: .*Workers Scripts, Queues/,
      );
    },
  );

  it("when the token opens no account", async () => {
    installation.cloudflare.account.accounts = [];
    expect(await refusal()).toMatch(/opens no account\. .*CLOUDFLARE_API_TOKEN these rights/);
  });

  it("when the recovery sheet could not be written", async () => {
    const nowhere = installation.file("none/sheet.html");
    expect(await refusal("--sheet", nowhere)).toMatch(/none is no folder: .*--sheet FILE/);
    await writeFile(installation.file("old.html"), "x");
    expect(await refusal("--sheet", installation.file("old.html"))).toMatch(/old\.html is there already/);
    await writeFile(installation.file("other-admin-token.txt"), "x");
    expect(await refusal("--sheet", installation.file("other.html"))).toMatch(
      /other-admin-token\.txt is there already/,
    );
  });

  it("when there are several accounts and nobody can be asked", async () => {
    installation.cloudflare.account.accounts.push({ id: "c".repeat(32), name: "Another", type: "standard" });
    expect(await refusal()).toMatch(/choose with --account: Sunflower PTA .*Another/);
    expect(await refusal("--account", "d".repeat(32))).toContain("is not open to you");
  });

  it("when the catch-all rule leads elsewhere", async () => {
    const actions = [{ type: "worker", value: ["another-worker"] }];
    installation.cloudflare.account.catchAll = { enabled: true, matchers: [{ type: "all" }], actions };
    expect(await refusal()).toContain(
      'leads to "worker another-worker" now. If it may be taken over: `npm run deploy -- --take-catch-all`',
    );
  });

  it("when the recovery sheet would lie in the project's folder, where git finds it", async () => {
    expect(await refusal("--sheet", join(PROJECT, "sheet.html"))).toContain("is in the project's folder");
  });

  it("when the database is in use and its key is gone", async () => {
    const { account } = installation.cloudflare;
    account.databases.push({ uuid: "11111111-2222-4333-8444-555555555555", name: "safetyanswer" });
    account.database.exec("CREATE TABLE forwarding (id TEXT); INSERT INTO forwarding VALUES ('x')");
    expect(await refusal()).toMatch(/ADDRESS_KEY is not set\. A new key would lock every stored address away/);
  });

  it.each([
    [["--domain", "*@pta.school.example"], /leave \*@ and @ out/],
    [["--admin-mailbox", ""], /mailbox is missing/],
    [["--patience", "long"], /wants seconds/],
    [["--domian", "x"], /Unknown option '--domian'\. `npm run deploy -- --help`/],
    [["sunflower"], /^npm run deploy -- \[--domain/],
  ])("when what was typed is %j", async (args, why) => {
    expect(await refusal(...args)).toMatch(why);
  });

  it("when another school's installation is in the account, and would be overwritten", async () => {
    await installation.deploy("--yes");
    const { account } = installation.cloudflare;
    account.database.exec(
      "INSERT INTO address (id, address, domain, name, name_suffix, open, refuse_files, created_at) VALUES ('a', 'pta@tulip.example', 'tulip.example', '', '', 1, 1, 0)",
    );
    installation.cloudflare.changes.length = 0;
    const why = await refusal("--admin-mailbox", "other@mailbox.example");
    expect(why).toMatch(/installation of tulip\.example runs in this account, with another admin/);
    expect(why).not.toContain(ADMIN);
    account.database.exec(`UPDATE address SET domain = '${DOMAIN}'`);
    const { code } = await installation.deploy("--yes", "--admin-mailbox", "other@mailbox.example");
    expect(code).toBe(0); // The same school, whose admin has changed.
  });

  it("when the settings file is none", async () => {
    await writeFile(installation.settingsFile, "{");
    expect(await refusal()).toMatch(/is no JSON object/);
  });
});

describe("a domain that its registrar still leads elsewhere", () => {
  it("is set up, and which name servers to set there is what remains", async () => {
    installation.cloudflare.account.zone.status = "pending";
    const { code, output } = await installation.deploy("--yes");
    expect(code).toBe(0);
    const [, remains = ""] = output.replaceAll(/\s+/g, " ").split("What remains");
    expect(remains).toContain("At its registrar, set a.ns.example, b.ns.example.");
  });
});

describe("a subdomain of a domain with the teachers' mail", () => {
  it("is never switched on by itself, for that would write MX records at the apex", async () => {
    const { account } = installation.cloudflare;
    account.mx.set(DOMAIN, ["10 mail.school.example."]);
    account.mx.set(`pta.${DOMAIN}`, []);
    const { code, output } = await installation.deploy("--yes", "--domain", `pta.${DOMAIN}`);
    expect(code).toBe(0);
    expect(output.replaceAll(/\s+/g, " ")).toContain(
      `Settings → Subdomains → pta.${DOMAIN}. If it asks to replace the MX records of ${DOMAIN} itself, say no.`,
    );
    expect(changes().filter((change) => change.includes("routing/enable"))).toEqual([]);
  });
});

describe("npm run deploy -- --dry-run", () => {
  it("prints the plan and builds the worker, without an account or a network", async () => {
    const nowhere = "http://127.0.0.1:9";
    const environment = { CLOUDFLARE_API_BASE_URL: nowhere, SAFETYANSWER_DNS: nowhere, CLOUDFLARE_API_TOKEN: "" };
    const { code, output } = await run("scripts/deploy.ts", ["--dry-run", "--lang", "en"], [], environment);
    expect(code).toBe(0);
    expect(output).toMatch(
      /^1\. see where the domain's mail goes now \(MX\)\n[\s\S]*The worker builds\. Nothing was changed\.\n$/,
    );
  });

  it("speaks Japanese, too", async () => {
    const { output } = await run("scripts/deploy.ts", ["--help"], []);
    expect(output).toContain("--take-catch-all");
  });
});
