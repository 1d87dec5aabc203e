import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { mail, verdict } from "../../support/mails.ts";
import { taken, takenBy } from "../../support/pick.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PARENT = "taro@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";
const GUESS = "mayor@private.example";
const UNKNOWN = "anon-0123456789ab@school.example";
const REFUSED = { outcome: "rejected", text: "No such address." };

describe("whoever probes our addresses", () => {
  let world: World;
  let alias: string;

  async function open(options: Parameters<typeof World.open>[0] = {}): Promise<void> {
    await reset();
    world = await World.open(options);
    await addForwarding(world, await addAddress(PTA), HANAKO);
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    alias = takenBy(world, HANAKO).envelopeSender;
  }

  beforeEach(() => open());

  /** What the sending server hears, and what the database is asked before and after. */
  async function probe(sender: string, recipient: string, message: string) {
    const before = world.db.batches;
    const statements = world.db.statements;
    const ending = await world.deliver(sender, recipient, message);
    const asked = { before: world.batchesBeforeAnswer, all: world.db.batches - before };
    return { ending, ...asked, statements: world.db.statements - statements };
  }

  it.each([
    ["a stranger", "thief@crime.example", ""],
    ["a stranger, again", "thief@crime.example", ""],
    ["somebody who guesses the officer", HANAKO, "fail"],
    ["somebody whose signature could not be looked up", HANAKO, "unrelated"],
    ["a robot", "robot@crime.example", "robot"],
    ["nobody", "", ""],
  ])("%s hears the same of a live and an unknown alias, at the same price", async (_, from, how) => {
    const message = (to: string) => {
      const more = how === "robot" ? "Auto-Submitted: auto-replied\r\n" : "";
      const written = mail({ from: from || "x@crime.example", to, more, ...(how === "fail" && { passes: "" }) });
      if (how !== "unrelated") return written;
      const top = verdict("private.example", "fail").replace(/\tdkim=.*/, "\tdkim=temperror header.d=crime.example;");
      return top + mail({ from, to, passes: "" });
    };
    for (let time = 0; time < 2; time++) {
      const live = await probe(from, alias, message(alias));
      expect(live).toEqual(await probe(from, UNKNOWN, message(UNKNOWN)));
      expect(live.before).toBeLessThanOrEqual(2);
    }
  });

  it("an unrelated temporary error answers like none, also for the right guess", async () => {
    const temporary = (from: string, signer: string) =>
      verdict("private.example", "fail").replace(/\tdkim=.*/, `\tdkim=temperror header.d=${signer};`) +
      mail({ from, to: alias, passes: "" });
    expect(await world.deliver(HANAKO, alias, temporary(HANAKO, "crime.example"))).toEqual(REFUSED);
    expect(await world.deliver(GUESS, alias, temporary(GUESS, "crime.example"))).toEqual(REFUSED);
    // One of the From domain waits, whoever From names.
    expect((await world.deliver(HANAKO, alias, temporary(HANAKO, "private.example"))).outcome).toBe("retry");
    expect((await world.deliver(GUESS, alias, temporary(GUESS, "private.example"))).outcome).toBe("retry");
  });

  it("hears the same above a limit, with an alias in Cc, for the right guess and a wrong one", async () => {
    await open({ limits: { correspondent: 1, domain: 1 } });
    const forged = (from: string) => mail({ from, more: `Cc: ${alias}\r\n`, passes: "" });
    await world.deliver(GUESS, PTA, forged(GUESS));
    const right = await probe(HANAKO, PTA, forged(HANAKO));
    expect(right.ending.outcome).toBe("retry");
    expect(await probe(GUESS, PTA, forged(GUESS))).toEqual(right);
  });

  it("hears the same below the limit, and no copy is kept from the officer", async () => {
    const forged = (from: string) => mail({ from, more: `Cc: ${alias}\r\n`, passes: "" });
    const right = await probe(HANAKO, PTA, forged(HANAKO));
    expect(takenBy(world, HANAKO).raw).not.toContain("company.example");
    expect(await probe(GUESS, PTA, forged(GUESS))).toEqual(right);
  });

  it("hears of a command what anybody hears, before and after, for the right guess and a wrong one", async () => {
    const forged = (from: string) => mail({ from, to: "pta+stop@school.example", passes: "" });
    const right = await probe(HANAKO, "pta+stop@school.example", forged(HANAKO));
    const wrong = await probe(GUESS, "pta+stop@school.example", forged(GUESS));
    expect([right.ending, right.before]).toEqual([wrong.ending, wrong.before]);
  });

  it("is told the same of From, be it a live or an unknown alias", async () => {
    await addAddress("desk@other.example");
    const live = await probe(alias, PTA, mail({ from: alias, passes: "school.example" }));
    expect(live.ending).toEqual(REFUSED);
    expect(await probe(UNKNOWN, PTA, mail({ from: UNKNOWN, passes: "school.example" }))).toEqual(live);
    const elsewhere = UNKNOWN.replace("school", "other");
    expect((await world.deliver(elsewhere, PTA, mail({ from: elsewhere }))).text).toBe("No such address.");
  });

  it("an alias of another installation is a correspondent like any other", async () => {
    const foreign = UNKNOWN.replace("school", "city");
    expect((await world.deliver(foreign, PTA, mail({ from: foreign }))).outcome).toBe("accepted");
  });
});

describe("an alias", () => {
  let world: World;
  let alias: string;
  const JIRO = "jiro@mail.example";

  beforeEach(async () => {
    await reset();
    world = await World.open();
    const pta = await addAddress(PTA);
    await addForwarding(world, pta, HANAKO);
    await addForwarding(world, pta, JIRO);
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    alias = takenBy(world, HANAKO).envelopeSender;
  });

  it("that was deleted by hand takes no mail any more, and the correspondent's next mail shows another", async () => {
    await env.DB.prepare("UPDATE alias SET deleted_at = 1, shown = 0 WHERE alias = ?").bind(alias).run();
    expect(await world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias }))).toEqual(REFUSED);
    expect(taken(world)).toHaveLength(0);
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    const [one] = taken(world).filter((sent) => sent.envelopeRecipient === HANAKO);
    expect(one?.envelopeSender).not.toBe(alias);
  });

  it.each([
    ["another officer", JIRO, "mail.example"],
    ["a stranger", "thief@crime.example", "crime.example"],
    ["its own officer, without proof", HANAKO, ""],
    ["its own officer, by a verdict on somebody else", HANAKO, "crime.example"],
  ])("in the Cc of %s is resolved for nobody", async (_, from, passes) => {
    await world.deliver(from, PTA, mail({ from, more: `Cc: ${alias}\r\n`, passes }));
    const copies = taken(world);
    expect(copies).toHaveLength(2);
    for (const { raw } of copies) expect(raw).not.toMatch(/^Cc:/im);
    const count = "SELECT count(DISTINCT correspondent_index) AS n FROM alias GROUP BY forwarding_id";
    expect((await env.DB.prepare(count).all()).results).toEqual([{ n: 2 }, { n: 2 }]);
  });

  it("in the Cc of its own officer is the other officer's alias of the same correspondent", async () => {
    await world.deliver(HANAKO, PTA, mail({ from: HANAKO, more: `Cc: ${alias}\r\n` }));
    expect(takenBy(world, JIRO).raw).toMatch(/^Cc:.*anon-/im);
  });
});
