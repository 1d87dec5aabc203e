/**
 * Whatever an officer, a member or a parent writes, wherever and however their address stands in it: nobody else reads it in
 * any mail or letter of tags, shared desks, rosters, handovers, networks and surveys.
 */
import { reset } from "cloudflare:test";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { hidingPlace } from "../reader/hiding/hiding-place.ts";
import { addressPattern, sightings } from "../reader/seen.ts";
import { askDesk, deskOf, runCron } from "../support/desk.ts";
import { plainVerdict } from "../support/mails.ts";
import { addMembers, JOIN_CODE, openNetwork, tagged } from "../support/network.ts";
import { field } from "../support/reading.ts";
import { runs } from "../support/runs.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { type Sent, World } from "../support/world.ts";

const PTA = "pta@school.example";
const HANAKO = "hanako.geheim@private.example";
const JIRO = "jiro.geheim@home.example";
const PARENT = "taro.geheim@company.example";
const FRIEND = "goro.geheim@freemail.example";
const FAMILIES = ["tanaka.geheim@docomo.example", "suzuki.geheim@au.example"];
const NEWCOMERS = ["mai.geheim@next.example", "ken.geheim@later.example"];
const EVERYBODY = [HANAKO, JIRO, PARENT, FRIEND, ...FAMILIES, ...NEWCOMERS];
const [FAMILY = "", OTHER_FAMILY = ""] = FAMILIES;
const DAY = 24 * 60 * 60 * 1000;

let world: World;
let count = 0;

/** A message from its Content-* fields on (a binary string), with choices before it where a survey needs some. */
function written(author: string, recipient: string, message: string, before = ""): Uint8Array {
  const fields = [
    `From: Jemand <${author}>`,
    `To: <${recipient}>`,
    `Message-ID: <${++count}@program.example>`,
    "Date: Tue, 24 Nov 2026 12:00:00 +0900",
  ];
  const parts = `Content-Type: multipart/mixed; boundary=x-x\r\n\r\n--x-x\r\nContent-Type: text/plain\r\n\r\n${before}\r\n--x-x\r\n${message}\r\n--x-x--\r\n`;
  const verdict = plainVerdict(author.slice(author.indexOf("@") + 1));
  return Uint8Array.from(Buffer.from(`${verdict}${fields.join("\r\n")}\r\n${before ? parts : message}`, "latin1"));
}

const send = (author: string, recipient: string, message: string, before = "") =>
  world.deliver(author, recipient, written(author, recipient, message, before));
const addressIn = (value: string) => /<([^>]+)>\s*$/.exec(value)?.[1] ?? value;
const to = (sent: readonly Sent[], mailbox: string) =>
  sent.filter(({ envelopeRecipient }) => envelopeRecipient === mailbox);

/** Of everybody but its own recipient. */
function expectUnseen(sent: readonly Sent[], how: string): void {
  for (const { envelopeRecipient, raw } of sent) {
    for (const other of EVERYBODY.filter((one) => one !== envelopeRecipient))
      expect(sightings(raw, addressPattern(other)), `${other} to ${envelopeRecipient}: ${how}`).toEqual([]);
  }
}

/** Text that names the author, as any program may write it; only what somebody can read counts. */
const naming = (author: string) =>
  hidingPlace(author).filter(({ message }) => sightings(message, addressPattern(author)).length > 0);

const seeded = () => ({ numRuns: runs(8), seed: 11 });

describe("what leaves of it shows an address to nobody but its owner:", { timeout: 600_000 }, () => {
  let network: string;

  beforeEach(async () => {
    await reset();
    world = await World.open();
    network = await addAddress(PTA, { name: "PTA", shareAnswers: true });
    // Labels of before addresses were refused in them.
    await addForwarding(world, network, HANAKO, { label: `会計 ${HANAKO}` });
    await addForwarding(world, network, JIRO, { label: `会長 ${JIRO}` });
    await openNetwork(world, network);
    await addMembers(world, network, FAMILIES);
  });

  it("an officer's commands by tag, and writing first", async () => {
    await send(PARENT, PTA, "\r\nHello.\r\n");
    const [copy] = to(world.takeSent(), HANAKO);
    const alias = copy?.envelopeSender ?? "";
    const tags = ["stop", "start", "help", "nonsense", FRIEND.replace("@", "=")].map((tag) => tagged(PTA, tag));
    const places = [...tags, ...["block", "unblock", "what"].map((tag) => tagged(alias, tag))];
    await fc.assert(
      fc.asyncProperty(naming(HANAKO), async ({ name, message }) => {
        world.clock.time += DAY;
        for (const place of places) {
          await send(HANAKO, place, message);
          // Somebody else's: ordinary mail, or none.
          await send(PARENT, place, message);
        }
        const sent = world.takeSent();
        expect(to(sent, FRIEND).length).toBeGreaterThan(0);
        expectUnseen(
          sent.filter(({ envelopeRecipient }) => envelopeRecipient !== JIRO),
          name,
        );
      }),
      seeded(),
    );
  });

  it("a shared desk's answers and their copies", async () => {
    await send(PARENT, PTA, "\r\nHello.\r\n");
    const alias = to(world.takeSent(), HANAKO)[0]?.envelopeSender ?? "";
    await fc.assert(
      fc.asyncProperty(naming(HANAKO), naming(PARENT), async (officers, parents) => {
        world.clock.time += DAY;
        await send(HANAKO, alias, officers.message);
        const shared = to(world.takeSent(), JIRO);
        expectUnseen(shared, officers.name);
        await send(PARENT, PTA, parents.message);
        expectUnseen(world.takeSent(), parents.name);
      }),
      seeded(),
    );
  });

  it("joining, leaving, mail to all and its report", async () => {
    await fc.assert(
      fc.asyncProperty(naming(HANAKO), naming(FAMILY), async (officers, members) => {
        world.clock.time += DAY;
        await send(FAMILY, tagged(PTA, "leave"), members.message);
        await send(FAMILY, tagged(PTA, `join.${JOIN_CODE}`), members.message);
        await send(FAMILY, tagged(PTA, "join.00000000"), members.message);
        world.clock.time += 1000;
        await send(HANAKO, tagged(PTA, "all"), officers.message);
        await send(FAMILY, PTA, members.message);
        const sent = world.takeSent();
        expect(to(sent, OTHER_FAMILY).length).toBeGreaterThan(0);
        expectUnseen(sent, `${officers.name}; ${members.name}`);
      }),
      seeded(),
    );
  });

  it("a survey, its answers, its counts, its reminder and its end", async () => {
    await fc.assert(
      fc.asyncProperty(naming(HANAKO), naming(FAMILY), naming(OTHER_FAMILY), async (officers, members, others) => {
        world.clock.time += DAY;
        await send(HANAKO, tagged(PTA, "ask"), officers.message, "1. yes\r\n2. no\r\n");
        const asked = world.takeSent();
        // A report of a program asks nothing, and commands nothing.
        fc.pre(to(asked, FAMILY).length > 0 && !/^Content-Type: multipart\/report/i.test(officers.message));
        const survey = addressIn(field(to(asked, FAMILY)[0] ?? neverSent(), "reply-to"));
        await send(FAMILY, survey, members.message);
        const words = to(world.takeSent(), HANAKO);
        expectUnseen([...asked, ...words], `${officers.name}; ${members.name}`);
        const [first] = words;
        if (first) await send(HANAKO, first.envelopeSender, officers.message);
        await send(OTHER_FAMILY, survey, others.message, "2");
        for (const verb of ["tally", "remind", "close", "tally"])
          await send(HANAKO, survey.replace("@", `.${verb}@`), officers.message);
        const rest = world.takeSent();
        expect(to(rest, HANAKO).length).toBeGreaterThanOrEqual(4);
        expectUnseen(rest, `${officers.name}; ${members.name}; ${others.name}`);
      }),
      seeded(),
    );
  });

  it("a roster's welcome, its answer, a handover and what the others hear of both", async () => {
    await fc.assert(
      fc.asyncProperty(naming(NEWCOMERS[0] ?? ""), naming(HANAKO), async (newcomers, officers) => {
        await reset();
        world = await World.open();
        const id = await addAddress(PTA, { name: "PTA" });
        await addForwarding(world, id, HANAKO, { label: `会計 ${HANAKO}` });
        await addForwarding(world, id, JIRO, { label: "会長" });
        const desk = deskOf(world);
        const [successor, further] = NEWCOMERS;
        const rows = [
          { address: PTA, label: "会計", destination: successor, replaces: HANAKO },
          { address: PTA, label: "書記", destination: further },
          { address: "nurse@school.example", label: "養護", destination: successor },
        ];
        await askDesk(desk, "POST", "roster", { rows, dryRun: false });
        for (let run = 0; run < 4; run++) await runCron(desk);
        const welcomes = world.takeSent();
        expectUnseen(welcomes, "welcomes");
        for (const newcomer of NEWCOMERS) {
          const [welcome] = to(welcomes, newcomer);
          await send(newcomer, welcome?.envelopeSender ?? "", newcomers.message);
        }
        world.clock.time += DAY;
        for (let run = 0; run < 4; run++) await runCron(desk);
        const told = world.takeSent();
        expect(to(told, HANAKO).length).toBeGreaterThan(0);
        expectUnseen(told, newcomers.name);
        await send(HANAKO, to(welcomes, successor ?? "")[0]?.envelopeSender ?? "", officers.message);
        expectUnseen(world.takeSent(), officers.name);
      }),
      seeded(),
    );
  });
});

function neverSent(): never {
  throw new Error("nothing was sent");
}
