/** Where the school's mail stays elsewhere: its public address is passed on to a subdomain that reaches us. */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { mail } from "../../support/mails.ts";
import { takenBy } from "../../support/pick.ts";
import { field, shown } from "../../support/reading.ts";
import { addAddress, addForwarding, invite } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PTA = "pta@school.example";
const DESK = "pta@desk.school.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@school.example";
const PARENT = "taro@company.example";

let world: World;
let pta: string;
beforeEach(async () => {
  await reset();
  world = await World.open();
  pta = await addAddress(PTA, { name: "PTA窓口", receivedAs: DESK, receivedDomain: "desk.school.example" });
  await addForwarding(world, pta, HANAKO);
});

const write = (from = PARENT, recipient = DESK, more: object = {}) =>
  world.deliver(from, recipient, mail({ from: `Taro <${from}>`, to: PTA, ...more }));

describe("mail to a public address that is received under another", () => {
  it("is delivered under an alias of our own domain, and shows the public address alone", async () => {
    expect(await write()).toEqual({ outcome: "accepted", text: "" });
    const copy = takenBy(world, HANAKO);
    expect(copy.envelopeSender).toMatch(/^anon-[0-9a-z]{12}@desk\.school\.example$/);
    expect(shown(copy, "to")).toBe(`PTA窓口 <${PTA}>`);
    expect(copy.raw).not.toContain(PARENT);
    expect(world.batchesBeforeAnswer).toBe(3);
  });

  it("reaches it by the public spelling, too, and makes one alias", async () => {
    await write();
    const first = takenBy(world, HANAKO).envelopeSender;
    await write(PARENT, PTA, { subject: "Again" });
    expect(takenBy(world, HANAKO).envelopeSender).toBe(first);
  });

  it("names it once where To has both spellings", async () => {
    await write(PARENT, DESK, { more: `Cc: ${DESK}\r\n` });
    expect(field(takenBy(world, HANAKO), "cc")).toBe("");
  });

  it("is answered from the public address", async () => {
    await write();
    const alias = takenBy(world, HANAKO).envelopeSender;
    const answer = mail({
      from: HANAKO,
      to: alias,
      body: `> ${alias} wrote\r\n> anon-7k3m9q2x4wtz@school.example\r\n`,
    });
    expect((await world.deliver(HANAKO, alias, answer)).outcome).toBe("accepted");
    const sent = takenBy(world, PARENT);
    expect(sent.envelopeSender).toBe(PTA);
    expect(sent.raw).not.toMatch(/anon-|desk\.school|hanako/);
  });

  it("hides the mailboxes of people on the public address's own domain", async () => {
    await write(JIRO, DESK, { more: "Cc: yoko@school.example\r\n", body: "yoko@school.example knows\r\n" });
    const copy = takenBy(world, HANAKO);
    expect(copy.raw).not.toMatch(/jiro@|yoko@/);
    expect(shown(copy, "cc")).toMatch(/^"?.*<anon-[0-9a-z]{12}@desk\.school\.example>$/);
  });

  it("that goes round is a loop", async () => {
    expect((await write(PTA)).outcome).toBe("rejected");
    expect((await write(DESK)).outcome).toBe("rejected");
  });

  it("from a blocked sender is refused", async () => {
    const { senderKeys } = await import("../../../src/relay/inbound/screening.ts");
    const { readIncoming } = await import("../../../src/relay/incoming.ts");
    const { address } = await import("../../support/world.ts");
    const octets = new TextEncoder().encode(mail({ from: PARENT }));
    const incoming = readIncoming({ sender: PARENT, recipient: address(DESK) }, octets, "mx.cloudflare.net");
    if (!incoming) throw new Error("unread");
    const { blocks } = await senderKeys(incoming, DESK, world.vault);
    await env.DB.prepare(
      "INSERT INTO block (id, address_id, kind, pattern_sealed, sender_index, created_at) VALUES ('b', ?, 'correspondent', 'x', ?, 0)",
    )
      .bind(pta, blocks[0])
      .run();
    expect((await write()).text).toContain("does not take your mail");
  });
});

describe("a block by an officer's tag", () => {
  it("holds for both spellings, and is lifted for both", async () => {
    await write();
    const alias = takenBy(world, HANAKO).envelopeSender;
    const command = async (tag: string) => {
      const to = alias.replace("@", `+${tag}@`);
      await world.deliver(HANAKO, to, mail({ from: HANAKO, to }));
      world.takeSent();
    };
    await command("block");
    // The tag makes it another address of the same mailbox, which has no alias that could be blocked.
    for (const recipient of [DESK, PTA])
      expect((await write("taro+new@company.example", recipient, { subject: recipient })).outcome).toBe("rejected");
    expect(world.takeSent()).toEqual([]);
    await command("unblock");
    for (const recipient of [DESK, PTA])
      expect((await write(PARENT, recipient, { subject: `${recipient} again` })).outcome).toBe("accepted");
  });
});

describe("an officer's command", () => {
  it.each([
    ["written to our own spelling", "pta+stop@desk.school.example", "pta+stop@desk.school.example"],
    [
      "written to the public address and passed on with its tag",
      "pta+stop@school.example",
      "pta+stop@desk.school.example",
    ],
    ["that reaches us under the public address", "pta+stop@school.example", "pta+stop@school.example"],
  ])("is carried out: %s", async (_, to, recipient) => {
    await world.deliver(HANAKO, recipient, mail({ from: HANAKO, to }));
    expect(await env.DB.prepare("SELECT paused_by FROM forwarding").first("paused_by")).toBe("officer");
  });

  it("proves nothing when To names another tag, or none", async () => {
    await world.deliver(HANAKO, "pta+stop@desk.school.example", mail({ from: HANAKO, to: PTA }));
    expect(await env.DB.prepare("SELECT paused_by FROM forwarding").first("paused_by")).toBeNull();
  });

  it("writes first to somebody of the school under an alias of our domain", async () => {
    const to = "pta+jiro=school.example@desk.school.example";
    expect((await world.deliver(HANAKO, to, mail({ from: HANAKO, to }))).outcome).toBe("accepted");
    const [written, note] = world.takeSent();
    expect([written?.envelopeRecipient, written?.envelopeSender]).toEqual([JIRO, PTA]);
    expect(note?.envelopeSender).toMatch(/@desk\.school\.example$/);
  });
});

describe("a welcome mail", () => {
  it("is answered from a further mailbox of the school's, which is a person's", async () => {
    const { confirmation } = await invite(world, pta, "new@private.example");
    const answer = mail({ from: JIRO, to: confirmation });
    expect((await world.deliver(JIRO, confirmation, answer)).outcome).toBe("accepted");
    expect(await env.DB.prepare("SELECT count(*) AS n FROM reply_from").first("n")).toBe(1);
  });
});
