import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { mail, verdict } from "../../support/mails.ts";
import { taken, takenBy } from "../../support/pick.ts";
import { field } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PTA = "pta@school.example";
const PARENT = "taro@company.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@home.example";
const THIEF = "thief@elsewhere.example";

let world: World;
let alias: string;

beforeEach(async () => {
  await reset();
  world = await World.open();
  const pta = await addAddress(PTA);
  await addForwarding(world, pta, HANAKO);
  await addForwarding(world, pta, JIRO);
  await world.deliver(PARENT, PTA, mail({ from: PARENT }));
  alias = takenBy(world, HANAKO).envelopeSender;
});

/** Mail to the public address with Hanako's alias in Cc; what each reader is shown in Cc. */
async function copied(author: string, message = mail({ from: author, to: PTA, more: `Cc: ${alias}\r\n` })) {
  expect((await world.deliver(author, PTA, message)).outcome).toBe("accepted");
  return taken(world).map((sent) => [sent.envelopeRecipient, field(sent, "cc")]);
}

const shownToNobody = [
  [HANAKO, ""],
  [JIRO, ""],
];

describe("an alias in Cc of mail to the public address", () => {
  it("is its correspondent, to each reader under an alias of their own, when its officer writes", async () => {
    const cc = await copied(HANAKO);
    expect(cc).toEqual([[JIRO, expect.stringMatching(/anon-[0-9a-z]{12}@school\.example/)]]);
    expect(JSON.stringify(cc)).not.toContain(alias);
  });

  it("is nobody when somebody else has got hold of it", async () => {
    expect(await copied(THIEF)).toEqual(shownToNobody);
  });

  it("is nobody when another officer writes", async () => {
    expect(await copied(JIRO)).toEqual(shownToNobody);
  });

  it.each([
    ["without a verdict", ""],
    ["with a failing one", verdict("private.example", "fail")],
  ])("is nobody when its officer's address is forged, %s", async (_, top) => {
    const forged = top + mail({ from: HANAKO, to: PTA, more: `Cc: ${alias}\r\n`, passes: "" });
    expect(await copied(HANAKO, forged)).toEqual(shownToNobody);
  });

  it("is nobody when it was deleted by hand", async () => {
    await env.DB.prepare("UPDATE alias SET deleted_at = 1, shown = 0 WHERE alias = ?").bind(alias).run();
    expect(await copied(HANAKO)).toEqual(shownToNobody);
  });

  it.each([
    ["deleted", "state = 'deleted', deleted_at = 1"],
    ["handed over", "state = 'replaced', deleted_at = 1"],
    ["gone by its time alone", "deleted_at = 1"],
  ])("is nobody when its officer's part is %s: whoever has left reaches nobody by it", async (_, columns) => {
    await env.DB.prepare(`UPDATE forwarding SET ${columns} WHERE rowid = 1`).run();
    expect(await copied(HANAKO)).toEqual([[JIRO, ""]]);
  });
});

describe("an answer to an alias", () => {
  const answer = () => world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias }));

  it.each(["pending", "invited", "replaced", "deleted"])("of a forwarding that is %s is refused", async (state) => {
    await env.DB.prepare("UPDATE forwarding SET state = ? WHERE rowid = 1").bind(state).run();
    expect(await answer()).toEqual({ outcome: "rejected", text: "No such address." });
    expect(taken(world)).toEqual([]);
  });

  it("that was deleted by hand is refused, and so is mail to it in any letter case", async () => {
    await env.DB.prepare("UPDATE alias SET deleted_at = 1, shown = 0 WHERE alias = ?").bind(alias).run();
    for (const to of [alias, alias.toUpperCase()]) {
      expect((await world.deliver(HANAKO, to, mail({ from: HANAKO, to }))).outcome).toBe("rejected");
    }
    expect(taken(world)).toEqual([]);
  });
});
