import { createMessageBatch } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { alarmMail } from "../../src/admin/upkeep/alarms.ts";
import { noteWelcomeFailure } from "../../src/admin/welcome-failure.ts";
import worker from "../../src/index.ts";
import type { LateReason } from "../../src/relay/ports/late-failures.ts";
import { openAdminDb } from "../../src/store/admin/db.ts";
import { db } from "./support/database.ts";
import { ADMIN_MAILBOX, openSchool, type School } from "./support/school.ts";
import { runCron } from "./support/upkeep.ts";

const MISTYPED = "tarou@company.example";
const DAY = 86_400_000;

describe("a welcome mail that fails after it was handed over", () => {
  let school: School;
  let pta: string;
  let id: string;

  beforeEach(async () => {
    school = await openSchool();
    pta = await school.publish();
    id = (await school.invite(pta, MISTYPED)).id;
  });

  /** What the platform says of the mail that went out so many-th. */
  const fail = (reason: LateReason, at = school.transport.taken.length, brackets = true) => {
    const sentId = brackets ? `<${at}@platform.example>` : `${at}@platform.example`;
    const ports = { db: openAdminDb(db), vault: school.deps.vault, alarms: alarmMail(school.deps) };
    return noteWelcomeFailure(ports, { sentId, reason, status: "5.1.1" }, school.now);
  };

  const forwarding = async (one = id) => (await school.ask("GET", `/api/forwardings/${one}`)).body;
  const alarms = () => school.transport.to(ADMIN_MAILBOX).map(({ mail }) => mail.subject);
  const welcomes = () => school.transport.to(MISTYPED).length;

  it("puts the forwarding back to waiting, with a reason and advice, and calls the admin", async () => {
    await fail("bounced");
    const now = await forwarding();
    expect(now).toMatchObject({ state: "pending", reason: "welcome-bounced" });
    expect(now.advice.en).toContain("written right");
    expect(now.advice.ja).toContain("書き間違い");
    expect(alarms()).toEqual(["A welcome mail of pta@school.example did not arrive"]);
    expect(school.transport.to(ADMIN_MAILBOX)[0]?.raw).not.toContain("company.example");
  });

  it("is found with or without angle brackets, and once", async () => {
    await fail("bounced", 1, false);
    await fail("bounced", 1);
    expect((await forwarding()).reason).toBe("welcome-bounced");
    expect(alarms()).toHaveLength(1);
  });

  it.each<[LateReason, string]>([
    ["bounced", "welcome-bounced"],
    ["undeliverable", "welcome-bounced"],
    ["complained", "welcome-complained"],
  ])("as %s is not tried again by itself, only by the admin", async (reason, word) => {
    await fail(reason);
    for (let at = 0; at < 4; at++) {
      school.now += 2 * DAY;
      await runCron("officers", school.deps);
    }
    expect(welcomes()).toBe(1);
    expect((await forwarding()).reason).toBe(word);
    await school.ask("POST", `/api/forwardings/${id}/welcome`);
    expect(welcomes()).toBe(2);
    expect((await forwarding()).state).toBe("invited");
  });

  it("that bounced softly is tried again by the cron, a day later", async () => {
    await fail("bounced-soft");
    expect((await forwarding()).reason).toBe("welcome-bounced-soft");
    await runCron("officers", school.deps);
    expect(welcomes()).toBe(1);
    school.now += DAY;
    await runCron("officers", school.deps);
    expect(welcomes()).toBe(2);
    expect((await forwarding()).state).toBe("invited");
  });

  it("that was a reminder is noticed as well", async () => {
    school.now += 2 * DAY;
    await runCron("officers", school.deps);
    expect(welcomes()).toBe(2);
    await fail("bounced", 2);
    expect((await forwarding()).reason).toBe("welcome-bounced");
  });

  it("says nothing of one who has answered meanwhile, nor of anybody else", async () => {
    const other = (await school.invite(pta, "hana@company.example")).id;
    await fail("bounced", 1);
    expect((await forwarding(other)).state).toBe("invited");
    await school.confirm(other);
    await fail("bounced", 2);
    expect((await forwarding(other)).state).toBe("active");
    expect(alarms()).toHaveLength(1);
  });

  it.each([
    ["first mail", 0],
    ["reminder", 2],
  ])("for a roster's several addresses is all of theirs: the %s", async (_, days) => {
    const mailbox = "roster@company.example";
    const rows = ["a", "b"].map((name) => ({ address: `${name}@school.example`, label: name, destination: mailbox }));
    const { body } = await school.ask("POST", "/api/roster", { rows, dryRun: false });
    await runCron("officers", school.deps);
    school.now += days * DAY;
    if (days > 0) await runCron("officers", school.deps);
    const at = school.transport.taken.findLastIndex(({ envelopeRecipient }) => envelopeRecipient === mailbox) + 1;
    await fail("bounced", at);
    for (const { forwardingId } of body.rows) {
      expect(await forwarding(forwardingId)).toMatchObject({ state: "pending", reason: "welcome-bounced" });
    }
    await runCron("officers", school.deps);
    expect(school.transport.to(mailbox)).toHaveLength(days > 0 ? 2 : 1);
  });

  it("in a handover leaves the officer of today at work", async () => {
    const old = await school.lead(pta, "old@home.example");
    const wish = { destination: "new@home.example", keepAliases: true };
    const { body } = await school.ask("POST", `/api/forwardings/${old.id}/handover`, wish);
    await fail("bounced");
    expect(await forwarding(body.id)).toMatchObject({
      state: "pending",
      reason: "welcome-bounced",
      replacesId: old.id,
    });
    expect((await forwarding(old.id)).state).toBe("active");
  });

  it("is told by the worker's queue", async () => {
    const body = {
      type: "cf.email.sending.message.bounced",
      payload: { messageId: "<1@platform.example>", delivery: { smtpEnhancedStatusCode: "5.1.1" } },
    };
    const batch = createMessageBatch<unknown>("sending", [{ id: "1", timestamp: new Date(), attempts: 1, body }]);
    await worker.queue(batch, {
      ...env,
      ADDRESS_KEY: btoa("\x07".repeat(32)),
      ADMIN_TOKEN: "x".repeat(32),
      ADMIN_MAILBOX,
    });
    expect((await forwarding()).reason).toBe("welcome-bounced");
  });
});
