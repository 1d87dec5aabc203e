import { createExecutionContext, createMessageBatch, getQueueResult, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import PostalMime from "postal-mime";
import { beforeEach, describe, expect, it } from "vitest";
import { lateFailureOf } from "../../../src/cloudflare/sending-events.ts";
import worker from "../../../src/index.ts";
import type { LateFailure } from "../../../src/relay/ports/late-failures.ts";
import { tellLateFailure } from "../../../src/relay/reply/late-failure.ts";
import { D1LateFailures } from "../../../src/store/late-failures.ts";
import { mail } from "../../support/mails.ts";
import { takenBy } from "../../support/pick.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PARENT = "taro@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";

/** An event as Cloudflare's queue brings it. */
function event(kind: string, messageId: string, more: object = {}) {
  return {
    type: `cf.email.sending.message.${kind}`,
    source: { type: "email.sending", zoneId: "z", domain: "school.example" },
    payload: {
      eventId: "e1",
      messageId,
      sender: PTA,
      recipient: PARENT,
      subject: "Re: Hello",
      terminal: true,
      delivery: { status: kind, smtpEnhancedStatusCode: "5.1.1", smtpResponse: `550 5.1.1 <${PARENT}> unknown` },
      ...more,
    },
    metadata: { eventSchemaVersion: 1 },
  };
}

describe("an answer that fails later", () => {
  let world: World;
  let alias: string;
  let sentId: string;

  beforeEach(async () => {
    await reset();
    world = await World.open();
    await addForwarding(world, await addAddress(PTA, { name: "PTA窓口" }), HANAKO);
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    alias = takenBy(world, HANAKO).envelopeSender;
    await world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias }));
    sentId = takenBy(world, PARENT).messageId;
  });

  const tell = (failure: LateFailure | undefined) =>
    failure &&
    tellLateFailure(failure, world.clock.now(), {
      failures: new D1LateFailures(env.DB, world.vault),
      transport: world.transport,
      log: world.ports.log,
      language: "ja",
    });

  const replyRow = () =>
    env.DB.prepare("SELECT outcome, reason, remark FROM delivery WHERE direction = 'reply'").first();

  it("is reported to its officer by the alias, never by the address behind it", async () => {
    await tell(lateFailureOf(event("bounced", sentId)));
    const report = takenBy(world, HANAKO);
    expect(report.raw).toContain("multipart/report; report-type=delivery-status");
    expect(report.raw).toContain(`Final-Recipient: rfc822; ${alias}`);
    expect(report.raw).toContain("Status: 5.1.1");
    const { text = "", subject = "", headers } = await PostalMime.parse(report.raw);
    expect(subject).toBe("お返事は送られていません");
    expect(text).toContain("はっきりと断りました");
    expect(text).toContain("7日間、この相手へのメールをすべての窓口から止めます");
    expect(headers.find(({ key }) => key === "auto-submitted")?.value).toBe("auto-generated");
    expect(`${report.raw}${text}`).not.toContain("company.example");
    expect(await replyRow()).toEqual({ outcome: "failed", reason: "bounced", remark: "none" });
  });

  it("is reported once, however often the event comes, and with or without angle brackets", async () => {
    await tell(lateFailureOf(event("bounced", sentId.slice(1, -1))));
    takenBy(world, HANAKO);
    await tell(lateFailureOf(event("bounced", sentId)));
    expect(world.transport.sent).toHaveLength(0);
  });

  it("is reported when the event comes again after the report could not be sent", async () => {
    world.transport.faults.set(HANAKO, [{ kind: "deferred", reason: "rate-limit" }]);
    await expect(tell(lateFailureOf(event("bounced", sentId)))).rejects.toThrow("could not be sent yet");
    expect(await replyRow()).toEqual({ outcome: "failed", reason: "bounced", remark: "untold" });
    await tell(lateFailureOf(event("bounced", sentId)));
    expect(takenBy(world, HANAKO).envelopeSender).toBe(PTA);
    expect(await replyRow()).toEqual({ outcome: "failed", reason: "bounced", remark: "none" });
  });

  it("that its reader reported as spam, which the officer could not be told yet, can still turn out to have failed", async () => {
    world.transport.faults.set(HANAKO, [{ kind: "deferred", reason: "rate-limit" }]);
    await expect(tell(lateFailureOf(event("complained", sentId)))).rejects.toThrow("could not be sent yet");
    expect(await replyRow()).toEqual({ outcome: "sent", reason: "complained", remark: "untold" });
    await tell(lateFailureOf(event("bounced", sentId)));
    takenBy(world, HANAKO);
    expect(await replyRow()).toEqual({ outcome: "failed", reason: "bounced", remark: "none" });
  });

  it("is not reported to an officer who has left, but stands in the journal", async () => {
    await env.DB.prepare("UPDATE forwarding SET state = 'replaced', deleted_at = 1").run();
    await tell(lateFailureOf(event("bounced", sentId)));
    expect(world.transport.sent).toHaveLength(0);
    const row = await env.DB.prepare("SELECT outcome FROM delivery WHERE direction = 'reply'").first();
    expect(row).toEqual({ outcome: "failed" });
  });

  it.each(["inbound", "notice"])("is one of an answer's: what was sent %s is never taken for it", async (direction) => {
    await env.DB.prepare("UPDATE delivery SET direction = ? WHERE direction = 'reply'").bind(direction).run();
    await tell(lateFailureOf(event("bounced", sentId)));
    expect(world.transport.sent).toHaveLength(0);
    const failed = await env.DB.prepare("SELECT count(*) AS count FROM delivery WHERE outcome = 'failed'").first();
    expect(failed).toEqual({ count: 0 });
  });

  it("that nobody knows, or good news, is nothing to report", async () => {
    await tell(lateFailureOf(event("bounced", "<unknown@cloudflare-email.example>")));
    expect(lateFailureOf(event("delivered", sentId))).toBeUndefined();
    expect(lateFailureOf(event("deferred", sentId))).toBeUndefined();
    for (const junk of [undefined, null, 7, "x", {}, { type: "cf.email.sending.message.bounced" }]) {
      expect(lateFailureOf(junk)).toBeUndefined();
    }
    expect(world.transport.sent).toHaveLength(0);
  });

  it("because the recipient is suppressed says so", async () => {
    await tell(lateFailureOf(event("rejected", sentId, { rejection: { reason: "suppressed" } })));
    const { text = "" } = await PostalMime.parse(takenBy(world, HANAKO).raw);
    expect(text).toMatch(/24時間で.*7日で.*迷惑メールの報告によるものは自動では解除されません/);
  });

  it.each([
    ["its enhanced status", { smtpEnhancedStatusCode: "4.2.2", smtpResponse: "452 4.2.2 full" }],
    ["its reply code", { smtpStatusCode: 452 }],
    ["the response alone", { smtpResponse: "421 try later" }],
  ])("only for now, by %s, says that mail is stopped for a day", async (_, delivery) => {
    await tell(lateFailureOf(event("bounced", sentId, { delivery })));
    const report = takenBy(world, HANAKO);
    expect(report.raw).toMatch(/^Status: 4\./m);
    const { text = "" } = await PostalMime.parse(report.raw);
    expect(text).toContain("これから24時間、この相手へのメールをすべての窓口から止めます");
    expect(await replyRow()).toEqual({ outcome: "failed", reason: "bounced-soft", remark: "none" });
  });

  it("because its reader reported it as spam says that this is for good, once; the answer stays one that arrived", async () => {
    await tell(lateFailureOf(event("complained", sentId)));
    const { text = "", subject } = await PostalMime.parse(takenBy(world, HANAKO).raw);
    expect(subject).toBe("お返事が迷惑メールとして報告されました");
    expect(text).toContain("止めたままにします。自動では解除されません");
    expect(text).not.toContain("届けられていません");
    expect(await replyRow()).toEqual({ outcome: "sent", reason: "complained", remark: "none" });
    await tell(lateFailureOf(event("complained", sentId)));
    expect(world.transport.sent).toHaveLength(0);
  });

  it("comes through the worker's queue, which takes what it has done and asks again for the rest", async () => {
    const batch = createMessageBatch<unknown>("sending", [
      { id: "1", timestamp: new Date(), attempts: 1, body: event("delivered", sentId) },
      { id: "2", timestamp: new Date(), attempts: 1, body: "junk" },
    ]);
    const context = createExecutionContext();
    await worker.queue(batch, {
      ...env,
      ADDRESS_KEY: btoa("\x07".repeat(32)),
      ADMIN_TOKEN: "x".repeat(32),
      ADMIN_MAILBOX: "admin@board.example",
    });
    const result = await getQueueResult(batch, context);
    expect(result.explicitAcks).toEqual(["1", "2"]);
  });
});
