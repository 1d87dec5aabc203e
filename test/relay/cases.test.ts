/**
 * Whole stories, one a folder: `in.eml` comes in, `case.json` says to whom and what is expected, and `out-to-….eml` is what
 * each recipient gets, byte for byte (chance is loaded). What comes after, in `then`, is `in-2.eml` and `out-2-to-….eml`.
 */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Language } from "../../src/letters/language.ts";
import { cardScope } from "../../src/store/contexts.ts";
import * as schema from "../../src/store/schema.ts";
import { askDesk, deskOf, runCron } from "../support/desk.ts";
import { mail } from "../support/mails.ts";
import { addMembers, openNetwork } from "../support/network.ts";
import { takenBy, the } from "../support/pick.ts";
import { field } from "../support/reading.ts";
import { addAddress, addForwarding, invite } from "../support/school.ts";
import { type Sent, World } from "../support/world.ts";

interface Step {
  readonly sender: string;
  /**
   * A public address; `alias` (and a tag) for the officer's alias of the parent, `aliases` for each of the parents';
   * `reply-from` for whom the last mail to this sender came from, `reply-to` for where the last mail to this sender wants its answer.
   */
  readonly recipient: string;
  readonly outcome: "accepted" | "rejected" | "retry" | "forwarded";
  readonly text?: string;
}

/** Time passes, and the cron runs until nothing is left to do. */
interface Pause {
  /** ISO 8601 with its zone. */
  readonly cron: string;
}

type Turn = Step | Pause;

type Case = Turn & Setting;

interface Setting {
  readonly title: string;
  readonly then?: readonly Turn[];
  /** Members of staff: whose public address leads to which mailbox inside. */
  readonly staff?: readonly { readonly address: string; readonly mailbox: string }[];
  /** What the admin enters before it begins. */
  readonly roster?: { readonly rows: readonly object[]; readonly effectiveAt?: string };
  /** Further parents who have written before. */
  readonly parents?: readonly string[];
  /** Who is to take over from the officer, and has got the welcome mail. */
  readonly successor?: string;
  /** How the officer's forwarding, or the public address, differs from the usual. */
  readonly forwarding?: { readonly [Column in "hideSender" | "hideName" | "deliver" | "allowReply"]?: boolean };
  readonly publicAddress?: Partial<
    Pick<typeof schema.address.$inferSelect, "nameSuffix" | "open" | "shareAnswers" | "receivedAs" | "receivedDomain">
  >;
  /** Further officers of the same public address. */
  readonly colleagues?: readonly string[];
  readonly language?: Language;
  /** Whether the public address is a contact network, and who is in it. */
  readonly network?: boolean;
  readonly members?: readonly string[];
}

const PARENT = "taro@company.example";
const OFFICER = "hanako@private.example";
const files = import.meta.glob<string>("./cases/*/*", { query: "?raw", import: "default", eager: true });
const names = [...new Set(Object.keys(files).map((path) => path.split("/")[2] ?? ""))].sort();

function file(name: string, leaf: string): string {
  return files[`./cases/${name}/${leaf}`] ?? "";
}

/** Chance that always falls the same way: everything random in a message is drawn from `getRandomValues`. */
function loadDice(): void {
  let state = 1;
  vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => {
    const octets = new Uint8Array((array as Uint8Array).buffer);
    for (let at = 0; at < octets.length; at++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      octets[at] = state >>> 16;
    }
    return array;
  });
}

/** The desk as the story wants it, once its first mail has passed. */
async function change(table: typeof schema.forwarding | typeof schema.address, id: string, columns: object = {}) {
  if (Object.keys(columns).length > 0) await drizzle(env.DB).update(table).set(columns).where(eq(table.id, id));
}

function addressIn(mailbox: string): string {
  return /<([^>]+)>$/.exec(mailbox)?.[1] ?? mailbox;
}

async function untilTheCronIsDone(world: World, { cron }: Pause): Promise<void> {
  world.clock.time = Date.parse(cron);
  for (let run = 0; run < 3; run++) await runCron(deskOf(world));
}

/** A desk at which the parents of a story have written once. */
class Stage {
  readonly world: World;
  /** The officer's aliases of the parents, the first one first. */
  readonly aliases: readonly string[];
  readonly #first: Sent;
  readonly #confirmation: string;
  /** What each mailbox got last. */
  readonly #last = new Map<string, Sent>();

  constructor(world: World, firsts: readonly Sent[], confirmation: string) {
    this.world = world;
    this.aliases = firsts.map(({ envelopeSender }) => envelopeSender);
    this.#first = the(firsts[0]);
    this.#confirmation = confirmation;
  }

  filledIn(message: string, sender: string): string {
    const last = this.#last.get(sender);
    return message
      .replaceAll("ALIASES", this.aliases.join(",\r\n "))
      .replaceAll("ALIAS+", `${this.#first.envelopeSender.split("@")[0]}+`)
      .replaceAll("ALIAS", this.#first.envelopeSender)
      .replaceAll("THREAD", this.#first.messageId)
      .replaceAll("CONFIRMATION", this.#confirmation)
      .replaceAll("LAST-FROM", last?.envelopeSender ?? "")
      .replaceAll("REPLY-TO", last ? field(last, "reply-to") : "")
      .replaceAll("LAST-ID", last?.messageId ?? "");
  }

  recipientsOf({ recipient, sender }: Step): readonly string[] {
    const [word, tag] = recipient.split("+");
    if (word === "aliases") return this.aliases;
    if (word === "alias") return this.aliases.slice(0, 1).map((one) => (tag ? one.replace("@", `+${tag}@`) : one));
    if (recipient === "reply-to") return [addressIn(this.filledIn("REPLY-TO", sender))];
    if (recipient === "reply-from") return [this.filledIn("LAST-FROM", sender)];
    return [recipient === "confirmation" ? this.#confirmation : recipient];
  }

  /** What has left since, by the name of its file. */
  leaves(turn: string): readonly (readonly [string, Uint8Array])[] {
    const counts = new Map<string, number>();
    return this.world.takeSent().map((sent) => {
      const count = (counts.get(sent.envelopeRecipient) ?? 0) + 1;
      counts.set(sent.envelopeRecipient, count);
      this.#last.set(sent.envelopeRecipient, sent);
      return [`out${turn}-to-${sent.envelopeRecipient}${count > 1 ? `-${count}` : ""}.eml`, sent.octets] as const;
    });
  }
}

const CODE = "7k3m9q2x4wtz";

async function setUp(story: Case): Promise<Stage> {
  await reset();
  loadDice();
  const world = await World.open({ replacing: false, language: story.language ?? "ja" });
  const pta = await addAddress("pta@school.example", { name: "PTA窓口" });
  const officer = await addForwarding(world, pta, OFFICER, { label: story.publicAddress ? "会計" : "" });
  const label = story.publicAddress ? "会長" : "";
  for (const colleague of story.colleagues ?? []) await addForwarding(world, pta, colleague, { label });
  await addAddress("nurse@school.example", { name: "保健室" });
  for (const { address, mailbox } of story.staff ?? []) await addForwarding(world, await addAddress(address), mailbox);
  const firsts: Sent[] = [];
  for (const [at, parent] of [PARENT, ...(story.parents ?? [])].entries()) {
    const messageId = at === 0 ? "<first@company.example>" : `<first-${at}@company.example>`;
    await world.deliver(parent, "pta@school.example", mail({ from: `Taro <${parent}>`, messageId }));
    firsts.push(takenBy(world, OFFICER));
  }
  world.takeSent();
  if (story.network) await openNetwork(world, pta);
  await addMembers(world, pta, story.members ?? []);
  const cardIndex = await world.vault.index(cardScope(pta), CODE);
  await change(schema.forwarding, officer, { cardIndex, ...story.forwarding });
  await change(schema.address, pta, story.publicAddress);
  if (story.roster) await askDesk(deskOf(world), "POST", "roster", { ...story.roster, dryRun: false });
  const replaces = { replacesId: officer, keepAliases: true, scope: officer, label: "会計" } as const;
  const invited = story.successor ? await invite(world, pta, story.successor, replaces) : undefined;
  return new Stage(world, firsts, invited?.confirmation ?? "");
}

/** One message comes in. */
async function take(stage: Stage, step: Step, message: string): Promise<void> {
  const incoming = stage.filledIn(message, step.sender);
  for (const recipient of stage.recipientsOf(step)) {
    const ending = await stage.world.deliver(step.sender, recipient, incoming);
    expect(ending.outcome).toBe(step.outcome);
    if (step.text) expect(ending.text).toBe(step.text);
  }
}

describe("a message", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(names)("%s", async (name) => {
    const story: Case = JSON.parse(file(name, "case.json"));
    const stage = await setUp(story);
    const written: string[] = [];
    for (const [at, step] of [story, ...(story.then ?? [])].entries()) {
      const turn = at === 0 ? "" : `-${at + 1}`;
      if ("cron" in step) await untilTheCronIsDone(stage.world, step);
      else await take(stage, step, file(name, `in${turn}.eml`));
      for (const [leaf, octets] of stage.leaves(turn)) {
        const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
        await expect(text).toMatchFileSnapshot(`./cases/${name}/${leaf}`);
        written.push(leaf);
      }
    }
    const leaves = Object.keys(files).filter((path) => path.startsWith(`./cases/${name}/out-`));
    expect(written.sort()).toEqual(leaves.map((path) => path.split("/")[3]).sort());
  });
});
