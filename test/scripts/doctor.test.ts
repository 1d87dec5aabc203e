/** `npm run doctor`, on an installation that `npm run deploy` has made; each fault is made at the stand-in, and found with its remedy. */
import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { POINTS } from "../../scripts/doctor/first-check/points.ts";
import { ACCOUNT } from "./support/cloudflare/account.ts";
import { Refusal } from "./support/cloudflare/routes.ts";
import { DOMAIN, Installation, settle } from "./support/installation.ts";
import { run } from "./support/run.ts";

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.open();
  await installation.deploy("--yes");
  settle(installation.cloudflare);
  await installation.deploy("--yes");
  await installation.writeSettings({ ...(await installation.settings()), replies: "on" });
  await installation.deploy("--yes");
});
afterAll(async () => {
  const { strange } = installation.cloudflare;
  await installation.close();
  expect(strange).toEqual([]);
});

beforeEach(() => {
  installation.cloudflare.changes.length = 0;
});

interface Check {
  readonly check: string;
  readonly well: boolean;
  readonly finding: string;
}

async function complaints(): Promise<readonly Check[]> {
  const { output } = await installation.command("doctor", ["--json"]);
  return (JSON.parse(output) as readonly Check[]).filter(({ well }) => !well);
}

describe("the doctor", () => {
  it("finds nothing where all is well, says so of each check, and changes nothing", async () => {
    const { code, output, errors } = await installation.command("doctor", []);
    expect({ errors, bad: output.match(/^✗.*$/gm) }).toEqual({ errors: "", bad: null });
    expect(code).toBe(0);
    expect(output.match(/^✓/gm)?.length).toBeGreaterThan(18);
    expect(installation.cloudflare.changes).toEqual([]);
  });

  it("tells what a mail to all of a contact network will cost before the first, and the month's use", async () => {
    const { database } = at();
    const cost = async () => {
      const { output } = await installation.command("doctor", ["--json"]);
      const found = (JSON.parse(output) as readonly Check[]).find(({ check }) => check.includes("contact network"));
      return [found?.well, found?.finding];
    };
    expect(await cost()).toEqual([
      true,
      "One mail to the largest network is 0 mails, and is included (0 of 3000 used this month).",
    ]);
    const members = `WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 4000)
      INSERT INTO member SELECT x, 'class-3a', 's', x, 0, NULL FROM n`;
    database.exec(members);
    const today = Math.floor(Date.now() / 86_400_000);
    database.exec(`INSERT INTO announced_day VALUES (${today}, 100)`);
    expect(await cost()).toEqual([
      true,
      "One mail to the largest network is 4000 mails; 1100 are beyond the plan and cost about $0.39 (100 of 3000 used this month).",
    ]);
    database.exec("DELETE FROM member");
    database.exec("DELETE FROM announced_day");
  });

  const { account: at } = { account: () => installation.cloudflare.account };
  const OTHER_RULE = { enabled: true, matchers: [{ type: "all" }], actions: [{ type: "drop" }] };

  it.each<[string, () => void, () => void, RegExp, RegExp]>([
    [
      "mail that goes elsewhere",
      () => at().mx.set(DOMAIN, ["1 mx.google.example."]),
      () => at().switchRoutingOn(),
      /^see where/,
      /goes to mx\.google\.example now/,
    ],
    [
      "a catch-all rule that was changed",
      () => {
        at().catchAll = OTHER_RULE;
      },
      () => {
        at().catchAll = { ...OTHER_RULE, actions: [{ type: "worker", value: ["safetyanswer"] }] };
      },
      /catch-all/,
      /does not lead to the worker.*npm run deploy` mends it/,
    ],
    [
      "a catch-all rule that somebody lets lead elsewhere, which a deployment takes over only when told to",
      () => {
        at().catchAll = { ...OTHER_RULE, actions: [{ type: "worker", value: ["another"] }] };
      },
      () => {
        at().catchAll = { ...OTHER_RULE, actions: [{ type: "worker", value: ["safetyanswer"] }] };
      },
      /catch-all/,
      /leads to "worker another" now.*npm run deploy -- --take-catch-all/,
    ],
    [
      "a destination that has not clicked",
      () => at().destinations.push({ id: "1", email: "new@mailbox.example", verified: null }),
      () => {
        at().destinations.pop();
      },
      /mailboxes/,
      /have not clicked in Cloudflare's mail yet: new@mailbox\.example/,
    ],
    [
      "two SPF records",
      () => at().txt.set(DOMAIN, ["v=spf1 -all", "v=spf1 include:_spf.mx.cloudflare.net ~all"]),
      () => settle(installation.cloudflare),
      /SPF/,
      /has 2 SPF records, which voids all of them/,
    ],
    [
      "no word of Cloudflare in SPF",
      () => at().txt.set(DOMAIN, ['"v=spf1 -all"']),
      () => settle(installation.cloudflare),
      /SPF/,
      /include:_spf\.mx\.cloudflare\.net/,
    ],
    [
      "a DMARC record that lets impostors in",
      () => at().txt.set(`_dmarc.${DOMAIN}`, ["v=DMARC1; p=none"]),
      () => settle(installation.cloudflare),
      /DMARC/,
      /says p=none/,
    ],
    [
      "a sender that was taken off Email Sending",
      () => {
        at().senders = [];
      },
      () => settle(installation.cloudflare),
      /answers can be sent/,
      /Onboard Domain/,
    ],
    [
      "a lost subscription",
      () => {
        at().subscriptions = [];
      },
      () => at().subscriptions.push({ source: { type: "email.sending", domain: DOMAIN } }),
      /subscribe/,
      /npm run deploy` mends it/,
    ],
    [
      "an older version",
      () => {
        installation.cloudflare.health = { status: "ok", version: "0.0.9" };
      },
      () => {
        installation.cloudflare.health = { status: "ok", version: "0.1.0" };
      },
      /the version/,
      /What runs is 0\.0\.9.*npm run upgrade/,
    ],
    [
      "a test mail that never came",
      () => at().database.exec("UPDATE probe SET received_at = NULL, made_at = 1"),
      () => at().database.exec("UPDATE probe SET received_at = made_at"),
      /test mails/,
      /never came/,
    ],
    [
      "a verdict by somebody else",
      () => at().database.exec("UPDATE probe SET authserv_id = 'mx.other.example'"),
      () => at().database.exec("UPDATE probe SET authserv_id = 'mx.cloudflare.net'"),
      /test mails/,
      /by "mx\.other\.example", and AUTHSERV_ID is mx\.cloudflare\.net: all answers are refused/,
    ],
    [
      "copies that failed",
      () =>
        at().database.exec(
          `INSERT INTO delivery (id, direction, outcome, reason, size, holder, lease_until, first_at, time) VALUES ('1', 'inbound', 'failed', 'x', 1, '', 0, ${Date.now()}, ${Date.now()})`,
        ),
      () => at().database.exec("DELETE FROM delivery"),
      /seven days/,
      /1 copies failed/,
    ],
  ])("finds %s", async (_, breakIt, mendIt, check, finding) => {
    breakIt();
    const found = await complaints();
    mendIt();
    const [first] = found.filter((one) => check.test(one.check));
    expect(first?.finding).toMatch(finding);
  });

  it("finds a second carrier whose mail would fail DMARC", async () => {
    const { account } = installation.cloudflare;
    account.secrets.set("SMTP_URL", "x");
    const found = await complaints();
    account.txt.set(DOMAIN, ['"v=spf1 include:_spf.mx.cloudflare.net include:spf.provider.example ~all"']);
    const mended = await complaints();
    account.secrets.delete("SMTP_URL");
    settle(installation.cloudflare);
    expect(found.map(({ finding }) => finding)).toEqual([
      expect.stringContaining("SPF does not name the provider of SMTP_URL"),
    ]);
    expect(mended).toEqual([]);
  });

  it("goes on with the other checks when one cannot be made", async () => {
    const { account } = installation.cloudflare;
    const databases = account.databases;
    account.databases = [];
    const found = await complaints();
    account.databases = databases;
    expect(found.map(({ finding }) => finding).join("\n")).toMatch(/no database yet[\s\S]*could not be looked at/);
  });

  it("says what differs from the settings here, and turns nothing on", async () => {
    const settings = await installation.settings();
    await installation.writeSettings({ ...settings, replies: "off", vars: { LIMIT_REPLIES: "7" } });
    const found = await complaints();
    await installation.writeSettings(settings);
    expect(found.map(({ finding }) => finding)).toEqual([
      "They differ from those here: LIMIT_REPLIES, REPLIES. `npm run deploy` brings them.",
      expect.stringContaining("Answers are off"),
    ]);
  });

  it("wants an installation, and says how to get one", async () => {
    const none = await run("scripts/doctor.ts", ["--settings", installation.file("none.json")]);
    expect(none).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^There is no .*none\.json: `npm run deploy` first\.\n$/),
    });
  });
});

describe("the first production check", () => {
  const { account: at } = { account: () => installation.cloudflare.account };
  const officers = (n: number) => {
    at().database.exec("DELETE FROM forwarding; DELETE FROM address; DELETE FROM delivery");
    at().database.exec(
      `INSERT INTO address (id, address, domain, name, name_suffix, open, refuse_files, created_at) VALUES ('a', 'pta@${DOMAIN}', '${DOMAIN}', '', '', 1, 1, 0)`,
    );
    for (let i = 0; i < n; i++) {
      at().database.exec(
        `INSERT INTO forwarding (id, address_id, scope, destination_sealed, destination_index, hide_sender, hide_name, deliver, allow_reply, state, created_at) VALUES ('f${i}', 'a', 'f${i}', 'x', 'i${i}', 1, 0, 1, 1, 'active', 0)`,
      );
    }
  };
  const replies = () => {
    const bindings = at().uploads.at(-1)?.metadata.bindings as readonly { name: string; text?: string }[];
    return bindings.find(({ name }) => name === "REPLIES")?.text;
  };

  it("is not begun while other officers would be exposed to it", async () => {
    officers(3);
    const { code, errors } = await installation.command("doctor", ["--first-check"], []);
    expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining("there must be one officer") });
    expect(installation.cloudflare.changes).toEqual([]);
  });

  it("turns answers off again when something is otherwise, and keeps what was seen", async () => {
    officers(1);
    const { code, output } = await installation.command(
      "doctor",
      ["--first-check"],
      ["y", "n", "B is in the Sender field"],
    );
    expect(code).toBe(1);
    expect(output).toContain("Something was otherwise. Answers are off again");
    expect(replies()).toBe("off");
    expect(await installation.settings()).toMatchObject({ replies: "off" });
    const evidence = (await readFile(installation.file("first-check.local.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(evidence).toMatchObject([
      { point: "one-mail-each", outcome: "as-expected", version: "0.1.0" },
      { point: "answer", outcome: "otherwise", note: "B is in the Sender field" },
    ]);
  });

  it("goes on from there, believes D1 before eyes, and lets answers off when it is broken off", async () => {
    const upTo = POINTS.findIndex(({ id }) => id === "forgery-a");
    at().database.exec(
      `INSERT INTO delivery (id, direction, outcome, reason, size, holder, lease_until, first_at, time) VALUES ('r', 'reply', 'sent', 'x', 1, '', 0, ${Date.now() + 3_600_000}, 0)`,
    );
    const typed = [...Array(upTo - 1).fill("y"), "y", ""];
    const { output } = await installation.command("doctor", ["--first-check"], typed);
    expect(output).not.toContain("\none-mail-each\n");
    expect(await readFile(installation.file("first-check.local.jsonl"), "utf8")).toContain(
      '"point":"forgery-a","outcome":"an-answer-left"',
    );
    expect(replies()).toBe("off");
    at().database.exec("DELETE FROM delivery");
  });

  it("lets answers off when turning them on for the check does not succeed", async () => {
    const upload = `PUT /accounts/${ACCOUNT}/workers/scripts/safetyanswer`;
    installation.cloudflare.faults.set(upload, new Refusal(500, 10013, "An unknown error has occurred"));
    const { code } = await installation.command("doctor", ["--first-check"], ["y"]);
    installation.cloudflare.faults.clear();
    expect(code).toBe(1);
    expect(await installation.settings()).toMatchObject({ replies: "off" });
  });

  it("takes nothing that was tried at another installation for its own", async () => {
    const other = installation.file("other.local.json");
    await writeFile(other, JSON.stringify(await installation.settings()));
    const args = ["--first-check", "--settings", other];
    const { output } = await installation.command("doctor", args, ["y"]);
    expect(output).toContain("\none-mail-each\n");
    expect(await readFile(installation.file("first-check.other.local.jsonl"), "utf8")).toContain("one-mail-each");
  });

  it("turns answers on when all is as it should be", async () => {
    const { code, output, errors } = await installation.command(
      "doctor",
      ["--first-check"],
      Array(POINTS.length).fill("y"),
    );
    expect({ code, errors: errors.replaceAll(/y if it is so[^:]*: /g, "") }).toEqual({ code: 0, errors: "" });
    expect(output).toContain("All is as it should be. Answers are on.");
    expect(replies()).toBe("on");
    expect(await installation.settings()).toMatchObject({ replies: "on" });
  });

  it("tries every point and every forgery of docs/operations.md", async () => {
    const rows = [...(await readFile("docs/operations.md", "utf8")).matchAll(/^\| ([a-m]) \|/gm)].map(
      ([, id]) => `forgery-${id}`,
    );
    expect(rows).toHaveLength(13);
    expect(POINTS.filter(({ isForgery }) => isForgery).map(({ id }) => id)).toEqual(rows);
  });
});
