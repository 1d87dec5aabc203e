/** Real mail programs on both sides of the real worker: what they write arrives, and each side sees one thread. .ci/run installs them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Desk } from "../../../scripts/support/desk.ts";
import { type LocalWorker, startWorker } from "../../../scripts/support/local-worker.ts";
import { Bridge } from "./bridge.ts";
import { isInstalled, type Person, snailAnswers, swaks, threads } from "./programs.ts";

const PTA = "pta@school.example";
const areThere = ["swaks", "s-nail", "notmuch"].every(isInstalled);

const root = mkdtempSync(join(tmpdir(), "safetyanswer-clients-"));
let worker: LocalWorker;
let bridge: Bridge;
let parent: Person;
let officer: Person;

beforeAll(async () => {
  if (!areThere) return;
  worker = await startWorker({ language: "en", adminMailbox: "admin@board.example" });
  const desk = new Desk(worker);
  const pta = await desk.publish(PTA, "Sunflower PTA");
  await desk.officer(pta, "sato@freemail.example", "Chair");
  bridge = await Bridge.open(worker, join(root, "mail"));
  const person = (name: string, address: string): Person => ({
    name,
    address,
    maildir: bridge.maildir(address),
    port: bridge.port,
    home: mkdtempSync(join(root, "home-")),
  });
  parent = person("Hanako Yamada", "hanako@company.example");
  officer = person("Taro Sato", "sato@freemail.example");
});
afterAll(async () => {
  await bridge?.close();
  await worker?.stop();
  rmSync(root, { recursive: true, force: true });
});

const mailsOf = ({ maildir }: Person) =>
  readdirSync(join(maildir, "cur"))
    .toSorted()
    .map((name) => readFileSync(join(maildir, "cur", name), "latin1"));

describe.runIf(areThere)("a conversation in real programs", () => {
  it("begins with swaks, and is answered by s-nail", async () => {
    await swaks(parent, PTA, "Sports day", "Is there a match on Friday?");
    await snailAnswers(officer, "Yes, at ten.");
    expect(mailsOf(parent)).toHaveLength(2);
    expect(mailsOf(officer)).toHaveLength(2);
    expect(mailsOf(parent).at(-1)).toContain("Yes, at ten.");
  });

  it("is one thread on each side", async () => {
    expect([await threads(parent), await threads(officer)]).toEqual([1, 1]);
  });

  it("shows neither side the other's address, quotations included", () => {
    for (const mail of mailsOf(parent)) expect(mail.toLowerCase()).not.toContain(officer.address);
    for (const mail of mailsOf(officer)) expect(mail.toLowerCase()).not.toContain(parent.address);
  });

  it("leaves no mail program's name and no host of the officer's in what the parent gets", () => {
    const [, answer = ""] = mailsOf(parent);
    expect(answer).not.toMatch(/client\.example|s-nail|127\.0\.0\.1/);
  });
});
