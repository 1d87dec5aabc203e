import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { type MailParts, mail } from "../../support/mails.ts";
import { noticeText } from "../../support/reading.ts";
import { addAddress, addForwarding, invite } from "../../support/school.ts";
import { type Sent, World } from "../../support/world.ts";

const PTA = "pta@school.example";
const PARENT = "taro@company.example";
const HANAKO = "hanako@private.example";
const HANAKOS_OTHER = "hanako.work@office.example";
const OLD = "jiro@home.example";
const DAY = 86_400_000;

let world: World;
let pta: string;
beforeEach(async () => {
  await reset();
  world = await World.open({ language: "en" });
  pta = await addAddress(PTA, { name: "PTA" });
});

interface Row {
  readonly state: string;
  readonly confirmed_at: number | null;
}

const rowOf = (id: string) =>
  env.DB.prepare("SELECT state, confirmed_at FROM forwarding WHERE id = ?").bind(id).first<Row>();
const stateOf = async (id: string) => (await rowOf(id))?.state;
const furtherMailboxes = async () => (await env.DB.prepare("SELECT id FROM reply_from").all()).results.length;

/** An answer to the welcome mail, as a mail program sends it. */
function answer(confirmation: string, author = HANAKO, parts: Partial<MailParts> = {}) {
  const subject = "Re: You are to receive the mail of pta@school.example: please answer this mail";
  return world.deliver(author, confirmation, mail({ from: author, to: confirmation, subject, ...parts }));
}

const recipients = (sent: readonly Sent[]) => sent.map(({ envelopeRecipient }) => envelopeRecipient);

async function writeToPta(): Promise<readonly Sent[]> {
  await world.deliver(PARENT, PTA, mail({ from: PARENT }));
  return world.takeSent();
}

describe("before a welcome mail is answered", () => {
  it("nothing of a correspondent's reaches the destination: mail waits, and then arrives", async () => {
    const { confirmation } = await invite(world, pta, HANAKO);
    expect(await world.deliver(PARENT, PTA, mail({ from: PARENT, messageId: "<1@x.example>" }))).toMatchObject({
      outcome: "retry",
    });
    expect(world.takeSent()).toEqual([]);
    await answer(confirmation);
    world.takeSent();
    expect(await world.deliver(PARENT, PTA, mail({ from: PARENT, messageId: "<1@x.example>" }))).toMatchObject({
      outcome: "accepted",
    });
    expect(recipients(world.takeSent())).toEqual([HANAKO]);
  });

  it("others of the address get its mail, the destination none", async () => {
    await invite(world, pta, HANAKO);
    await addForwarding(world, pta, OLD);
    expect((await world.deliver(PARENT, PTA, mail({ from: PARENT }))).outcome).toBe("accepted");
    expect(recipients(world.takeSent())).toEqual([OLD]);
  });

  it.each(["pending", "invited"] as const)(
    "an answer counts when the forwarding is %s: the mail may have got out",
    async (state) => {
      const { id, confirmation } = await invite(world, pta, HANAKO, { state });
      expect(await answer(confirmation)).toMatchObject({ outcome: "accepted" });
      expect(await stateOf(id)).toBe("active");
    },
  );
});

describe("an answer to the welcome mail", () => {
  it("makes the forwarding active, is told by a short mail, and reaches nobody", async () => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    await addForwarding(world, pta, OLD);
    expect(await answer(confirmation, HANAKO, { body: "my secret words\r\n" })).toMatchObject({ outcome: "accepted" });
    expect(await stateOf(id)).toBe("active");
    const [told, ...others] = world.takeSent();
    expect(others).toEqual([]);
    expect([told?.envelopeSender, told?.envelopeRecipient]).toEqual([PTA, HANAKO]);
    expect(told?.raw).toContain("Subject: Your part at pta@school.example is confirmed");
    expect(noticeText(told)).toContain("From now on mail to pta@school.example comes to this mailbox,");
    expect(noticeText(told)).not.toMatch(/my secret words|another mailbox/);
    expect(recipients(await writeToPta()).sort()).toEqual([HANAKO, OLD].sort());
  });

  it("counts whatever it says, and a subject commands nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("", "stop", "Re: unsubscribe", "NO", "delete me"),
        fc.constantFrom("", "stop\r\n", "unsubscribe\r\n", "> quoted\r\n"),
        async (subject, body) => {
          const { id, confirmation } = await invite(world, pta, `${crypto.randomUUID()}@private.example`);
          const { results } = await env.DB.prepare("SELECT id FROM forwarding WHERE id = ?").bind(id).all();
          expect(results).toHaveLength(1);
          expect(await answer(confirmation, HANAKOS_OTHER, { subject, body })).toMatchObject({ outcome: "accepted" });
          expect(await stateOf(id)).toBe("active");
          await env.DB.batch([env.DB.prepare("DELETE FROM reply_from"), env.DB.prepare("DELETE FROM forwarding")]);
        },
      ),
      { numRuns: 10 },
    );
  });

  it("finds its way in capitals and with a tag", async () => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    const written = confirmation.replace("@", "+re@").toUpperCase();
    expect(await world.deliver(HANAKO, written, mail({ from: "Hanako@Private.Example", to: written }))).toMatchObject({
      outcome: "accepted",
    });
    expect(await stateOf(id)).toBe("active");
  });

  it("that comes twice is told once, and confirms once", async () => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    const raw = mail({ from: HANAKO, to: confirmation });
    const endings = await Promise.all([1, 2, 3].map(() => world.deliver(HANAKO, confirmation, raw)));
    expect(endings.filter(({ outcome }) => outcome === "rejected")).toEqual([]);
    expect(await world.deliver(HANAKO, confirmation, raw)).toMatchObject({ outcome: "accepted" });
    expect(recipients(world.takeSent())).toEqual([HANAKO]);
    const { confirmed_at: first } = (await rowOf(id)) ?? {};
    world.clock.time += 1000;
    await answer(confirmation);
    expect((await rowOf(id))?.confirmed_at).toBe(first);
    const { results } = await env.DB.prepare("SELECT action FROM audit").all();
    expect(results).toEqual([{ action: "forwarding.activate" }]);
  });

  it("waits at its sender when the short mail cannot be sent, counts all the same, and is told at the next attempt", async () => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    world.transport.faults.set(HANAKO, ["throw", { kind: "deferred", reason: "quota" }]);
    const raw = mail({ from: HANAKO, to: confirmation });
    expect((await world.deliver(HANAKO, confirmation, raw)).outcome).toBe("retry");
    expect(await stateOf(id)).toBe("active");
    expect((await world.deliver(HANAKO, confirmation, raw)).outcome).toBe("retry");
    expect((await world.deliver(HANAKO, confirmation, raw)).outcome).toBe("accepted");
    expect(recipients(world.takeSent())).toEqual([HANAKO]);
  });

  it("is accepted when each attempt to tell of it has died: it counts, and nobody gains by days of trying", async () => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    const raw = mail({ from: HANAKO, to: confirmation });
    await world.deliver(HANAKO, confirmation, raw);
    await env.DB.prepare("UPDATE delivery SET outcome = 'claimed', lease_until = 0, attempts = 3").run();
    world.takeSent();
    expect((await world.deliver(HANAKO, confirmation, raw)).outcome).toBe("accepted");
    expect(world.takeSent()).toEqual([]);
    expect(await stateOf(id)).toBe("active");
  });

  it("waits at its sender when the database fails", async () => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    world.db.failNext("update", 1);
    const raw = mail({ from: HANAKO, to: confirmation });
    expect((await world.deliver(HANAKO, confirmation, raw)).outcome).toBe("retry");
    expect(await stateOf(id)).toBe("invited");
    expect((await world.deliver(HANAKO, confirmation, raw)).outcome).toBe("accepted");
    expect(await stateOf(id)).toBe("active");
  });

  it("to a forwarding or an address that is deleted is answered as an address that never was", async () => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    const unknown = await answer("anon-000000000000@school.example");
    await env.DB.prepare("UPDATE forwarding SET state = 'deleted', deleted_at = 1 WHERE id = ?").bind(id).run();
    expect(await answer(confirmation)).toEqual(unknown);
    const other = await invite(world, pta, HANAKO);
    await env.DB.prepare("UPDATE address SET deleted_at = 1").run();
    expect(await answer(other.confirmation)).toEqual(unknown);
    expect(world.takeSent()).toEqual([]);
  });

  it("costs one look-up, as an alias that never was", async () => {
    const { confirmation } = await invite(world, pta, HANAKO);
    const batches = async (recipient: string) => {
      await world.deliver(
        "x@elsewhere.example",
        recipient,
        mail({ from: "x@elsewhere.example", passes: "", to: recipient }),
      );
      return world.batchesBeforeAnswer;
    };
    expect(await batches("anon-000000000000@school.example")).toBe(1);
    expect(await batches(confirmation)).toBe(1);
  });
});

describe("an answer from another mailbox of the same person", () => {
  it("confirms, and answers are taken from that mailbox hereafter", async () => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    expect(await answer(confirmation, HANAKOS_OTHER)).toMatchObject({ outcome: "accepted" });
    expect(await stateOf(id)).toBe("active");
    expect(await furtherMailboxes()).toBe(1);
    const told = world.takeSent();
    expect(recipients(told)).toEqual([HANAKO]);
    expect(noticeText(told[0])).toContain("another mailbox of yours, which you can answer from hereafter");
    expect(`${told[0]?.raw} ${noticeText(told[0])}`).not.toContain("hanako.work");
    const [copy] = await writeToPta();
    const alias = copy?.envelopeSender ?? "";
    expect(copy?.envelopeRecipient).toBe(HANAKO);
    await world.deliver(HANAKOS_OTHER, alias, mail({ from: HANAKOS_OTHER, to: alias }));
    expect(recipients(world.takeSent())).toEqual([PARENT]);
  });

  it("that is tried again confirms once and adds it once", async () => {
    const { confirmation } = await invite(world, pta, HANAKO);
    world.transport.faults.set(HANAKO, ["throw"]);
    const raw = mail({ from: HANAKOS_OTHER, to: confirmation });
    expect((await world.deliver(HANAKOS_OTHER, confirmation, raw)).outcome).toBe("retry");
    expect((await world.deliver(HANAKOS_OTHER, confirmation, raw)).outcome).toBe("accepted");
    expect(await furtherMailboxes()).toBe(1);
  });

  it("is worth nothing once the welcome mail is answered: the address is spent, and the destination is told", async () => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    await answer(confirmation);
    world.takeSent();
    expect(await answer(confirmation, "thief@elsewhere.example")).toMatchObject({
      outcome: "rejected",
      text: "No such address.",
    });
    expect(await furtherMailboxes()).toBe(0);
    const sent = world.takeSent();
    expect(recipients(sent)).toEqual([HANAKO]);
    expect(noticeText(sent[0])).toContain("came from another mailbox than this");
    expect(sent[0]?.raw).not.toContain("thief");
    await answer(confirmation, "thief@elsewhere.example");
    expect(world.takeSent()).toEqual([]);
    expect(await stateOf(id)).toBe("active");
  });

  it("needs the address that only the welcome mail named: no alias confirms anybody", async () => {
    const { id } = await invite(world, pta, HANAKO);
    await addForwarding(world, pta, OLD);
    const [copy] = await writeToPta();
    await answer(copy?.envelopeSender ?? "", HANAKO);
    await world.deliver(HANAKO, PTA, mail({ from: HANAKO }));
    expect(await stateOf(id)).toBe("invited");
  });

  it.each([
    ["another officer of the address", OLD],
    ["the public address itself", PTA],
    ["an address of our domain", "teacher@school.example"],
    ["an address of another domain of ours", "teacher@second.example"],
  ])("is none when it is %s", async (_, author) => {
    await addForwarding(world, pta, OLD);
    await addAddress("pta@second.example");
    const { id, confirmation } = await invite(world, pta, HANAKO);
    expect((await answer(confirmation, author)).outcome).toBe("rejected");
    expect(await stateOf(id)).toBe("invited");
    expect(await furtherMailboxes()).toBe(0);
  });
});

describe("mail that says it is from the very address that the welcome mail came from", () => {
  const from = (confirmation: string, to: string) =>
    world.deliver(confirmation, to, mail({ from: confirmation, to, passes: "school.example" }));

  it("confirms nothing, and goes round nowhere", async () => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    for (let round = 0; round < 3; round++) {
      expect(await from(confirmation, confirmation)).toEqual({ outcome: "rejected", text: "No such address." });
    }
    expect(recipients(world.takeSent())).toEqual([HANAKO]);
    expect([await stateOf(id), await furtherMailboxes()]).toEqual(["invited", 0]);
  });

  it("is no mail to the public address, nor an answer to an alias", async () => {
    const { confirmation } = await invite(world, pta, HANAKO);
    await addForwarding(world, pta, OLD);
    const [copy] = await writeToPta();
    for (const to of [PTA, copy?.envelopeSender ?? ""]) {
      expect((await from(confirmation, to)).outcome).toBe("rejected");
    }
    expect(recipients(world.takeSent()).filter((one) => one !== OLD)).toEqual([]);
  });

  it("and whose letter about it is answered by a robot, ends there", async () => {
    const { confirmation } = await invite(world, pta, HANAKO);
    await from(confirmation, confirmation);
    const [letter] = world.takeSent();
    expect(letter?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    const note = mail({ from: HANAKO, to: PTA, more: "Auto-Submitted: auto-replied\r\n" });
    await world.deliver("", confirmation, note);
    expect(world.takeSent()).toEqual([]);
  });
});

describe("what does not confirm", () => {
  it.each([
    ["a vacation note", HANAKO, { more: "Auto-Submitted: auto-replied\r\n" }],
    ["what a program sent", HANAKO, { more: "X-Autoreply: yes\r\n" }],
    ["a bounce", "", {}],
  ])("%s: accepted, and nothing more", async (_, sender, parts) => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    const raw = mail({ from: HANAKO, to: confirmation, ...parts });
    expect(await world.deliver(sender, confirmation, raw)).toMatchObject({ outcome: "accepted" });
    expect(await stateOf(id)).toBe("invited");
    expect(world.takeSent()).toEqual([]);
    await world.deliver(sender, confirmation, raw);
    const noted = await env.DB.prepare("SELECT attempts FROM delivery WHERE outcome = 'suppressed'").all();
    expect(noted.results).toEqual([{ attempts: 2 }]);
  });

  it.each([
    ["from the destination", HANAKO],
    ["from elsewhere", HANAKOS_OTHER],
  ])("mail %s that nobody vouches for: refused, and the destination is told, once a day", async (_, author) => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    expect(await answer(confirmation, author, { passes: "" })).toMatchObject({
      outcome: "rejected",
      text: "No such address.",
    });
    const sent = world.takeSent();
    expect(recipients(sent)).toEqual([HANAKO]);
    expect(noticeText(sent[0])).toContain("we could not verify that it was yours");
    await answer(confirmation, author, { passes: "" });
    expect(world.takeSent()).toEqual([]);
    world.clock.time += DAY;
    await answer(confirmation, author, { passes: "" });
    expect(recipients(world.takeSent())).toEqual([HANAKO]);
    expect([await stateOf(id), await furtherMailboxes()]).toEqual(["invited", 0]);
  });

  it("a signed mail of the destination's that was not meant for this address", async () => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    expect((await answer(confirmation, HANAKO, { to: "friend@home.example" })).outcome).toBe("rejected");
    expect(noticeText(world.takeSent()[0])).toContain("its To field does not name the address");
    expect(await stateOf(id)).toBe("invited");
  });

  it("mail whose envelope sender is another's", async () => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    const raw = mail({ from: HANAKO, to: confirmation });
    expect((await world.deliver("thief@elsewhere.example", confirmation, raw)).outcome).toBe("rejected");
    expect(await stateOf(id)).toBe("invited");
  });

  it("mail that names several authors, or none", async () => {
    const { id, confirmation } = await invite(world, pta, HANAKO);
    for (const from of [`${HANAKO}, ${OLD}`, undefined]) {
      const raw = mail({ from, to: confirmation, passes: "private.example" });
      expect((await world.deliver(HANAKO, confirmation, raw)).outcome).toBe("rejected");
    }
    expect(await stateOf(id)).toBe("invited");
  });
});

describe("the answer that a handover hangs on", () => {
  it("hands over, and the aliases with it", async () => {
    const old = await addForwarding(world, pta, OLD);
    const [copy] = await writeToPta();
    const alias = copy?.envelopeSender ?? "";
    const { confirmation } = await invite(world, pta, HANAKO, { replacesId: old, keepAliases: true, scope: old });
    await answer(confirmation);
    world.takeSent();
    expect(recipients(await writeToPta())).toEqual([HANAKO]);
    await world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias }));
    expect(recipients(world.takeSent())).toEqual([PARENT]);
    expect((await world.deliver(OLD, alias, mail({ from: OLD, to: alias }))).outcome).toBe("rejected");
  });

  it("before its day is noted and told; until then the old officer works", async () => {
    const old = await addForwarding(world, pta, OLD);
    const effectiveAt = world.clock.time + 3 * DAY;
    const { id, confirmation } = await invite(world, pta, HANAKO, { replacesId: old, effectiveAt });
    expect(await answer(confirmation)).toMatchObject({ outcome: "accepted" });
    const [told] = world.takeSent();
    expect(noticeText(told)).toContain("until then your predecessor goes on");
    expect(await rowOf(id)).toMatchObject({ state: "invited", confirmed_at: world.clock.time });
    expect(recipients(await writeToPta())).toEqual([OLD]);
    expect((await answer(confirmation, "thief@elsewhere.example")).outcome).toBe("rejected");
    expect(await furtherMailboxes()).toBe(0);
  });

  it("cannot be given by the one who goes", async () => {
    const old = await addForwarding(world, pta, OLD);
    const { id, confirmation } = await invite(world, pta, HANAKO, { replacesId: old });
    expect((await answer(confirmation, OLD)).outcome).toBe("rejected");
    expect(await stateOf(id)).toBe("invited");
  });
});
