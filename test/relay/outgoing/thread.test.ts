import { reset } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { mail } from "../../support/mails.ts";
import { taken, takenBy, the } from "../../support/pick.ts";
import { field } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PARENT = "taro@company.example";
const OTHER = "other@company.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@home.example";

describe.each([
  ["keeps", false],
  ["replaces", true],
])("threads, when the platform %s our Message-ID", (_, replacing) => {
  let world: World;

  beforeEach(async () => {
    await reset();
    world = await World.open({ replacing });
    const pta = await addAddress(PTA);
    await addForwarding(world, pta, HANAKO);
    await addForwarding(world, pta, JIRO);
  });

  const thread = (inReplyTo: string, references = inReplyTo) =>
    `In-Reply-To: ${inReplyTo}\r\nReferences: ${references}\r\n`;

  it("hold through a question, an answer and its answer, both sides finding their own ids", async () => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT, messageId: "<question@host.company.example>" }));
    const question = takenBy(world, HANAKO);
    expect(question.raw).not.toContain("question@host");

    const answer = mail({
      from: HANAKO,
      to: question.envelopeSender,
      messageId: "<answer@phone.private.example>",
      more: thread(question.messageId),
    });
    await world.deliver(HANAKO, question.envelopeSender, answer);
    const answered = takenBy(world, PARENT);
    expect(field(answered, "in-reply-to")).toBe("<question@host.company.example>");
    expect(field(answered, "references")).toBe("<question@host.company.example>");
    expect(answered.raw).not.toContain("private.example");

    const again = mail({
      from: PARENT,
      messageId: "<thanks@host.company.example>",
      more: thread(answered.messageId, `<question@host.company.example> ${answered.messageId}`),
    });
    await world.deliver(PARENT, PTA, again);
    const [hanakos, jiros] = taken(world);
    expect(field(the(hanakos), "in-reply-to")).toBe("<answer@phone.private.example>");
    expect(field(the(hanakos), "references")).toContain(question.messageId);
    expect(field(the(hanakos), "references")).toContain("<answer@phone.private.example>");
    expect(the(hanakos).raw).not.toContain("company.example");
    expect(the(jiros).raw).not.toMatch(/private\.example|company\.example/);
  });

  it("hold for the other officers, too, when one answers all", async () => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT, messageId: "<question@host.company.example>" }));
    const [hanakos, jiros] = taken(world);
    const toAll = mail({
      from: HANAKO,
      to: the(hanakos).envelopeSender,
      messageId: "<answer@phone.private.example>",
      more: `Cc: ${PTA}\r\n${thread(the(hanakos).messageId)}`,
    });
    await world.deliver(HANAKO, PTA, toAll);
    const copy = takenBy(world, JIRO);
    expect(field(copy, "references")).toContain(the(jiros).messageId);
    await world.deliver(HANAKO, the(hanakos).envelopeSender, toAll);
    const answered = takenBy(world, PARENT);
    await world.deliver(PARENT, PTA, mail({ from: PARENT, more: thread(answered.messageId) }));
    const further = takenBy(world, JIRO);
    expect(field(further, "references")).toContain(copy.messageId);
    expect(further.raw).not.toContain("private.example");
  });

  it("hold for two questions in a row that nobody has answered", async () => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT, messageId: "<one@host.company.example>" }));
    const first = takenBy(world, HANAKO);
    await world.deliver(PARENT, PTA, mail({ from: PARENT, more: thread("<one@host.company.example>") }));
    expect(field(takenBy(world, HANAKO), "references")).toContain(first.messageId);
  });

  it("open an id towards its own side only: another correspondent sees nothing of it", async () => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT, messageId: "<question@host.company.example>" }));
    const question = takenBy(world, HANAKO);
    await world.deliver(OTHER, PTA, mail({ from: OTHER }));
    const others = takenBy(world, HANAKO);
    await world.deliver(
      HANAKO,
      others.envelopeSender,
      mail({ from: HANAKO, to: others.envelopeSender, more: thread(question.messageId) }),
    );
    const sent = takenBy(world, OTHER);
    expect(sent.raw).not.toContain("host.company.example");
    expect(field(sent, "in-reply-to")).toMatch(/^(<[A-Za-z0-9_-]+@school\.example> ?)+/);
  });

  it.each([60, 300])(
    "keep References within 2,048 octets, the first and the newest ids kept, each of %i octets and more",
    async (length) => {
      const ids = Array.from({ length: 60 }, (__, at) => `<${at}.${"x".repeat(length)}@host.company.example>`);
      await world.deliver(PARENT, PTA, mail({ from: PARENT, more: thread(the_(ids[0])) }));
      const first = field(takenBy(world, HANAKO), "references").split(" ")[0];
      await world.deliver(PARENT, PTA, mail({ from: PARENT, more: thread(the_(ids.at(-1)), ids.join("\r\n ")) }));
      const copy = takenBy(world, HANAKO);
      const references = field(copy, "references");
      expect(references.length).toBeLessThanOrEqual(2048);
      expect(references.split(" ").length).toBeGreaterThan(2);
      expect(references.split(" ")[0]).toBe(first);
      expect(references.split(" ").at(-1)).toBe(field(copy, "in-reply-to").split(" ").at(-1));
    },
  );
});

function the_(text: string | undefined): string {
  return text ?? "";
}
