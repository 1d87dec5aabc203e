import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { blockScope } from "../../src/relay/inbound/screening.ts";
import { blockContext } from "../../src/store/contexts.ts";
import { D1Directory } from "../../src/store/directory.ts";
import { databaseHealth } from "../../src/store/health.ts";
import { countLeft, releaseClaims, rotate, rotationProgress } from "../../src/store/rotation.ts";
import { mail } from "../support/mails.ts";
import { taken, takenBy, the } from "../support/pick.ts";
import { field } from "../support/reading.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";
import { everyValue, KEY_A, KEY_B, KEY_C, Office } from "./support/change.ts";

const PARENT = "taro@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@home.example";
const WORK = "hanako@work.example";
const DAY = 24 * 60 * 60_000;
const LATER = { kind: "deferred", reason: "rate-limit" } as const;
const thread = (id: string) => `In-Reply-To: ${id}\r\nReferences: ${id}\r\n`;

const question = mail({ from: PARENT, messageId: "<question@host.company.example>" });

/** A school that has got one question under key A. */
async function school(replacing = true) {
  await reset();
  const world = await World.open({ replacing });
  const pta = await addAddress(PTA);
  await addForwarding(world, pta, HANAKO, { replyFrom: [WORK] });
  await addForwarding(world, pta, JIRO);
  await world.deliver(PARENT, PTA, question);
  const [hanakos, jiros] = taken(world);
  return { world, pta, hanakos: the(hanakos), jiros: the(jiros) };
}

/** Runs until nothing is left, a few rows at a time. */
async function rotateAll(office: Office, now: number, budget = 3): Promise<void> {
  for (let run = 0; run < 50; run++) if ((await turn(office, budget, now)).left === 0) return;
  throw new Error("rotation does not end");
}

/** A run, and a day's end. */
async function turn({ vault }: Office, budget: number, now: number) {
  const run = await rotate(env.DB, vault, budget);
  await releaseClaims(env.DB, vault, now);
  return { ...run, left: await countLeft(env.DB, vault) };
}

describe("while ADDRESS_KEY changes", () => {
  let world: World;
  let pta: string;
  let hanakos: Awaited<ReturnType<typeof school>>["hanakos"];
  let office: Office;

  beforeEach(async () => {
    ({ world, pta, hanakos } = await school());
    office = await Office.open(world, KEY_B, KEY_A);
  });

  it("the same parent keeps the same alias, and a message costs as many D1 batches and statements as ever", async () => {
    const cost = async (delivery: () => Promise<unknown>) => {
      const { batches, statements } = world.db;
      await delivery();
      return { batches: world.db.batches - batches, statements: world.db.statements - statements };
    };
    const usual = await cost(() => world.deliver(PARENT, PTA, mail({ from: PARENT })));
    taken(world);
    expect(await cost(() => office.deliver(PARENT, PTA, mail({ from: PARENT })))).toEqual(usual);
    expect(usual.batches).toBe(3);
    expect(takenBy(world, HANAKO).envelopeSender).toBe(hanakos.envelopeSender);
    expect(await env.DB.prepare("SELECT count(*) AS count FROM alias").first("count")).toBe(2);
  });

  it("simultaneous mails of a known and of a new parent make one alias each", async () => {
    const from = (author: string) => office.deliver(author, PTA, mail({ from: author }));
    await Promise.all([PARENT, "new@company.example", PARENT, "new@company.example"].map(from));
    const senders = taken(world).filter(({ envelopeRecipient }) => envelopeRecipient === HANAKO);
    expect(senders).toHaveLength(4);
    expect(new Set(senders.map(({ envelopeSender }) => envelopeSender)).size).toBe(2);
  });

  it.each([HANAKO, WORK])("an answer from %s reaches the parent", async (author) => {
    const answer = mail({ from: author, to: hanakos.envelopeSender });
    expect((await office.deliver(author, hanakos.envelopeSender, answer)).outcome).toBe("accepted");
    expect(takenBy(world, PARENT).envelopeSender).toBe(PTA);
  });

  it("whoever is blocked stays blocked, before their row is moved and after", async () => {
    await block("*.company.example");
    const from = (author: string) => office.deliver(author, PTA, mail({ from: author }));
    expect((await from("mallory@sub.company.example")).outcome).toBe("rejected");
    await rotateAll(office, world.clock.time + 8 * DAY);
    const alone = await Office.open(world, KEY_B);
    const later = alone.deliver("mallory@sub.company.example", PTA, mail({ from: "mallory@sub.company.example" }));
    expect((await later).outcome).toBe("rejected");
    expect((await from(PARENT)).outcome).toBe("accepted");
  });

  async function block(pattern: string): Promise<void> {
    const id = "a-block-of-16-ch";
    const values = [
      await world.vault.index(blockScope(PTA), pattern),
      await world.vault.seal(blockContext(id), pattern),
    ];
    await env.DB.prepare(
      "INSERT INTO block (id, address_id, kind, sender_index, pattern_sealed, created_at) VALUES (?, ?, 'domain', ?, ?, 0)",
    )
      .bind(id, pta, ...values)
      .run();
  }

  it("an answer from elsewhere is refused as ever", async () => {
    const answer = mail({ from: JIRO, to: hanakos.envelopeSender });
    expect((await office.deliver(JIRO, hanakos.envelopeSender, answer)).outcome).toBe("rejected");
    expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).not.toContain(PARENT);
  });

  it("a message that went out before does not go out again when it comes again", async () => {
    expect((await office.deliver(PARENT, PTA, question)).outcome).toBe("accepted");
    expect(taken(world)).toHaveLength(0);
  });

  it("a message that went out by half before goes out for the other half alone", async () => {
    const half = mail({ from: PARENT, subject: "half" });
    world.transport.faults.set(JIRO, [LATER]);
    expect((await world.deliver(PARENT, PTA, half)).outcome).toBe("retry");
    taken(world);
    expect((await office.deliver(PARENT, PTA, half)).outcome).toBe("accepted");
    expect((await office.deliver(PARENT, PTA, half)).outcome).toBe("accepted");
    expect(taken(world).map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([JIRO]);
    const rows = await env.DB.prepare("SELECT outcome FROM delivery").all();
    expect(rows.results).toEqual(Array(4).fill({ outcome: "sent" }));
  });

  it("mail flows between the runs, with each row under either key", async () => {
    for (let run = 0; run < 6; run++) {
      await turn(office, 1, world.clock.time);
      expect((await office.deliver(PARENT, PTA, mail({ from: PARENT }))).outcome).toBe("accepted");
      expect(takenBy(world, HANAKO).envelopeSender).toBe(hanakos.envelopeSender);
      const answer = mail({ from: WORK, to: hanakos.envelopeSender });
      expect((await office.deliver(WORK, hanakos.envelopeSender, answer)).outcome).toBe("accepted");
      taken(world);
    }
  });

  it("a run moves no more rows than it may", async () => {
    const { left } = await turn(office, 2, world.clock.time);
    const { left: next, moved } = await turn(office, 2, world.clock.time);
    expect([left - next, moved]).toEqual([2, 2]);
  });

  it("a run takes fourteen statements at most", async () => {
    let statements = 0;
    const prepare = (text: string) => {
      statements++;
      return env.DB.prepare(text);
    };
    const counted = { prepare, batch: env.DB.batch.bind(env.DB) } as unknown as D1Database;
    await damageOne("forwarding", "destination_sealed");
    await rotate(counted, office.vault, 100);
    expect(statements).toBeGreaterThan(9);
    expect(statements).toBeLessThanOrEqual(14);
  });

  it("claims keep their names for a week, in which their senders may try again; then random ones", async () => {
    await turn(office, 100, world.clock.time + 7 * DAY);
    expect(await rotationProgress(env.DB, office.vault)).toEqual({ kind: "running", left: 2 });
    expect((await office.deliver(PARENT, PTA, question)).outcome).toBe("accepted");
    expect(taken(world)).toHaveLength(0);
    await turn(office, 100, world.clock.time + 7 * DAY + 1);
    expect(await rotationProgress(env.DB, office.vault)).toEqual({ kind: "done" });
  });

  it("a row that opens with neither key loses its index alone, is met once, and stops no other", async () => {
    await damageOne("alias", "correspondent_sealed");
    const before = await env.DB.prepare("SELECT * FROM alias WHERE alias = ?").bind(hanakos.envelopeSender).first();
    expect(await turn(office, 100, world.clock.time + 8 * DAY)).toMatchObject({ left: 0, unreadable: 1 });
    const after = await env.DB.prepare("SELECT * FROM alias WHERE alias = ?").bind(hanakos.envelopeSender).first();
    const index = `${office.vault.current.id}.damaged-${before?.id}`;
    expect(after).toEqual({ ...before, correspondent_index: index });
    expect(await turn(office, 100, world.clock.time + 8 * DAY)).toMatchObject({ left: 0, unreadable: 0 });
  });

  it("without the former key such a row harms nobody but itself", async () => {
    await damageOne("alias", "correspondent_sealed");
    await damageOne("forwarding", "destination_sealed");
    await rotateAll(office, world.clock.time + 8 * DAY);
    const alone = await Office.open(world, KEY_B);
    expect(await databaseHealth(env.DB, alone.vault)).toEqual({ kind: "well" });
    expect((await alone.deliver(PARENT, PTA, mail({ from: PARENT }))).outcome).toBe("accepted");
    expect(takenBy(world, JIRO).envelopeSender).toMatch(/^anon-/);
  });

  it("twenty damaged rows that stand first hold up none of those behind them", async () => {
    for (let n = 0; n < 20; n++)
      await env.DB.prepare(
        `INSERT INTO alias (id, alias, forwarding_id, correspondent_sealed, correspondent_index, name_sealed, shown, blocked, created_at,
          last_used_at, deleted_at, vouched) SELECT 'first' || ?1, 'anon-first' || ?1 || '@school.example', forwarding_id, 'rubbish',
          substr(correspondent_index, 1, 5) || '0' || ?1, name_sealed, 1, 0, created_at, last_used_at, NULL, 1
          FROM alias WHERE alias = ?2`,
      )
        .bind(n, hanakos.envelopeSender)
        .run();
    const runs = [];
    for (let run = 0; run < 4; run++) runs.push(await rotate(env.DB, office.vault, 15));
    expect(runs.map(({ unreadable }) => unreadable).reduce((sum, count) => sum + count)).toBe(20);
    expect(runs.at(-1)).toEqual({ moved: 0, unreadable: 0 });
  });

  it("an alias whose name alone is damaged goes on without it", async () => {
    await damageOne("alias", "name_sealed");
    expect((await turn(office, 100, world.clock.time + 8 * DAY)).unreadable).toBe(1);
    const alone = await Office.open(world, KEY_B);
    const answer = mail({ from: HANAKO, to: hanakos.envelopeSender });
    expect((await alone.deliver(HANAKO, hanakos.envelopeSender, answer)).outcome).toBe("accepted");
    expect(takenBy(world, PARENT).envelopeSender).toBe(PTA);
  });

  it("a forwarding whose confirmation address alone is damaged goes on, and forgets it", async () => {
    await env.DB.prepare("UPDATE forwarding SET confirmation_sealed = 'rubbish', confirmation_index = 'x' || id").run();
    expect((await turn(office, 100, world.clock.time + 8 * DAY)).unreadable).toBe(2);
    const { results } = await env.DB.prepare(
      "SELECT confirmation_sealed AS s, confirmation_index AS i FROM forwarding",
    ).all();
    expect(results).toEqual(Array(2).fill({ s: null, i: null }));
    const alone = await Office.open(world, KEY_B);
    expect((await alone.deliver(PARENT, PTA, mail({ from: PARENT }))).outcome).toBe("accepted");
    expect(takenBy(world, HANAKO).envelopeSender).toBe(hanakos.envelopeSender);
  });

  it("a damaged id of the platform's is let go, and a damaged mailbox or block stops nothing", async () => {
    await block("*.company.example");
    await env.DB.prepare("UPDATE message_id SET sent_sealed = 'rubbish'").run();
    await env.DB.prepare("UPDATE reply_from SET address_sealed = 'rubbish'").run();
    await env.DB.prepare("UPDATE block SET pattern_sealed = 'rubbish'").run();
    expect((await turn(office, 100, world.clock.time + 8 * DAY)).left).toBe(0);
    expect(await env.DB.prepare("SELECT count(*) AS count FROM message_id").first("count")).toBe(0);
  });

  /** One of Hanako's. */
  async function damageOne(table: "alias" | "forwarding", column: string): Promise<void> {
    const whose = table === "alias" ? "alias = ?" : "id = (SELECT forwarding_id FROM alias WHERE alias = ?)";
    const flipped = `substr(${column}, 1, 24) || CASE substr(${column}, 25, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(${column}, 26)`;
    await env.DB.prepare(`UPDATE ${table} SET ${column} = ${flipped} WHERE ${whose}`)
      .bind(hanakos.envelopeSender)
      .run();
  }

  it("of two aliases that came to be shown, the older stays the shown one", async () => {
    const young = await Office.open(world, KEY_B);
    const index = await young.vault.index(`correspondent:${await scopeOf(hanakos.envelopeSender)}`, PARENT);
    await env.DB.prepare(
      `INSERT INTO alias (id, alias, forwarding_id, correspondent_sealed, correspondent_index, name_sealed, shown, blocked, created_at,
          last_used_at, deleted_at, vouched) SELECT 'younger', 'anon-younger00000@school.example', forwarding_id, correspondent_sealed, ?,
        name_sealed, 1, 0, created_at, last_used_at, NULL, 1 FROM alias WHERE alias = ?`,
    )
      .bind(index, hanakos.envelopeSender)
      .run();
    await rotateAll(office, world.clock.time + 8 * DAY);
    const shown = await env.DB.prepare("SELECT id, shown FROM alias WHERE correspondent_index = ? ORDER BY shown")
      .bind(index)
      .all();
    expect(shown.results).toMatchObject([{ id: "younger", shown: 0 }, { shown: 1 }]);
  });

  it("a destination that was added again meanwhile does not stop the rotation", async () => {
    await addForwarding({ vault: (await Office.open(world, KEY_B)).vault } as World, pta, HANAKO);
    await rotateAll(office, world.clock.time + 8 * DAY);
    expect(await rotationProgress(env.DB, office.vault)).toEqual({ kind: "done" });
  });

  async function scopeOf(alias: string): Promise<string> {
    const query = "SELECT f.scope FROM alias AS a JOIN forwarding AS f ON f.id = a.forwarding_id WHERE a.alias = ?";
    return String(await env.DB.prepare(query).bind(alias).first("scope"));
  }
});

describe.each([
  ["keeps", false],
  ["replaces", true],
])("a thread that began before the change, where the platform %s our Message-ID", (_, replacing) => {
  it("goes on: both sides find their own ids, and nobody the other's", async () => {
    const { world, hanakos } = await school(replacing);
    const office = await Office.open(world, KEY_B, KEY_A);
    const answer = mail({
      from: HANAKO,
      to: hanakos.envelopeSender,
      messageId: "<answer@phone.private.example>",
      more: thread(hanakos.messageId),
    });
    await office.deliver(HANAKO, hanakos.envelopeSender, answer);
    const answered = takenBy(world, PARENT);
    expect(field(answered, "in-reply-to")).toBe("<question@host.company.example>");
    expect(answered.raw).not.toContain("private.example");
    await office.deliver(PARENT, PTA, mail({ from: PARENT, more: thread(answered.messageId) }));
    const back = takenBy(world, HANAKO);
    expect(field(back, "in-reply-to")).toBe("<answer@phone.private.example>");
    expect(back.raw).not.toContain("company.example");
  });
});

describe("mail that was on its way while the key changed", () => {
  it("that comes back by its trace is a loop", async () => {
    const { world, hanakos } = await school();
    const office = await Office.open(world, KEY_B, KEY_A);
    const more = `X-SafetyAnswer-Trace: ${field(hanakos, "x-safetyanswer-trace")}\r\n`;
    expect((await office.deliver("loop@else.example", PTA, mail({ from: "loop@else.example", more }))).outcome).toBe(
      "rejected",
    );
  });

  it("finds its thread in the mailbox of an officer who knows it by an id of before, where the platform keeps them", async () => {
    const { world, hanakos, jiros } = await school(false);
    const office = await Office.open(world, KEY_B, KEY_A);
    await office.deliver(PARENT, PTA, mail({ from: PARENT, more: thread("<question@host.company.example>") }));
    expect(field(takenBy(world, HANAKO), "references")).toContain(hanakos.messageId);
    const toAll = mail({
      from: HANAKO,
      to: hanakos.envelopeSender,
      more: `Cc: ${PTA}\r\n${thread(hanakos.messageId)}`,
    });
    await office.deliver(HANAKO, PTA, toAll);
    expect(field(takenBy(world, JIRO), "references")).toContain(jiros.messageId);
  });
});

describe("when the change is done and ADDRESS_KEY_PREVIOUS is gone", () => {
  let world: World;
  let hanakos: Awaited<ReturnType<typeof school>>["hanakos"];
  let office: Office;

  beforeEach(async () => {
    ({ world, hanakos } = await school());
    await world.deliver(HANAKO, hanakos.envelopeSender, mail({ from: HANAKO, to: hanakos.envelopeSender }));
    taken(world);
    await handOverJiros();
    world.clock.time += 8 * DAY;
    await rotateAll(await Office.open(world, KEY_B, KEY_A), world.clock.time);
    office = await Office.open(world, KEY_B);
  });

  /** Jiro's forwarding goes to another, who keeps its aliases and so its scope; Jiro's own is void. */
  async function handOverJiros(): Promise<void> {
    const old = await env.DB.prepare("SELECT * FROM forwarding ORDER BY rowid DESC LIMIT 1").first<{
      id: string;
      address_id: string;
    }>();
    const id = await addForwarding(world, old?.address_id ?? "", "saburo@home.example", { scope: old?.id ?? "" });
    await env.DB.batch([
      env.DB.prepare("UPDATE alias SET forwarding_id = ? WHERE forwarding_id = ?").bind(id, old?.id),
      env.DB.prepare("UPDATE forwarding SET state = 'replaced', deleted_at = 1 WHERE id = ?").bind(old?.id),
    ]);
  }

  it("nothing in the database is of the former key", async () => {
    const { current } = (await Office.open(world, KEY_A)).vault;
    const values = await everyValue();
    expect(values.length).toBeGreaterThan(50);
    expect(values.filter(({ value }) => current.made(value))).toEqual([]);
    expect(values.filter(({ value }) => office.vault.current.made(value)).length).toBeGreaterThan(20);
  });

  it("the same parent keeps the alias, also the one that was handed over", async () => {
    const aliases = await env.DB.prepare("SELECT alias FROM alias ORDER BY alias").all<{ alias: string }>();
    await office.deliver(PARENT, PTA, mail({ from: PARENT }));
    expect(
      taken(world)
        .map(({ envelopeSender }) => envelopeSender)
        .sort(),
    ).toEqual(aliases.results.map(({ alias }) => alias));
  });

  it("answers go out, in the thread that began under the former key", async () => {
    const answer = mail({ from: HANAKO, to: hanakos.envelopeSender, more: thread(hanakos.messageId) });
    expect((await office.deliver(HANAKO, hanakos.envelopeSender, answer)).outcome).toBe("accepted");
    expect(field(takenBy(world, PARENT), "in-reply-to")).toBe("<question@host.company.example>");
  });

  it("a reader still finds by its new id what the platform had named under the former key", async () => {
    await office.deliver(PARENT, PTA, mail({ from: PARENT, more: thread("<question@host.company.example>") }));
    expect(field(takenBy(world, HANAKO), "in-reply-to")).toContain(hanakos.messageId);
  });
});

describe("when ADDRESS_KEY_PREVIOUS is taken away too early", () => {
  /** How many rows have been moved: all but the claims; the forwardings alone; none. */
  it.each([100, 3, 0])(
    "after %d rows were moved, all mail waits, and nothing is sent, made or let in",
    async (moved) => {
      const { world, hanakos } = await school();
      await rotate(env.DB, (await Office.open(world, KEY_B, KEY_A)).vault, moved);
      const before = await everyValue();
      const early = await Office.open(world, KEY_B);
      const answer = mail({ from: HANAKO, to: hanakos.envelopeSender });
      expect((await early.deliver(PARENT, PTA, question)).outcome).toBe("retry");
      expect((await early.deliver(PARENT, PTA, mail({ from: PARENT }))).outcome).toBe("retry");
      expect((await early.deliver(HANAKO, hanakos.envelopeSender, answer)).outcome).toBe("retry");
      expect(world.logs).toContainEqual({ event: "fault", kind: "WrongAddressKey" });
      expect(taken(world)).toHaveLength(0);
      expect(await everyValue()).toEqual(before);
    },
  );

  it("mail goes on, with the same aliases, once it is back", async () => {
    const { world, hanakos } = await school();
    await rotate(env.DB, (await Office.open(world, KEY_B, KEY_A)).vault, 3);
    const back = await Office.open(world, KEY_B, KEY_A);
    expect((await back.deliver(PARENT, PTA, question)).outcome).toBe("accepted");
    expect(taken(world)).toHaveLength(0);
    await back.deliver(PARENT, PTA, mail({ from: PARENT }));
    expect(takenBy(world, HANAKO).envelopeSender).toBe(hanakos.envelopeSender);
  });

  it("the error names the setting, and nobody's address", async () => {
    const { world } = await school();
    const early = (await Office.open(world, KEY_B)).vault;
    const lookUp = new D1Directory(env.DB, early).lookUp({
      ...{ recipient: PTA, named: [], msgIds: [], counters: [], answer: "", senders: [], now: 0 },
    });
    await expect(lookUp).rejects.toThrow(/ADDRESS_KEY_PREVIOUS/);
    await expect(lookUp).rejects.not.toThrow(/@/);
  });
});

describe("with a wrong ADDRESS_KEY", () => {
  it("mail waits, the log names the fault, and with the right key it arrives", async () => {
    const { world } = await school();
    const wrong = await Office.open(world, KEY_C);
    const message = mail({ from: PARENT });
    expect((await wrong.deliver(PARENT, PTA, message)).outcome).toBe("retry");
    expect(world.logs).toContainEqual({ event: "fault", kind: "WrongAddressKey" });
    expect(taken(world)).toHaveLength(0);
    expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("accepted");
    expect(taken(world)).toHaveLength(2);
  });

  it("a rotation from another key than the database's changes nothing", async () => {
    const { world } = await school();
    const before = await everyValue();
    const wrong = await Office.open(world, KEY_B, KEY_C);
    expect(await turn(wrong, 100, world.clock.time + 8 * DAY)).toEqual({ moved: 0, unreadable: 0, left: 0 });
    expect(await everyValue()).toEqual(before);
  });
});
