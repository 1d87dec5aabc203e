import { reset } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { mail } from "../../support/mails.ts";
import { body, field } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { type Sent, World } from "../../support/world.ts";

const PARENT = "taro@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@home.example";

function calendar(method: string, ...lines: readonly string[]): { readonly more: string; readonly body: string } {
  const text = ["BEGIN:VCALENDAR", `METHOD:${method}`, "BEGIN:VEVENT", ...lines, "END:VEVENT", "END:VCALENDAR", ""];
  return {
    more: `MIME-Version: 1.0\r\nContent-Type: text/calendar; charset=utf-8; method=${method}\r\n`,
    body: text.join("\r\n"),
  };
}

describe("an invitation of a public address", () => {
  let world: World;
  beforeEach(async () => {
    await reset();
    world = await World.open();
    const pta = await addAddress(PTA, { name: "PTA" });
    await addForwarding(world, pta, HANAKO);
    await addForwarding(world, pta, JIRO);
  });

  async function invited(): Promise<Sent[]> {
    const { more, body: text } = calendar("REQUEST", `ORGANIZER:mailto:${PARENT}`, `ATTENDEE;RSVP=TRUE:mailto:${PTA}`);
    await world.deliver(PARENT, PTA, mail({ from: PARENT, more, body: text }));
    return world.takeSent();
  }

  it("invites each officer under their own address, and shows them no other", async () => {
    for (const copy of await invited()) {
      const [own, other] = copy.envelopeRecipient === HANAKO ? [HANAKO, JIRO] : [JIRO, HANAKO];
      expect(body(copy).replace(/\r\n /g, "")).toContain(`ATTENDEE;RSVP=TRUE:mailto:${own}`);
      expect(body(copy)).not.toContain(other);
      expect(body(copy)).not.toContain(PARENT);
    }
  });

  it("is accepted as the public address, without the name of who accepts", async () => {
    const [copy] = (await invited()).filter((one) => one.envelopeRecipient === HANAKO);
    const alias = copy?.envelopeSender ?? "";
    const { more, body: text } = calendar(
      "REPLY",
      `ORGANIZER:mailto:${alias}`,
      `ATTENDEE;PARTSTAT=ACCEPTED;CN=Sato Hanako:mailto:${HANAKO}`,
      "COMMENT:Sato Hanako has accepted",
    );
    const answer = mail({
      from: `Hanako Sato <${HANAKO}>`,
      to: alias,
      subject: "Accepted: x (Hanako Sato)",
      more,
      body: text,
    });
    await world.deliver(HANAKO, alias, answer);
    const [sent] = world.takeSent();
    expect(sent?.envelopeRecipient).toBe(PARENT);
    if (sent === undefined) return;
    const lines = body(sent).replace(/\r\n /g, "");
    expect(lines).toContain(`ORGANIZER:mailto:${PARENT}`);
    expect(lines).toContain(`ATTENDEE;PARTSTAT=ACCEPTED;CN="PTA":mailto:${PTA}`);
    expect(`${lines}${field(sent, "subject")}`).not.toMatch(/Sato|Hanako/);
    expect(field(sent, "subject")).toBe("Accepted: x (PTA)");
  });
});
