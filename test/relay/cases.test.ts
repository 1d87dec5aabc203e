/**
 * Whole stories, one a folder: `in.eml` comes in, `case.json` says to whom and what is expected, and `out-to-….eml` is what
 * each recipient gets, byte for byte (chance is loaded).
 */
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Language } from "../../src/letters/language.ts";
import * as schema from "../../src/store/schema.ts";
import { mail } from "../support/mails.ts";
import { taken, takenBy } from "../support/pick.ts";
import { addAddress, addForwarding } from "../support/school.ts";
import { World } from "../support/world.ts";

interface Case {
  readonly title: string;
  readonly sender: string;
  /** A public address, or `alias` for the officer's alias of the parent. */
  readonly recipient: string;
  readonly outcome: "accepted" | "rejected" | "retry" | "forwarded";
  readonly text?: string;
  /** How the officer's forwarding, or the public address, differs from the usual. */
  readonly forwarding?: { readonly [Column in "hideSender" | "hideName" | "deliver" | "allowReply"]?: boolean };
  readonly publicAddress?: { readonly nameSuffix?: string; readonly open?: boolean };
  /** Further officers of the same public address. */
  readonly colleagues?: readonly string[];
  readonly language?: Language;
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

describe("a message", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(names)("%s", async (name) => {
    const story: Case = JSON.parse(file(name, "case.json"));
    await reset();
    loadDice();
    const world = await World.open({ replacing: false, language: story.language ?? "ja" });
    const pta = await addAddress("pta@school.example", { name: "PTA窓口" });
    const officer = await addForwarding(world, pta, OFFICER);
    for (const colleague of story.colleagues ?? []) await addForwarding(world, pta, colleague);
    await addAddress("nurse@school.example", { name: "保健室" });
    await world.deliver(
      PARENT,
      "pta@school.example",
      mail({ from: `Taro <${PARENT}>`, messageId: "<first@company.example>" }),
    );
    const first = takenBy(world, OFFICER);
    world.takeSent();
    await change(schema.forwarding, officer, story.forwarding);
    await change(schema.address, pta, story.publicAddress);
    const incoming = file(name, "in.eml")
      .replaceAll("ALIAS", first.envelopeSender)
      .replaceAll("THREAD", first.messageId);
    const recipient = story.recipient === "alias" ? first.envelopeSender : story.recipient;
    const ending = await world.deliver(story.sender, recipient, incoming);
    expect(ending.outcome).toBe(story.outcome);
    if (story.text) expect(ending.text).toBe(story.text);
    const sent = taken(world);
    const leaves = Object.keys(files).filter((path) => path.startsWith(`./cases/${name}/out-`));
    for (const one of sent) {
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(one.octets);
      await expect(text).toMatchFileSnapshot(`./cases/${name}/out-to-${one.envelopeRecipient}.eml`);
    }
    expect(sent.map(({ envelopeRecipient }) => `out-to-${envelopeRecipient}.eml`).sort()).toEqual(
      leaves.map((path) => path.split("/")[3]).sort(),
    );
  });
});
