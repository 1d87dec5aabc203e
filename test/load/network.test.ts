import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { RelayPorts } from "../../src/relay/ports/ports.ts";
import { D1Directory } from "../../src/store/directory.ts";
import { D1Journal } from "../../src/store/journal/journal.ts";
import { D1Announcements } from "../../src/store/network/announcements.ts";
import { mail } from "../support/mails.ts";
import { addMembers, openNetwork, tagged } from "../support/network.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";

const CLASS = "class-3a@school.example";
const ALL = tagged(CLASS, "all");
const officer = (at: number) => `officer${at}@private.example`;
const family = (at: number) => `family${at}@home${at % 7}.example`;

/** Milliseconds that a send takes, when four are under way at once. */
const A_SEND = 300 / 4;
/** Milliseconds from the message's arrival, in which the last send may begin. */
const LAST_START = 18_000;

/** An invocation as the platform bounds it: every statement and every send counts, and one too many is refused. */
function boundedPorts(world: World, most: number): { readonly ports: RelayPorts; readonly calls: () => number } {
  let calls = 0;
  const count = (some: number) => {
    calls += some;
    if (calls > most) throw new Error("Too many subrequests.");
  };
  const database = new Proxy(env.DB, {
    get(target, key) {
      if (key === "batch") {
        return (statements: D1PreparedStatement[]) => {
          count(statements.length);
          return target.batch(statements);
        };
      }
      const member: unknown = Reflect.get(target, key);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  const arrivedAt = world.clock.time;
  const ports: RelayPorts = {
    ...world.ports,
    directory: new D1Directory(database, world.vault),
    journal: new D1Journal(database, world.vault, world.clock),
    announcements: new D1Announcements(database, world.vault, world.clock),
    transport: {
      send: (outgoing) => {
        count(1);
        if (world.clock.time - arrivedAt > LAST_START + A_SEND * 4) throw new Error("too late");
        world.clock.time += A_SEND;
        return world.transport.send(outgoing);
      },
    },
  };
  return { ports, calls: () => calls };
}

async function openClass(members: number, subrequests: number, officers = 1): Promise<World> {
  await reset();
  const world = await World.open({ limits: { announcedFirstDay: 1_000_000, subrequests } });
  const id = await addAddress(CLASS, { name: "3年A組" });
  for (let at = 0; at < officers; at++) await addForwarding(world, id, officer(at));
  await openNetwork(world, id);
  await addMembers(
    world,
    id,
    Array.from({ length: members }, (_, at) => family(at)),
  );
  return world;
}

/** Hands a mail in until it is accepted. @returns how many attempts it took, and the most calls of one */
async function untilAccepted(world: World, subrequests: number, raw: string) {
  let [attempts, most] = [0, 0];
  for (;;) {
    const { ports, calls } = boundedPorts(world, subrequests);
    attempts++;
    const { outcome } = await world.deliver(officer(0), ALL, raw, ports);
    most = Math.max(most, calls());
    if (outcome === "accepted") return { attempts, most };
    expect(outcome).toBe("retry");
    expect(attempts).toBeLessThan(500);
    world.clock.time += 5 * 60_000;
  }
}

function readers(world: World): readonly string[] {
  return world.takeSent().map(({ envelopeRecipient }) => envelopeRecipient);
}

/** Real milliseconds: bounds for a broken machine, nothing that is measured. */
describe("mail to all members, within what the platform allows", { timeout: 900_000 }, () => {
  it.each([
    ["ten thousand members on Workers Paid", 10_000, 1000],
    ["a small group within the fifty calls of Workers Free", 30, 50],
  ])("reaches each of them once: %s", async (_, members, subrequests) => {
    const world = await openClass(members, subrequests);
    const { attempts, most } = await untilAccepted(world, subrequests, mail({ from: officer(0), to: ALL }));
    console.log(`Mail to ${members} members: ${attempts} attempts, ${most} calls at most`);
    const reached = readers(world);
    expect(reached).toHaveLength(members + 1);
    expect(new Set(reached).size).toBe(members + 1);
  });

  it("leaves calls over in every attempt", async () => {
    const world = await openClass(200, 200);
    const { most } = await untilAccepted(world, 200, mail({ from: officer(0), to: ALL }));
    expect(most).toBeLessThanOrEqual(200);
  });

  it("reaches four hundred members, while twenty officers get the answers of forty", async () => {
    const world = await openClass(400, 1000, 20);
    await untilAccepted(world, 1000, mail({ from: officer(0), to: ALL }));
    expect(new Set(readers(world)).size).toBe(401);
    for (let at = 0; at < 40; at++) {
      const answer = mail({ from: family(at), to: CLASS });
      expect((await world.deliver(family(at), CLASS, answer)).outcome).toBe("accepted");
    }
    const answers = world.takeSent();
    expect(answers).toHaveLength(40 * 20);
    expect(new Set(answers.map(({ envelopeSender }) => envelopeSender)).size).toBe(40 * 20);
  });
});
