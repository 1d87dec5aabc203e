/** Mail that is sent to see whether mail arrives. */
import { createExecutionContext, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { runTask } from "../../src/admin/upkeep/upkeep.ts";
import worker from "../../src/index.ts";
import { D1Probes } from "../../src/store/probes.ts";
import { ADMIN_MAILBOX, openSchool, type School } from "../admin/support/school.ts";
import { World } from "../support/world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const db = env.DB;

const RAW = [
  "Received: from out.mail.example by cloudflare-email.net",
  "Received-SPF: pass (mx.cloudflare.net: domain of x@mail.example)",
  "Authentication-Results: mx.cloudflare.net;\r\n\tdmarc=pass header.from=mail.example policy.dmarc=none;\r\n\tspf=pass smtp.mailfrom=x@mail.example",
  "From: x@mail.example",
  "Subject: secret subject",
  "Message-ID: <1@mail.example>",
  "",
  "secret text",
  "",
].join("\r\n");

/** @returns how it ended */
async function deliver(recipient: string): Promise<string> {
  let ending = "accepted";
  const setReject = (text: string) => {
    ending = text;
  };
  const raw = new Response(RAW).body;
  const message = { from: "x@mail.example", to: recipient, raw, rawSize: RAW.length, setReject };
  const secrets = { ADMIN_TOKEN: "a-token-of-more-than-24-characters", ADDRESS_KEY: btoa("7".repeat(32)) };
  const settings = { ...env, ...secrets, ADMIN_MAILBOX: "admin@board.example", LANGUAGE: "en" };
  await worker.email(message as unknown as ForwardableEmailMessage, settings as never, createExecutionContext());
  return ending;
}

describe("a probe", () => {
  beforeEach(async () => {
    await reset();
    await World.open();
  });

  it("is taken in, however often it comes, and leaves the names of its fields, the verdict and whose it is", async () => {
    const localPart = await new D1Probes(db).make(Date.now());
    expect(await deliver(`${localPart}@school.example`)).toBe("accepted");
    expect(await deliver(`${localPart.toUpperCase()}@school.example`)).toBe("accepted");
    const { results } = await db.prepare("SELECT * FROM probe").all<Record<string, unknown>>();
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({
      authserv_id: "mx.cloudflare.net",
      verdict: "pass",
      fields: "received received-spf authentication-results from subject message-id",
    });
    expect(results[0]?.received_at).toBeGreaterThan(Date.now() - HOUR);
    expect(JSON.stringify(results)).not.toMatch(/secret|mail\.example|@/);
  });

  it("keeps nothing of its address that could be written to", async () => {
    const localPart = await new D1Probes(db).make(Date.now());
    const { results } = await db.prepare("SELECT * FROM probe").all();
    expect(JSON.stringify(results)).not.toContain(localPart.slice("probe-".length));
  });

  it("that nobody waits for is mail to nobody", async () => {
    expect(await deliver("probe-0123456789abcdefghjk@school.example")).toBe("No such address.");
    const old = await new D1Probes(db).make(Date.now() - 8 * DAY);
    expect(await deliver(`${old}@school.example`)).toBe("No such address.");
  });

  it("is forgotten after a month", async () => {
    const probes = new D1Probes(db);
    await probes.make(Date.now() - 31 * DAY);
    await probes.make(Date.now());
    expect(await db.prepare("SELECT count(*) AS n FROM probe").first("n")).toBe(1);
  });
});

describe("once a week the relay", () => {
  let school: School;
  beforeEach(async () => {
    school = await openSchool();
    school.transport.losesProbes = true;
  });

  const probes = () => school.transport.probes;
  const alarms = () => school.transport.taken.map(({ envelopeRecipient, mail }) => [envelopeRecipient, mail.subject]);

  it("writes to itself, once something is published", async () => {
    await runTask("hourly", school.deps);
    expect(probes()).toEqual([]);
    await school.publish();
    await runTask("hourly", school.deps);
    await runTask("hourly", school.deps);
    expect(probes()).toEqual([
      expect.objectContaining({
        envelopeSender: "postmaster@school.example",
        envelopeRecipient: expect.stringMatching(/^probe-[0-9a-z]{20}@school\.example$/),
      }),
    ]);
    school.now += 7 * DAY;
    await db.prepare("UPDATE probe SET received_at = made_at").run();
    await runTask("hourly", school.deps);
    expect(probes()).toHaveLength(2);
  });

  it("calls the admin, once a day, when that mail has not come after an hour, and tries again each day", async () => {
    await school.publish();
    await runTask("hourly", school.deps);
    school.now += HOUR;
    await runTask("hourly", school.deps);
    expect(alarms()).toEqual([]);
    school.now += 1;
    await runTask("hourly", school.deps);
    await runTask("hourly", school.deps);
    expect(alarms()).toEqual([[ADMIN_MAILBOX, "A mail that SafetyAnswer sent to itself has not arrived"]]);
    expect(probes()).toHaveLength(1);
    school.now += DAY;
    await runTask("hourly", school.deps);
    expect(probes()).toHaveLength(2);
  });

  it("says nothing when it has come", async () => {
    await school.publish();
    await runTask("hourly", school.deps);
    const [, code = ""] = /^probe-(\w+)@/.exec(probes()[0]?.envelopeRecipient ?? "") ?? [];
    const evidence = { verdict: "pass", authservId: "", fields: "" };
    expect(await new D1Probes(db).receive(code, evidence, school.now + 60_000)).toBe(true);
    school.now += 2 * HOUR;
    await runTask("hourly", school.deps);
    expect([...probes(), ...alarms()]).toHaveLength(1);
  });

  it("is silent where it cannot write to itself, and tries again when sending was only disturbed", async () => {
    await school.publish();
    school.transport.probeFault = { kind: "refused", reason: "recipient-not-verified" };
    await runTask("hourly", school.deps);
    school.now += 2 * HOUR;
    await runTask("hourly", school.deps);
    expect(alarms()).toEqual([]);
    await db.prepare("DELETE FROM probe").run();
    school.transport.probeFault = { kind: "deferred", reason: "rate-limit" };
    await runTask("hourly", school.deps);
    expect(await db.prepare("SELECT count(*) AS n FROM probe").first("n")).toBe(0);
  });
});
