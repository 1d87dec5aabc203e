import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { mail } from "../support/mails.ts";
import { takenBy } from "../support/pick.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { type Desk, openAdminDb } from "./desk.ts";
import type { Ran } from "./recorded-database.ts";

const PARENT = "taro@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";

/** Lists that a statement brings along, and intermediate results of those. */
const OWN_LIST = /^SCAN (?:json_each\b|wish VIRTUAL TABLE|CONSTANT ROW|\(subquery-\d+\)|\d+-ROW VALUES CLAUSE)/;

describe("every statement of the mail side", () => {
  let desk: Desk;
  let ran: Ran[];

  beforeAll(async () => {
    await reset();
    desk = await openAdminDb();
    const { world, ports, recorded } = desk;
    await addForwarding(world, await addAddress(PTA), HANAKO, { replyFrom: ["hanako@work.example"] });
    const question = mail({ from: PARENT, more: "Cc: third@elsewhere.example\r\nIn-Reply-To: <a@b.example>\r\n" });
    await world.deliver(PARENT, PTA, question, ports);
    const copy = takenBy(world, HANAKO);
    const thread = `In-Reply-To: ${copy.messageId}\r\nReferences: ${copy.messageId}\r\n`;
    const answer = mail({ from: HANAKO, to: copy.envelopeSender, more: thread });
    await world.deliver(HANAKO, copy.envelopeSender, answer, ports);
    await world.deliver(
      "thief@x.example",
      copy.envelopeSender,
      mail({ from: "thief@x.example", to: copy.envelopeSender }),
      ports,
    );
    ran = recorded.take();
  });

  it("finds its rows by an index, and scans nothing but the lists that it brings along", async () => {
    const texts = new Map(ran.map((one) => [one.text, one]));
    expect(texts.size).toBeGreaterThan(6);
    for (const { text, values } of texts.values()) {
      const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${text}`)
        .bind(...values)
        .all<{ detail: string }>();
      const scans = plan.results.map(({ detail }) => detail).filter((detail) => detail.startsWith("SCAN"));
      expect(
        scans.filter((detail) => !OWN_LIST.test(detail)),
        text,
      ).toEqual([]);
    }
  });

  it("would be found out if it had no index", async () => {
    const plan = await env.DB.prepare("EXPLAIN QUERY PLAN SELECT * FROM alias WHERE name_sealed = ''").all<{
      detail: string;
    }>();
    expect(plan.results.some(({ detail }) => detail.startsWith("SCAN") && !OWN_LIST.test(detail))).toBe(true);
  });
});
