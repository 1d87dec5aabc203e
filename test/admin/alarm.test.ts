import { beforeEach, describe, expect, it } from "vitest";
import { AlarmMail } from "../../src/relay/alarm-mail.ts";
import { D1AlarmClaims } from "../../src/store/alarm-claims.ts";
import { Vault } from "../../src/store/vault.ts";
import { db, emptyDatabase } from "./support/database.ts";
import { StrictTransport } from "./support/transport.ts";

const ADMIN = "hisho-private@inbox.example";
const PTA = "pta@school.example";
const HOUR = 3_600_000;

let now: number;
let transport: StrictTransport;
let logged: string[];

async function alarms() {
  const vault = await Vault.open(new Uint8Array(32).fill(7));
  return new AlarmMail({
    claims: new D1AlarmClaims(db, vault),
    transport,
    clock: { now: () => now, timer: () => ({ done: Promise.resolve(), stop() {} }) },
    log: { write: (entry) => void logged.push(JSON.stringify(entry)) },
    adminMailbox: { spec: ADMIN, localPart: "hisho-private", domain: "inbox.example", key: ADMIN },
    language: "en",
    page: "https://relay.school.example",
  });
}

beforeEach(async () => {
  await emptyDatabase();
  now = Date.UTC(2026, 3, 1, 9);
  transport = new StrictTransport();
  logged = [];
});

describe("an alarm", () => {
  it("goes from the public address to the admin's mailbox and says what to do", async () => {
    await (await alarms()).raise("no-forwarding-delivers", { address: PTA });
    const [alarm] = transport.to(ADMIN);
    expect(alarm?.envelopeSender).toBe(PTA);
    expect(alarm?.mail.subject).toBe("Nobody receives the mail of pta@school.example");
    expect(alarm?.mail.text).toContain("What to do:");
    expect(alarm?.mail.text).toContain("https://relay.school.example/api/health");
    expect(alarm?.raw).toContain("Auto-Submitted: auto-generated");
  });

  it("goes out once a kind and day, however many messages raise it at once", async () => {
    const raise = (await alarms()).raise.bind(await alarms());
    await Promise.all(Array.from({ length: 8 }, () => raise("loop", { address: PTA })));
    await raise("loop", { address: "jimu@school.example" });
    expect(transport.taken).toHaveLength(1);
    await raise("quota", { address: PTA });
    expect(transport.taken).toHaveLength(2);
    now += 24 * HOUR;
    await raise("loop", { address: PTA });
    expect(transport.taken).toHaveLength(3);
  });

  it("that could not be handed over is tried again, though not with every message", async () => {
    const raise = (await alarms()).raise.bind(await alarms());
    transport.faults.set(ADMIN, { kind: "deferred", reason: "rate-limit" });
    await raise("quota", { address: PTA });
    await raise("quota", { address: PTA });
    expect(transport.attempts).toBe(1);
    transport.faults.clear();
    now += HOUR;
    await raise("quota", { address: PTA });
    await raise("quota", { address: PTA });
    expect(transport.taken).toHaveLength(1);
  });

  it("never throws, and never logs the mailbox that an error's text carries", async () => {
    transport.faults.set(ADMIN, "throw");
    await (await alarms()).raise("quota", { address: PTA });
    expect(logged.join()).toContain('"outcome":"failed"');
    expect(logged.join()).not.toContain("hisho-private");
  });
});
