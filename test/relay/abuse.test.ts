import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import { blockScope } from "../../src/relay/inbound/screening.ts";
import type { Limits } from "../../src/relay/limits.ts";
import { block, delivery } from "../../src/store/schema.ts";
import { mail, verdict } from "../support/mails.ts";
import { taken, takenBy, the } from "../support/pick.ts";
import { field, shown } from "../support/reading.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";

const PARENT = "taro@company.example";
const OTHER = "hana@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";
const HOUR = 60 * 60 * 1000;

describe("abuse", () => {
  let world: World;
  let pta: string;

  async function open(limits: Partial<Limits> = {}): Promise<void> {
    await reset();
    world = await World.open({ limits });
    pta = await addAddress(PTA, { name: "PTA" });
    await addForwarding(world, pta, HANAKO);
  }

  beforeEach(() => open());

  const write = (from: string, more: Partial<Parameters<typeof mail>[0]> = {}) =>
    world.deliver(from, PTA, mail({ from, ...more }));

  describe("a flood", () => {
    it("from one correspondent waits above the limit, shuts out nobody else, and passes the next hour", async () => {
      await open({ correspondent: 3 });
      for (let at = 0; at < 3; at++) expect((await write(PARENT)).outcome).toBe("accepted");
      expect((await write(PARENT)).outcome).toBe("retry");
      expect((await write(OTHER)).outcome).toBe("accepted");
      world.clock.time += HOUR;
      expect((await write(PARENT)).outcome).toBe("accepted");
    });

    it("from one domain waits, and other domains pass", async () => {
      await open({ domain: 3 });
      for (let at = 0; at < 3; at++) await write(`p${at}@flood.example`);
      expect((await write("p9@flood.example")).outcome).toBe("retry");
      expect((await write(PARENT)).outcome).toBe("accepted");
    });

    it("that bears a parent's address but no verdict does not use up the parent's count", async () => {
      await open({ correspondent: 2 });
      const top = "Received: from x (203.0.113.5) by cloudflare-email.net (unimx) id A\r\n";
      const spoof = () => world.deliver("x@y.example", PTA, top + mail({ from: PARENT, passes: "" }));
      await spoof();
      await spoof();
      expect((await spoof()).outcome).toBe("retry");
      expect((await write(PARENT)).outcome).toBe("accepted");
    });

    it.each([
      ["taro@gmail.com", "t.a.r.o+x@googlemail.com"],
      ["taro@company.example", "Taro+x1@company.example"],
    ])("from %s is not hidden behind %s, and a block neither", async (plain, disguised) => {
      await open({ correspondent: 1 });
      await write(plain);
      expect((await write(disguised)).outcome).toBe("retry");
      const id = await world.vault.index(blockScope(PTA), plain);
      await drizzle(env.DB)
        .insert(block)
        .values({ id, addressId: pta, kind: "correspondent", senderIndex: id, patternSealed: "", createdAt: 0 });
      expect((await write(disguised)).outcome).toBe("rejected");
    });

    it.each([
      ["an address literal", "[198.51.100.%]", "(203.0.113.5)"],
      ["a comment of its own", "x (198.51.100.%) by cloudflare-email.net (y)", "(203.0.113.5)"],
      ["another number of its /24", "x", "(203.0.113.%)"],
      ["another address of its /64", "x", "(2001:db8:1:2::%)"],
    ])("does not get out of its network's count by %s", async (_, helo, client) => {
      await open({ correspondent: 2 });
      const outcomes: string[] = [];
      for (let at = 1; at <= 3; at++) {
        const top = `Received: from ${helo} ${client} by cloudflare-email.net (unimx) id A\r\n`.replaceAll(
          "%",
          `${at}`,
        );
        const spoof = mail({ from: `p${at}@d${at}.example`, passes: "" });
        outcomes.push((await world.deliver("x@y.example", PTA, top + spoof)).outcome);
      }
      expect(outcomes).toEqual(["accepted", "accepted", "retry"]);
    });

    it("from a large provider does not hold up whom we know there, nor do they count for it", async () => {
      await open({ domain: 2 });
      for (const name of ["taro", "taro", "taro", "hana"]) await write(`${name}@gmail.com`);
      expect((await write("new@gmail.com")).outcome).toBe("retry");
      expect((await write("taro@gmail.com")).outcome).toBe("accepted");
    });

    const thirdParties = (at: number) => Array.from({ length: 9 }, (_, n) => `c${at}-${n}@others.example`).join(", ");
    const aliasRows = () => env.DB.prepare("SELECT count(*) AS count FROM alias").first<number>("count");

    it("of strangers in Cc makes a hundred new aliases an hour, and then none but the sender's own", async () => {
      for (let at = 0; at < 15; at++)
        await write(`p${at % 2}@company.example`, {
          more: `Cc: ${thirdParties(at)}
`,
        });
      const both = (await aliasRows()) ?? 0;
      for (let at = 15; at < 29; at++)
        await write("p0@company.example", {
          more: `Cc: ${thirdParties(at)}
`,
        });
      const [last] = taken(world).slice(-1);
      expect(await aliasRows()).toBe(both + 27);
      expect(the(last).raw).not.toContain("others.example");
      world.clock.time += HOUR;
      await write("p0@company.example", {
        more: `Cc: ${thirdParties(99)}
`,
      });
      expect(await aliasRows()).toBe(both + 36);
    });

    it("of strangers in everybody's Cc makes a thousand new aliases an hour at an address, and then none for a while", async () => {
      const counter = `${PTA}:aliases`;
      const hour = Math.floor(world.clock.time / HOUR);
      const spend = (count: number) =>
        env.DB.prepare("INSERT OR REPLACE INTO hourly VALUES (?, ?, ?)").bind(counter, hour, count).run();
      await spend(1000);
      await write(PARENT, { more: `Cc: ${thirdParties(0)}\r\n` });
      expect(await aliasRows()).toBe(1);
      await spend(992);
      await write(PARENT, { more: `Cc: ${thirdParties(1)}\r\n` });
      expect(await aliasRows()).toBe(1);
      await spend(991);
      await write(PARENT, { more: `Cc: ${thirdParties(2)}\r\n` });
      expect(await aliasRows()).toBe(10);
    });

    it("of unverified mail makes no alias for anybody but its sender", async () => {
      const more = `Cc: ${thirdParties(0)}
Reply-To: r@others.example
`;
      expect((await write(PARENT, { passes: "", more })).outcome).toBe("accepted");
      expect(await aliasRows()).toBe(1);
      expect(takenBy(world, HANAKO).raw).not.toContain("others.example");
    });

    it("of places to answer to is cut to two", async () => {
      const places = Array.from({ length: 9 }, (_, n) => `r${n}@others.example`).join(", ");
      await write(PARENT, {
        more: `Reply-To: ${places}
`,
      });
      expect(await aliasRows()).toBe(3);
      const copy = takenBy(world, HANAKO);
      expect(field(copy, "reply-to").match(/anon-/g)).toHaveLength(2);
      expect(copy.raw).not.toContain("others.example");
    });

    const officers = async (count: number) => {
      for (let at = 0; at < count; at++) await addForwarding(world, pta, `o${at}@private.example`);
    };

    it("holds its budget within a mail, too: one whose strangers are too many for it names none of them", async () => {
      await officers(19);
      const strangers = { more: `Cc: ${thirdParties(0)}\nReply-To: r1@others.example, r2@others.example\n` };
      expect((await write(PARENT, strangers)).outcome).toBe("accepted");
      expect(await aliasRows()).toBe(20);
      for (const { raw } of taken(world)) expect(raw).not.toContain("others.example");
      // Five strangers for twenty officers are the hundred of an hour; and whom the officers know already costs nothing.
      const five = { more: "Cc: a@o.example, b@o.example, c@o.example, d@o.example, e@o.example\n" };
      for (let at = 0; at < 3; at++) {
        await write(PARENT, five);
        expect(await aliasRows()).toBe(120);
        expect(field(takenBy(world, HANAKO), "cc").match(/anon-/g)).toHaveLength(5);
      }
      await write(PARENT, { more: "Cc: a@o.example, f@o.example\n" });
      expect(await aliasRows()).toBe(120);
    });

    it("of many senders makes a thousand new aliases an hour for third parties, and no mail more than are left", async () => {
      await officers(19);
      for (let at = 0; at < 12; at++) {
        const cc = Array.from({ length: 5 }, (_, n) => `c${at}-${n}@others.example`).join(", ");
        expect((await write(`p@d${at}.example`, { more: `Cc: ${cc}\n` })).outcome).toBe("accepted");
      }
      expect(await aliasRows()).toBe(12 * 20 + 1000);
    });

    it("that passed the mark between two attempts still calls the admin", async () => {
      await open({ total: 2 });
      await write(PARENT);
      await env.DB.prepare("UPDATE hourly SET count = 7 WHERE counter LIKE '%:total'").run();
      await write(OTHER);
      expect(world.alarms).toEqual([{ kind: "flood", address: PTA }]);
    });

    it("at one public address leaves another alone", async () => {
      await open({ correspondent: 1 });
      await addForwarding(world, await addAddress("nurse@school.example"), HANAKO);
      await write(PARENT);
      expect((await write(PARENT)).outcome).toBe("retry");
      const other = await world.deliver(PARENT, "nurse@school.example", mail({ from: PARENT }));
      expect(other.outcome).toBe("accepted");
    });

    it("in total only calls the admin", async () => {
      await open({ total: 3 });
      for (let at = 0; at < 5; at++) expect((await write(`p${at}@d${at}.example`)).outcome).toBe("accepted");
      // Each raises it; AlarmMail sends one of a kind and day.
      expect(new Set(world.alarms.map((alarm) => JSON.stringify(alarm)))).toEqual(
        new Set([JSON.stringify({ kind: "flood", address: PTA })]),
      );
    });

    it("of answers from one officer waits, and the admin is told", async () => {
      await open({ replies: 2 });
      await write(PARENT);
      const alias = takenBy(world, HANAKO).envelopeSender;
      const answer = () => world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias }));
      await answer();
      await answer();
      expect((await answer()).outcome).toBe("retry");
      expect(world.alarms).toEqual([{ kind: "reply-flood", address: PTA }]);
      world.clock.time += HOUR;
      expect((await answer()).outcome).toBe("accepted");
    });

    it("is counted by messages, not by attempts that failed", async () => {
      await open({ correspondent: 2 });
      const message = mail({ from: PARENT });
      world.transport.faults.set(HANAKO, Array(5).fill({ kind: "deferred", reason: "rate-limit" }));
      for (let at = 0; at < 5; at++) await world.deliver(PARENT, PTA, message);
      expect((await world.deliver(PARENT, PTA, message)).outcome).toBe("accepted");
      expect((await write(PARENT)).outcome).toBe("accepted");
    });
  });

  describe("robots", () => {
    it("that answer each other are held after a few rounds an hour: a burst of a server's reports is not lost", async () => {
      await open({ automatic: 3 });
      const answers = () => write(PARENT, { more: "Auto-Submitted: auto-replied\r\n" });
      for (let at = 0; at < 3; at++) expect((await answers()).outcome).toBe("accepted");
      for (let at = 0; at < 7; at++) expect((await answers()).outcome).toBe("retry");
      expect(taken(world)).toHaveLength(3);
      world.clock.time += 60 * 60 * 1000;
      expect((await answers()).outcome).toBe("accepted");
      expect(taken(world)).toHaveLength(1);
    });

    it("that only report are not taken for a ping-pong", async () => {
      await open({ automatic: 1 });
      for (let at = 0; at < 3; at++) await write(PARENT, { more: "Auto-Submitted: auto-generated\r\n" });
      expect(taken(world)).toHaveLength(3);
    });
  });

  describe("a loop", () => {
    it("through a destination that forwards back, its trace kept, is refused", async () => {
      await write(PARENT);
      const sent = takenBy(world, HANAKO);
      const back = await world.deliver(HANAKO, PTA, verdict("private.example") + sent.raw);
      expect(back.text).toContain("loop");
      expect(world.alarms).toEqual([{ kind: "loop", address: PTA }]);
    });

    it("whose trace was lost on the way is known by its sender, an alias or a public address of ours", async () => {
      await write(PARENT);
      const alias = takenBy(world, HANAKO).envelopeSender;
      expect((await write(alias)).text).toBe("No such address.");
      expect((await write(PTA)).text).toContain("loop");
      expect((await write(`PTA <${PTA}>`)).text).toContain("loop");
    });

    it("of two installations whose officers are each other's address ends at the first that it meets again", async () => {
      await write(PARENT);
      const sent = takenBy(world, HANAKO);
      // The other installation passes our trace on below its own, and hides who wrote.
      const trace = /X-SafetyAnswer-Trace: ([\s\S]*?)\r\n(?! )/.exec(sent.raw)?.[1];
      const foreign = `X-SafetyAnswer-Trace: ${"A".repeat(60)}\r\nX-SafetyAnswer-Trace: ${trace}\r\n`;
      const back = await write("anon-7k3m9q2x4wtz@other.example", { more: foreign });
      expect(back.text).toContain("loop");
      expect(world.alarms).toEqual([{ kind: "loop", address: PTA }]);
    });

    it("leaves the traces of up to five other installations on a copy, and is refused with more", async () => {
      const traces = (count: number) =>
        Array.from({ length: count }, (_, at) => `X-SafetyAnswer-Trace: ${String(at).repeat(60)}\r\n`).join("");
      await write(PARENT, { more: traces(5) });
      const { raw } = takenBy(world, HANAKO);
      expect(raw.match(/^X-SafetyAnswer-Trace:/gm)).toHaveLength(6);
      for (let at = 0; at < 5; at++) expect(raw).toContain(String(at).repeat(60));
      expect((await write(PARENT, { more: traces(6) })).text).toContain("loop");
    });

    it("leaves nothing on a copy that only calls itself a trace", async () => {
      await write(PARENT, {
        more: `X-SafetyAnswer-Trace: taro@company.example\r\nX-SafetyAnswer-Trace: ${"A".repeat(401)}\r\n`,
      });
      expect(takenBy(world, HANAKO).raw.match(/^X-SafetyAnswer-Trace:/gm)).toHaveLength(1);
    });

    it("through two addresses of ours ends at the first that it meets again", async () => {
      const other = await addAddress("other@school.example");
      await addForwarding(world, other, "x@private.example");
      await write(PARENT);
      const trace = field(takenBy(world, HANAKO), "x-safetyanswer-trace");
      const hop = mail({
        from: "fwd@list.example",
        to: "other@school.example",
        more: `X-SafetyAnswer-Trace: ${trace}\r\n`,
      });
      expect((await world.deliver("", "other@school.example", hop)).outcome).toBe("accepted");
      const second = field(takenBy(world, "x@private.example"), "x-safetyanswer-trace");
      expect((await write("fwd@list.example", { more: `X-SafetyAnswer-Trace: ${second}\r\n` })).text).toContain("loop");
    });

    it("through more than five addresses of ours is refused at the sixth", async () => {
      let trace = "";
      const outcomes: string[] = [];
      for (let at = 0; at < 6; at++) {
        const spec = `hop${at}@school.example`;
        await addForwarding(world, await addAddress(spec), `d${at}@private.example`);
        const hop = mail({ from: "fwd@list.example", to: spec, more: trace && `X-SafetyAnswer-Trace: ${trace}\r\n` });
        outcomes.push((await world.deliver("fwd@list.example", spec, hop)).outcome);
        const [sent] = taken(world);
        if (sent) trace = field(sent, "x-safetyanswer-trace");
      }
      expect(outcomes).toEqual([...Array(5).fill("accepted"), "rejected"]);
    });
  });

  describe("a block", () => {
    const blockOn = async (pattern: string) =>
      void (await drizzle(env.DB)
        .insert(block)
        .values({
          id: pattern,
          addressId: pta,
          kind: pattern.includes("@") ? "correspondent" : "domain",
          senderIndex: await world.vault.index(blockScope(PTA), pattern),
          patternSealed: "",
          createdAt: 0,
        }));

    it.each([
      ["a correspondent", "taro@company.example", PARENT, OTHER],
      ["a domain", "company.example", PARENT, "x@sub.company.example"],
      ["all domains below one", "*.company.example", "x@a.b.company.example", PARENT],
    ])("of %s at a public address is told so, and nobody else is", async (_, pattern, blocked, free) => {
      await blockOn(pattern);
      expect(await write(blocked)).toEqual({ outcome: "rejected", text: "This address does not take your mail." });
      expect((await write(free)).outcome).toBe("accepted");
    });

    it("at one public address says nothing about another", async () => {
      await blockOn("company.example");
      await addForwarding(world, await addAddress("nurse@school.example"), HANAKO);
      const other = await world.deliver(PARENT, "nurse@school.example", mail({ from: PARENT }));
      expect(other.outcome).toBe("accepted");
    });
  });

  const journal = async () =>
    (await env.DB.prepare("SELECT outcome, reason, attempts FROM delivery ORDER BY rowid").all()).results;

  it.each<[string, string, Partial<Parameters<typeof mail>[0]>]>([
    ["several authors", "from-several", { from: `${PARENT}, ${OTHER}` }],
    ["no author", "from-missing", { from: "nobody" }],
    ["a public address as its author", "loop", { from: PTA }],
    [
      "a program",
      "file-type",
      { more: 'MIME-Version: 1.0\r\nContent-Type: application/octet-stream; name="game.exe"\r\n', body: "x\r\n" },
    ],
    [
      "a signature that cannot be taken off",
      "opaque-signature",
      {
        more: "MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n",
        body: "MIIB\r\n",
      },
    ],
  ])("of mail with %s, refused a hundred times, leaves one row that counts them all", async (_, reason, more) => {
    for (let at = 0; at < 100; at++) expect((await write(PARENT, more)).outcome).toBe("rejected");
    expect(await journal()).toEqual([{ outcome: "rejected", reason, attempts: 100 }]);
    world.clock.time += 24 * HOUR;
    await write(PARENT, more);
    expect((await journal()).map(({ attempts }) => attempts)).toEqual([100, 1]);
  });

  it("of a thousand refused mails costs the database a bounded number of rows, and none of them is left out of the count", async () => {
    for (let at = 0; at < 1000; at++) await write(PARENT, { from: `${PARENT}, p${at}@x.example` });
    expect(await journal()).toEqual([{ outcome: "rejected", reason: "from-several", attempts: 1000 }]);
    const rows = await env.DB.prepare("SELECT (SELECT count(*) FROM hourly) + (SELECT count(*) FROM alias) AS n").first(
      "n",
    );
    expect(rows).toBe(0);
  }, 300_000);

  it("of mail that waits is noted thirty times an hour, and a row goes when its mail goes on", async () => {
    await env.DB.prepare("UPDATE forwarding SET deliver = 0").run();
    const first = mail({ from: PARENT });
    expect((await world.deliver(PARENT, PTA, first)).outcome).toBe("retry");
    for (let at = 0; at < 99; at++) expect((await write(`p${at}@d${at}.example`)).outcome).toBe("retry");
    expect(await journal()).toHaveLength(30);
    world.clock.time += HOUR;
    expect((await write(OTHER)).outcome).toBe("retry");
    expect(await journal()).toHaveLength(31);
    await env.DB.prepare("UPDATE forwarding SET deliver = 1").run();
    expect((await world.deliver(PARENT, PTA, first)).outcome).toBe("accepted");
    expect((await journal()).filter(({ outcome }) => outcome === "retrying")).toHaveLength(30);
  });

  it("of mail that waited and is refused then leaves no row that says it waits", async () => {
    await env.DB.prepare("UPDATE forwarding SET deliver = 0").run();
    const raw = mail({ from: PARENT });
    expect((await world.deliver(PARENT, PTA, raw)).outcome).toBe("retry");
    await env.DB.prepare("UPDATE address SET open = 0").run();
    for (let at = 0; at < 2; at++) expect((await world.deliver(PARENT, PTA, raw)).outcome).toBe("rejected");
    expect(await journal()).toEqual([{ outcome: "rejected", reason: "closed", attempts: 2 }]);
  });

  it("of mail under a blocked alias has the limits of any other, since each copy has its row", async () => {
    await open({ correspondent: 3 });
    await write(PARENT);
    await env.DB.prepare("UPDATE alias SET blocked = 1").run();
    const outcomes: string[] = [];
    for (let at = 0; at < 4; at++) outcomes.push((await write(PARENT)).outcome);
    expect(outcomes).toEqual(["rejected", "rejected", "retry", "retry"]);
  });

  it("of mail to a mailbox that fails for good has the limits of any other", async () => {
    await open({ correspondent: 3 });
    world.transport.faults.set(HANAKO, Array(9).fill({ kind: "refused", reason: "recipient-suppressed" }));
    const outcomes: string[] = [];
    for (let at = 0; at < 4; at++) outcomes.push((await write(PARENT)).outcome);
    expect(outcomes).toEqual(["rejected", "rejected", "rejected", "retry"]);
  });

  it("of mail that waits since the carrier takes none has the limits of any other: no more rows, and none is lost", async () => {
    await open({ correspondent: 3 });
    world.transport.faults.set(HANAKO, Array(9).fill({ kind: "deferred", reason: "quota" }));
    const mails = [1, 2, 3, 4, 5].map((at) => mail({ from: PARENT, subject: `${at}` }));
    for (const one of mails) expect((await world.deliver(PARENT, PTA, one)).outcome).toBe("retry");
    const rows = await drizzle(env.DB).select().from(delivery);
    expect(rows.filter(({ forwardingId }) => forwardingId !== null)).toHaveLength(3);
    world.transport.faults.clear();
    for (let hour = 0; hour < 2; hour++) {
      world.clock.time += 3_600_000;
      for (const one of mails) await world.deliver(PARENT, PTA, one);
    }
    expect(taken(world)).toHaveLength(5);
  });

  it("of answers from elsewhere, or automatic ones, leaves one row a day, alias and reason, which counts them", async () => {
    await write(PARENT);
    const alias = takenBy(world, HANAKO).envelopeSender;
    for (let at = 0; at < 50; at++) {
      await world.deliver("x@y.example", alias, mail({ from: "x@y.example", to: alias }));
      await world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias, more: "Auto-Submitted: auto-replied\r\n" }));
      await world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias, passes: "" }));
      await world.deliver(HANAKO, "pta+stop@school.example", mail({ from: HANAKO, to: PTA, passes: "" }));
    }
    const counted = (await env.DB.prepare("SELECT attempts FROM delivery WHERE holder = 'count'").all()).results;
    expect(counted.map(({ attempts }) => attempts)).toEqual([50, 50, 50, 50]);
  }, 120_000);

  it("of mail that is refused for good is one row a day, which counts it", async () => {
    const id = await world.vault.index(blockScope(PTA), "company.example");
    await drizzle(env.DB)
      .insert(block)
      .values({ id, addressId: pta, kind: "domain", senderIndex: id, patternSealed: "", createdAt: 0 });
    for (let at = 0; at < 7; at++) expect((await write(PARENT)).outcome).toBe("rejected");
    world.clock.time += 24 * HOUR;
    await write(PARENT);
    const rows = await env.DB.prepare("SELECT reason, attempts FROM delivery ORDER BY time").all();
    expect(rows.results).toEqual([
      { reason: "blocked", attempts: 7 },
      { reason: "blocked", attempts: 1 },
    ]);
  });

  it("by an answer makes a stranger one who is kept, and so does a verified mail", async () => {
    const vouched = () => env.DB.prepare("SELECT vouched FROM alias ORDER BY rowid").all<{ vouched: number }>();
    const flags = async () => (await vouched()).results.map((row) => row.vouched);
    await write(PARENT, { passes: "" });
    await write("third@company.example", { more: "Cc: fourth@company.example\r\n" });
    expect(await flags()).toEqual([0, 1, 0]);
    const [first] = taken(world);
    const alias = the(first).envelopeSender;
    await world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias }));
    await write("fourth@company.example");
    expect(await flags()).toEqual([1, 1, 1]);
  });

  it("of somebody whose blocked alias was deleted stays refused", async () => {
    await write(PARENT);
    await env.DB.prepare("UPDATE alias SET blocked = 1, shown = 0, deleted_at = 1").run();
    expect((await write(PARENT)).text).toBe("This address does not take your mail.");
    expect((await write(OTHER)).outcome).toBe("accepted");
  });

  describe("a file that runs as a program", () => {
    const attachment = (name: string, type = "application/octet-stream") =>
      `--b\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\nx\r\n`;
    const multipart = { more: 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n' };
    const nested = `--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary="c"\r\n\r\n--c\r\nContent-Type: a/b; name=evil.vbs\r\n\r\nx\r\n--c--\r\n`;
    const encoded = `--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n${btoa("Subject: x\r\nContent-Type: a/b; name=evil.vbs\r\n\r\nx\r\n")}\r\n`;

    it.each([
      ["a program", attachment("game.exe")],
      ["a script in capitals", attachment("GAME.JS")],
      ["a name that ends in dots and spaces", attachment("game.scr . .")],
      ["a name that is turned round", attachment("=?UTF-8?B?cGhvdG/igK5ncGouZXhl?=")],
      ["a document with macros", attachment("list.xlsm")],
      [
        "an RFC 2231 name",
        "--b\r\nContent-Disposition: attachment; filename*0*=UTF-8''a%2E; filename*1*=exe\r\n\r\nx\r\n",
      ],
      ["one in an attached message", nested],
      ["one in an encoded attached message", encoded],
    ])("is refused with a reason: %s", async (_, part) => {
      const ending = await write(PARENT, { ...multipart, body: `${part}--b--\r\n` });
      expect(ending.outcome).toBe("rejected");
      expect(ending.text).toContain("program");
    });

    it("may pass where the address allows it, and pictures and documents always may", async () => {
      for (const name of ["photo.jpg", "letter.docx", "list.xlsx", "plan.pdf", "exe"]) {
        expect((await write(PARENT, { ...multipart, body: `${attachment(name)}--b--\r\n` })).outcome).toBe("accepted");
      }
      await env.DB.prepare("UPDATE address SET refuse_files = 0").run();
      expect((await write(PARENT, { ...multipart, body: `${attachment("game.exe")}--b--\r\n` })).outcome).toBe(
        "accepted",
      );
    });

    it("in an answer is not sent, and the officer is told", async () => {
      await write(PARENT);
      const alias = takenBy(world, HANAKO).envelopeSender;
      const answer = mail({ from: HANAKO, to: alias, ...multipart, body: `${attachment("game.exe")}--b--\r\n` });
      expect((await world.deliver(HANAKO, alias, answer)).outcome).toBe("accepted");
      expect(shown(takenBy(world, HANAKO), "subject")).toBe("お返事は送られていません");
    });
  });

  describe("Cloudflare's spam score", () => {
    const scored = (score: string) =>
      world.deliver(PARENT, PTA, mail({ from: PARENT }).replace("SpamH-Score: 0", `SpamH-Score: ${score}`));

    it("refuses nothing by itself, and stands in the journal", async () => {
      expect((await scored("99")).outcome).toBe("accepted");
      expect(await env.DB.prepare("SELECT spam_score FROM delivery").first()).toEqual({ spam_score: 99 });
    });

    it("refuses from the threshold that is set", async () => {
      await open({ spamScore: 5 });
      expect((await scored("4.9")).outcome).toBe("accepted");
      expect((await scored("5")).text).toContain("spam");
      expect((await scored("high")).outcome).toBe("accepted");
    });

    it("marks the name from a threshold of its own, and nobody bears that mark by themselves", async () => {
      await open({ spamHint: 3 });
      const name = async () => shown(takenBy(world, HANAKO), "from");
      await scored("2.9");
      expect(await name()).not.toContain("迷惑");
      await scored("3");
      expect(await name()).toContain("（迷惑メール?）");
      await write(`"（迷惑メール？）（パスワード付きファイル）Taro" <${PARENT}>`);
      expect(await name()).toMatch(/^"Taro" </);
    });

    it("is never the sender's own: not below the verdict's block, and not where Cloudflare wrote nothing", async () => {
      await open({ spamScore: 5, spamHint: 3 });
      const own = "X-CF-SpamH-Score: 99\r\n";
      expect((await write(PARENT, { more: own })).outcome).toBe("accepted");
      const without = mail({ from: PARENT, more: own }).replace("X-CF-SpamH-Score: 0\r\n", "");
      expect((await world.deliver(PARENT, PTA, without)).outcome).toBe("accepted");
      expect((await world.deliver(PARENT, PTA, `${own}From: ${PARENT}\r\nMessage-ID: <x@y>\r\n\r\nHi`)).outcome).toBe(
        "accepted",
      );
      for (const { raw } of taken(world)) expect(raw).not.toContain("迷惑");
      const scores = await env.DB.prepare("SELECT spam_score FROM delivery ORDER BY spam_score").all();
      expect(scores.results.map((row) => row.spam_score)).toEqual([null, null, 0]);
    });
  });

  it("of a name like one of ours leaves a name that is nobody's", async () => {
    await write(`"PTA <pta@school.example>" <${PARENT}>`);
    expect(field(the(taken(world)[0]), "from")).not.toMatch(/pta@school\.example|"PTA"/);
  });
});
