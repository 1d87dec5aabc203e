import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { mail } from "../support/mails.ts";
import { taken, takenBy, the } from "../support/pick.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";

const PARENT = "taro@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@home.example";
const WORK = "hanako@work.example";

let world: World;
let hanakos: string;
beforeEach(async () => {
  await reset();
  world = await World.open();
  const pta = await addAddress(PTA);
  hanakos = await addForwarding(world, pta, HANAKO, { replyFrom: [WORK] });
  await addForwarding(world, pta, JIRO);
});

const write = () => world.deliver(PARENT, PTA, mail({ from: PARENT }));
const recipients = () => taken(world).map(({ envelopeRecipient }) => envelopeRecipient);
/** What Hanako's and Jiro's copies came from. */
const aliases = () => {
  const [first, second] = taken(world);
  return [the(first).envelopeSender, the(second).envelopeSender] as const;
};
const damage = (table: string, column: string, value: string) =>
  env.DB.prepare(
    `UPDATE ${table} SET ${column} = ${value} WHERE ${table === "forwarding" ? "id" : "forwarding_id"} = ?`,
  )
    .bind(hanakos)
    .run();

/** One octet changed, cut short, nothing, no ciphertext at all, and one that says it is of another key. */
const flipped = (column: string) =>
  `substr(${column}, 1, 24) || CASE substr(${column}, 25, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(${column}, 26)`;
const HARMS = (column: string) => [
  flipped(column),
  `substr(${column}, 1, 12)`,
  "''",
  "'rubbish'",
  `'zzzz' || substr(${column}, 5)`,
];

describe("a damaged forwarding", () => {
  it.each(HARMS("destination_sealed"))(
    "(%s) holds up no other officer's mail, and the admin is called",
    async (value) => {
      await damage("forwarding", "destination_sealed", value);
      expect((await write()).outcome).toBe("accepted");
      expect(recipients()).toEqual([JIRO]);
      expect(world.alarms).toContainEqual({ kind: "damaged-row", address: PTA });
    },
  );

  it("that is the only one makes the mail wait", async () => {
    await env.DB.prepare("UPDATE forwarding SET deliver = 0 WHERE id <> ?").bind(hanakos).run();
    await damage("forwarding", "destination_sealed", flipped("destination_sealed"));
    expect((await write()).outcome).toBe("retry");
    expect(world.alarms).toContainEqual({ kind: "damaged-row", address: PTA });
  });

  it("makes mail to its aliases wait, while another officer's answers pass", async () => {
    await write();
    const [ofHanako, ofJiro] = aliases();
    await damage("forwarding", "destination_sealed", flipped("destination_sealed"));
    expect((await world.deliver(HANAKO, ofHanako, mail({ from: HANAKO, to: ofHanako }))).outcome).toBe("retry");
    expect((await world.deliver(JIRO, ofJiro, mail({ from: JIRO, to: ofJiro }))).outcome).toBe("accepted");
    expect(recipients()).toEqual([PARENT]);
  });
});

describe("a damaged mailbox to answer from", () => {
  it("is the only one that is not known", async () => {
    await damage("reply_from", "address_sealed", flipped("address_sealed"));
    expect((await write()).outcome).toBe("accepted");
    expect(recipients().sort()).toEqual([HANAKO, JIRO]);
    expect(world.alarms).toContainEqual({ kind: "damaged-row", address: PTA });
  });
});

describe("a damaged alias", () => {
  it.each(HARMS("correspondent_sealed"))(
    "(%s) that is written to makes the mail wait, and the admin is called",
    async (value) => {
      await write();
      const alias = takenBy(world, HANAKO).envelopeSender;
      taken(world);
      await damage("alias", "correspondent_sealed", value);
      expect((await world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias }))).outcome).toBe("retry");
      expect(recipients()).toEqual([]);
      expect(world.alarms).toContainEqual({ kind: "damaged-row", address: PTA });
    },
  );

  it("that is only named holds nothing up", async () => {
    await write();
    const [ofHanako, ofJiro] = aliases();
    await damage("alias", "correspondent_sealed", flipped("correspondent_sealed"));
    const answer = mail({ from: JIRO, to: ofJiro, more: `Cc: ${ofHanako}\r\n` });
    expect((await world.deliver(JIRO, ofJiro, answer)).outcome).toBe("accepted");
  });
});

describe("a damaged Message-ID", () => {
  it.each(HARMS("sent_sealed"))("(%s) breaks a thread, and holds no mail up", async (value) => {
    const first = mail({ from: PARENT, messageId: "<first@host.company.example>" });
    await world.deliver(PARENT, PTA, first);
    expect(recipients()).toEqual([HANAKO, JIRO]);
    const { meta } = await env.DB.prepare(`UPDATE message_id SET sent_sealed = ${value}`).run();
    expect(meta.changes).toBeGreaterThan(1);
    const more = "References: <first@host.company.example>\r\n";
    expect((await world.deliver(PARENT, PTA, mail({ from: PARENT, more }))).outcome).toBe("accepted");
    expect(recipients()).toEqual([HANAKO, JIRO]);
  });
});
