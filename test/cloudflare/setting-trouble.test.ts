/** Cloudflare's own events, handed to the worker as a whole, while a setting is wrong. */
import { applyD1Migrations, createExecutionContext, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import PostalMime from "postal-mime";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Env } from "../../src/env.ts";
import { mail } from "../support/mails.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";

const PTA = "pta@school.example";
const ADMIN = "admin@board.example";
const PARENT = "taro@company.example";
/** What World writes with. */
const RIGHT_KEY = btoa(String.fromCharCode(...new Uint8Array(32).fill(7)));
const WRONG_KEY = btoa(String.fromCharCode(...new Uint8Array(32).fill(8)));
const HOUR = 3_600_000;

interface SentAlarm {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
}

let sent: SentAlarm[];
let fails: boolean;
/** A fresh isolate: nothing is remembered. */
let worker: typeof import("../../src/index.ts")["default"];
beforeEach(async () => {
  await reset();
  await World.open();
  sent = [];
  fails = false;
  vi.resetModules();
  worker = (await import("../../src/index.ts")).default;
});

function environment(changes: Partial<Env> = {}): Env {
  const EMAIL = {
    async send(message: { from: string; to: string; "EmailMessage::raw": ReadableStream }) {
      const raw = await new Response(message["EmailMessage::raw"]).text();
      if (fails) throw Object.assign(new Error("no"), { code: "E_INTERNAL_SERVER_ERROR" });
      sent.push({ from: message.from, to: message.to, raw });
      return { messageId: "x@y" };
    },
  } as unknown as SendEmail;
  const given = { ADMIN_TOKEN: "a-token-of-more-than-24-characters", ADMIN_MAILBOX: ADMIN, LANGUAGE: "en" };
  return { DB: env.DB, EMAIL, ASSETS: {} as Fetcher, ADDRESS_KEY: RIGHT_KEY, ...given, ...changes };
}

/** @returns how it ended */
async function deliver(settings: Env, recipient = PTA): Promise<string> {
  const raw = new Response(mail({ from: PARENT })).body;
  let ending = "accepted";
  const setReject = () => {
    ending = "rejected";
  };
  const message = { from: PARENT, to: recipient, raw, rawSize: 1, setReject } as unknown as ForwardableEmailMessage;
  try {
    await worker.email(message, settings, createExecutionContext());
  } catch (error) {
    return `waits: ${String(error)}`;
  }
  return ending;
}

const cron = async (settings: Env) => {
  try {
    await worker.scheduled({ scheduledTime: 0 } as ScheduledController, settings);
    return "done";
  } catch (error) {
    return error instanceof Error ? error.name : "";
  }
};

async function foundSchool(): Promise<void> {
  const world = await World.open();
  await addForwarding(world, await addAddress(PTA), "hanako@private.example");
}

describe("the alarm about a setting", () => {
  it.each([
    ["the key is missing", { ADDRESS_KEY: "" }],
    ["the key is another", { ADDRESS_KEY: WRONG_KEY }],
    ["the token is missing", { ADMIN_TOKEN: "" }],
    ["a limit is no number", { LIMIT_REPLIES: "many" }],
  ])("is raised by mail and by the cron when %s, and mail waits", async (_, changes) => {
    await foundSchool();
    expect(await deliver(environment(changes))).toMatch(/^waits/);
    expect(sent.map(({ from, to }) => [from, to])).toEqual([["postmaster@school.example", ADMIN]]);
    const { subject, text } = await PostalMime.parse(sent[0]?.raw ?? "");
    expect(subject).toBe("A setting of SafetyAnswer is wrong");
    expect(text).toContain("put the former value back");
    expect(`${text}`).not.toMatch(/openssl|new key/);
    sent = [];
    vi.resetModules();
    worker = (await import("../../src/index.ts")).default;
    expect(await cron(environment(changes))).not.toBe("done");
    expect(sent.map(({ from, to }) => [from, to])).toEqual([["postmaster@school.example", ADMIN]]);
  });

  it("is raised by mail when the database was never migrated", async () => {
    await reset();
    expect(await deliver(environment())).toMatch(/^waits/);
    expect(sent).toHaveLength(1);
    expect(await cron(environment())).toBe("NotMigrated");
    expect(sent).toHaveLength(1);
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
    expect(await deliver(environment())).toBe("rejected");
  });

  it("is raised by the cron of the same isolate, from the domain that mail had named", async () => {
    await reset();
    fails = true;
    await deliver(environment());
    fails = false;
    vi.setSystemTime(Date.now() + HOUR);
    expect(await cron(environment())).toBe("NotMigrated");
    vi.useRealTimers();
    expect(sent.map(({ from }) => from)).toEqual(["postmaster@school.example"]);
  });

  it("goes out once, however much mail waits, and again a day later", async () => {
    const settings = environment({ ADDRESS_KEY: "" });
    for (let at = 0; at < 4; at++) await deliver(settings);
    expect(sent).toHaveLength(1);
    vi.setSystemTime(Date.now() + 25 * HOUR);
    await deliver(settings);
    vi.useRealTimers();
    expect(sent).toHaveLength(2);
  });

  it("needs no database", async () => {
    const DB = new Proxy({} as D1Database, {
      get: () => () => {
        throw new Error("D1_ERROR: down");
      },
    });
    await deliver(environment({ DB, ADDRESS_KEY: "" }));
    expect(sent).toHaveLength(1);
  });

  it("is none while all is well, nor when the database just does not answer", async () => {
    await foundSchool();
    expect(await deliver(environment())).toBe("accepted");
    sent = [];
    const DB = new Proxy({} as D1Database, {
      get: () => () => {
        throw new Error("D1_ERROR: down");
      },
    });
    expect(await deliver(environment({ DB }))).toMatch(/^waits/);
    expect(sent).toEqual([]);
  });

  it("cannot go out without the admin's mailbox, and breaks nothing then", async () => {
    expect(await deliver(environment({ ADMIN_MAILBOX: "" }))).toContain("ADMIN_MAILBOX");
    expect(sent).toEqual([]);
  });
});

describe("the cron", () => {
  const nowhere = new Proxy({} as D1Database, {
    get: () => () => {
      throw new Error("D1_ERROR: asked for nothing");
    },
  });
  const inMinute = (minute: number, settings: Env) =>
    worker.scheduled({ scheduledTime: minute * 60_000 } as ScheduledController, settings);

  it("asks the database nothing in the minutes of a change of keys while there is none", async () => {
    await inMinute(1, environment({ DB: nowhere }));
    await expect(inMinute(1, environment({ DB: nowhere, ADDRESS_KEY_PREVIOUS: WRONG_KEY }))).rejects.toThrow();
    await expect(inMinute(0, environment({ DB: nowhere }))).rejects.toThrow();
  });

  it("does what its minute is for", async () => {
    await foundSchool();
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    for (const minute of [0, 5, 1100, 1]) await inMinute(minute, environment({ ADDRESS_KEY_PREVIOUS: WRONG_KEY }));
    const tasks = log.mock.calls.map(([line]) => JSON.parse(String(line))).filter(({ event }) => event === "upkeep");
    log.mockRestore();
    expect(tasks.map(({ task }) => task)).toEqual(["officers", "hourly", "daily", "key-change"]);
  });
});

describe("the API while the key is missing", () => {
  const detail = async (settings: Env) => {
    const response = await worker.fetch(new Request("https://relay.school.example/api/health"), settings);
    const problem = (await response.json()) as { readonly detail: string; readonly field: string };
    expect([response.status, problem.field]).toEqual([503, "ADDRESS_KEY"]);
    return problem.detail;
  };

  it("says to make one only while the database is unused", async () => {
    const settings = environment({ ADDRESS_KEY: "" });
    expect(await detail(settings)).toContain("openssl rand -base64 32");
    await reset();
    expect(await detail(settings)).toContain("openssl rand -base64 32");
    await foundSchool();
    expect(await detail(settings)).toContain("Set the very key that this database was written with");
    expect(await detail(settings)).not.toContain("openssl");
  });
});
