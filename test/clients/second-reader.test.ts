/** What leaves, read by Python's parsers of mail, charsets and HTML: the address of whoever wrote it is nowhere. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Vault } from "../../src/store/vault.ts";
import { ALIAS, HANAKO, JIRO, MemoryOffice, PARENT, PTA } from "../fuzz/in-memory/memory-office.ts";
import { hidingPlace } from "../reader/hiding/hiding-place.ts";
import { leaving, relayed } from "../reader/leaving.ts";
import { addressPattern } from "../reader/seen.ts";
import { runAs } from "./programs/program.ts";

const PROGRAM = join(import.meta.dirname, "programs/second-reader.py");
const SAMPLES = join(import.meta.dirname, "../mail/samples");
/** Generated messages each way. */
const MESSAGES = 300;
/** One run of the program reads so many. */
const AT_ONCE = 100;

/** A message as it came, and the copies that left of it. */
interface Case {
  readonly name: string;
  readonly came: string;
  readonly left: readonly string[];
}

let vault: Vault;
let home: string;

beforeAll(async () => {
  vault = await MemoryOffice.openVault();
  home = mkdtempSync(join(tmpdir(), "safetyanswer-second-reader-"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Everything that each message says, in lower case. */
async function read(messages: readonly string[]): Promise<readonly (readonly string[])[]> {
  const folder = mkdtempSync(join(home, "mail-"));
  mkdirSync(folder, { recursive: true });
  const files = messages.map((message, at) => {
    const file = join(folder, `${at}.eml`);
    writeFileSync(file, message, "latin1");
    return file;
  });
  const said: string[][] = [];
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const { stdout } = await runAs({ home }, "python3", [PROGRAM, ...files.slice(at, at + AT_ONCE)]);
    for (const line of stdout.trimEnd().split("\n")) said.push(JSON.parse(line));
  }
  return said;
}

function sees(said: readonly string[], secret: string): readonly string[] {
  const pattern = addressPattern(secret);
  return said.flatMap((text) => {
    const at = text.search(pattern);
    return at < 0 ? [] : [text.slice(Math.max(0, at - 40), at + 60)];
  });
}

/** @returns in how many of the messages that came the program sees the address */
async function expectUnseen(cases: readonly Case[], secret: string): Promise<number> {
  const left = cases.flatMap(({ name, left: copies }) => copies.map((copy) => ({ name, copy })));
  const said = await read(left.map(({ copy }) => copy));
  expect(said.length).toBe(left.length);
  for (const [at, { name }] of left.entries()) expect([name, sees(said[at] ?? [], secret)]).toEqual([name, []]);
  const came = await read(cases.map((one) => one.came));
  return came.filter((one) => sees(one, secret).length > 0).length;
}

async function generated(author: string, recipient: string, readers: readonly string[]): Promise<readonly Case[]> {
  const places = fc.sample(hidingPlace(author), { numRuns: MESSAGES, seed: 11 });
  const cases: Case[] = [];
  for (const { name, message } of places) {
    const copies = await leaving(vault, author, recipient, message);
    const left = copies.filter((copy) => readers.includes(copy.envelopeRecipient)).map(({ raw }) => raw);
    cases.push({ name, came: message, left });
  }
  return cases;
}

async function sampled(ending: string, author: string, recipient: string): Promise<readonly Case[]> {
  const cases: Case[] = [];
  for (const name of readdirSync(SAMPLES).filter((one) => one.endsWith(ending))) {
    const came = readFileSync(join(SAMPLES, name), "latin1").replace(/\r?\n/g, "\r\n");
    const copies = await relayed(vault, author, recipient, came);
    cases.push({ name, came, left: copies.map(({ raw }) => raw) });
  }
  return cases;
}

describe("Python's email and html.parser see the writer's address in no copy", () => {
  it("of hundreds of messages to a desk", async () => {
    const cases = await generated(PARENT, PTA, [HANAKO, JIRO]);
    expect(await expectUnseen(cases, PARENT)).toBeGreaterThan(MESSAGES / 4);
    expect(cases.flatMap(({ left }) => left).length).toBeGreaterThan(1.7 * MESSAGES);
  });

  it("of hundreds of answers", async () => {
    const cases = await generated(HANAKO, ALIAS, [PARENT]);
    expect(await expectUnseen(cases, HANAKO)).toBeGreaterThan(MESSAGES / 4);
    expect(cases.flatMap(({ left }) => left).length).toBeGreaterThan(0.85 * MESSAGES);
  });

  it("of what real programs wrote, though it sees it in what came", async () => {
    const inbound = await sampled(".inbound.eml", PARENT, PTA);
    expect(await expectUnseen(inbound, PARENT)).toBe(inbound.length);
    const answers = await sampled(".answer.eml", HANAKO, ALIAS);
    expect(await expectUnseen(answers, HANAKO)).toBe(answers.length);
  });
});
