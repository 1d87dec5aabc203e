/** An organisation that parts inside from outside: every member of staff has a public address and a mailbox inside. */
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openSchool, type School } from "../admin/support/school.ts";
import { mail } from "../support/mails.ts";
import { takenBy, the } from "../support/pick.ts";
import { shown } from "../support/reading.ts";
import { World } from "../support/world.ts";

const STAFF = 300;
const PARENT = "hanako@freemail.example";
const inside = (at: number) => `staff${at}@inside.example`;
const outside = (at: number) => `staff${at}@school.example`;

let school: School;
let world: World;
beforeAll(async () => {
  school = await openSchool();
  world = await World.open();
  const rows = Array.from({ length: STAFF }, (_, at) => {
    return { address: outside(at), name: `Staff ${at}`, label: `Staff ${at}`, destination: inside(at) };
  });
  const { body } = await school.ask("POST", "/api/roster", { rows, dryRun: false });
  expect(body).toMatchObject({ made: STAFF, published: STAFF, welcomes: STAFF });
  for (const at of [0, 1, 2, 299]) await school.confirm(body.rows[at].forwardingId);
});
beforeEach(() => void world.takeSent());

const write = (from: string, to: string, more: object = {}) =>
  world.deliver(from, to, mail({ from: `Somebody <${from}>`, to, ...more }));

describe("a whole staff of three hundred", () => {
  it("writes among themselves, and nobody's mailbox shows", async () => {
    expect(await write(inside(0), outside(299))).toEqual({ outcome: "accepted", text: "" });
    const copy = takenBy(world, inside(299));
    expect(copy.raw).not.toContain("staff0@");
    expect(world.batchesBeforeAnswer).toBe(3);
    const answer = mail({ from: inside(299), to: copy.envelopeSender, body: `I am ${inside(299)}.\r\n` });
    expect((await world.deliver(inside(299), copy.envelopeSender, answer)).outcome).toBe("accepted");
    const answered = takenBy(world, inside(0));
    expect(answered.envelopeSender).toBe(outside(299));
    expect(answered.raw).not.toContain("staff299@inside");
  });

  it("keeps a colleague's public address in a mail to several", async () => {
    await write(inside(0), outside(1), { more: `Cc: ${outside(2)}\r\n` });
    const copy = takenBy(world, inside(1));
    expect(shown(copy, "cc")).toBe(outside(2));
    expect(copy.raw).not.toMatch(/staff[02]@inside/);
  });

  it("hides a colleague's mailbox in a mail that names it", async () => {
    await write(PARENT, outside(1), { more: `Cc: ${inside(2)}\r\n`, body: `Ask ${inside(2)}.\r\n` });
    expect(takenBy(world, inside(1)).raw).not.toContain("staff2@inside");
  });

  it("writes first to people outside, by the address alone", async () => {
    const to = "staff2+hanako=freemail.example@school.example";
    expect((await world.deliver(inside(2), to, mail({ from: inside(2), to }))).outcome).toBe("accepted");
    const sent = world.takeSent();
    const mailTo = (recipient: string) => the(sent.find(({ envelopeRecipient }) => envelopeRecipient === recipient));
    expect(mailTo(PARENT).envelopeSender).toBe(outside(2));
    expect(mailTo(PARENT).raw).not.toContain("inside.example");
    const note = mailTo(inside(2));
    expect(note.envelopeSender).toMatch(/^anon-/);
    await write(PARENT, outside(2));
    expect(takenBy(world, inside(2)).envelopeSender).toBe(note.envelopeSender);
  });

  it("gets nothing of anybody before the welcome mail was answered", async () => {
    expect((await write(PARENT, outside(5))).outcome).toBe("retry");
    expect(world.takeSent()).toEqual([]);
  });
});
