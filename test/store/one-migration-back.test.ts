/** While an upgrade is on its way, worker and database are one migration apart: nothing may be lost then. */
import { applyD1Migrations, createExecutionContext, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import worker from "../../src/index.ts";
import { migrations } from "../admin/support/database.ts";
import { mail } from "../support/mails.ts";

const SECRETS = { ADMIN_TOKEN: "a-token-of-more-than-24-characters", ADDRESS_KEY: btoa("7".repeat(32)) };
const PTA = "pta@school.example";

it("a worker on a database that is one migration older lets mail wait, or does with it what it always does", async () => {
  await reset();
  await applyD1Migrations(env.DB, migrations.slice(0, -1));
  const columns = "id, address, domain, name, name_suffix, open, refuse_files, created_at";
  await env.DB.exec(`INSERT INTO address (${columns}) VALUES ('a', '${PTA}', 'school.example', '', '', 1, 1, 0)`);
  let ending = "accepted";
  const setReject = (reason: string) => {
    ending = `rejected: ${reason}`;
  };
  const raw = new Response(mail({ from: "taro@company.example", to: PTA })).body;
  const message = { from: "taro@company.example", to: PTA, raw, rawSize: 1, setReject };
  const settings = { ...env, ...SECRETS, ADMIN_MAILBOX: "admin@board.example", LANGUAGE: "en" };
  await worker
    .email(message as unknown as ForwardableEmailMessage, settings as never, createExecutionContext())
    .catch(() => {
      ending = "waits";
    });
  // An open address that nobody takes the mail of: it waits, whatever the reason. Never a refusal, never an acceptance.
  expect(ending).toBe("waits");
  const health = await worker.fetch(new Request("https://relay.example/api/health"), settings as never);
  expect(health.status).toBe(503);
  expect(await health.text()).toContain("The database is older than this worker");
});

/** The worker of before the upgrade meets the database of after it, until the new one is up, and again after a way back. */
it.each(migrations.slice(6).map(({ name, queries }) => ({ name, queries })))(
  "$name takes nothing from the worker before it",
  ({ queries }) => {
    for (const query of queries) {
      // An index holds nothing: without one a worker is slower, or an INSERT of the admin's is refused for a minute.
      expect(query).not.toMatch(/\bDROP (?!INDEX)|\bRENAME\b/i);
      if (/\bADD\b/i.test(query) && /NOT NULL/i.test(query)) expect(query).toMatch(/DEFAULT/i);
    }
  },
);
