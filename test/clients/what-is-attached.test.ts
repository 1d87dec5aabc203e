/** Files of 22 kinds and an invitation, from program to program: each file has its octets, and an acceptance reaches whoever invited. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressPattern, sightings } from "../reader/seen.ts";
import { muttAnswersWith, muttSends } from "./programs/mutt.ts";
import { savedPart } from "./programs/notmuch.ts";
import { swaksHandsOver } from "./programs/swaks.ts";
import { type Person, PTA, Town } from "./town.ts";

let town: Town;
beforeAll(async () => {
  town = await Town.open();
});
afterAll(() => town?.close());

const BINARY = [
  "pdf",
  "docx",
  "xlsx",
  "pptx",
  "odt",
  "jpg",
  "png",
  "gif",
  "heic",
  "webp",
  "mp4",
  "mov",
  "mp3",
  "m4a",
  "wav",
];
const TEXT = ["txt", "csv", "md", "json", "xml", "svg", "tex"];

/** Every octet, in an order of its own for each file, so that nothing reads as text, a program or an archive. */
function content(kind: string, at: number): Buffer {
  if (TEXT.includes(kind)) return Buffer.from(`${kind}: 運動会, ${"line\n".repeat(at + 1)}`);
  return Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * (2 * at + 37) + 0x81 + (i >> 8)) % 256));
}

const FILES = [...BINARY, ...TEXT].map((kind, at) => ({ name: `${at + 1}.${kind}`, octets: content(kind, at) }));

function written(folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return FILES.map(({ name, octets }) => {
    writeFileSync(join(folder, name), octets);
    return join(folder, name);
  });
}

async function expectFiles(who: Person, subject: string): Promise<void> {
  for (const [at, { name, octets }] of FILES.entries()) {
    // Part 1 is the whole, 2 the text.
    expect([name, await savedPart(who, subject, at + 3)]).toEqual([name, octets.toString("latin1")]);
  }
}

describe("files of 22 kinds", () => {
  it("come to an officer octet for octet", async () => {
    await muttSends(town.parent, PTA, "Files", "See there.", written(join(town.parent.home, "files")));
    await expectFiles(town.chair, "Files");
  });

  it("go to a parent octet for octet", async () => {
    const [, alias = ""] = /^From: .*<(.*)>/m.exec(await town.last(town.chair)) ?? [];
    await muttSends(town.chair, alias, "Ours", "And here.", written(join(town.chair.home, "files")));
    await expectFiles(town.parent, "Ours");
  });
});

describe("an invitation", () => {
  it("is accepted by an officer's program, in the name of the public address", async () => {
    await swaksHandsOver(town.parent, town.parent.address, PTA, invitation(town.parent));
    const got = await town.last(town.chair);
    expect(sightings(got, addressPattern(town.parent.address))).toEqual([]);
    await muttAnswersWith(
      town.chair,
      "mutt",
      "text/calendar; method=REPLY; charset=utf-8",
      acceptance(got, town.chair),
    );
    const answer = await town.last(town.parent);
    expect(answer).toMatch(/^Content-Type: text\/calendar; .*method=REPLY/im);
    expect(answer).toMatch(/^ATTENDEE;PARTSTAT=ACCEPTED[^\n]*:mailto:pta@school\.example$/m);
    expect(answer).toContain(`ORGANIZER:mailto:${town.parent.address}`);
    expect(answer).toContain("UID:picnic-1@company.example");
    expect(sightings(answer, addressPattern(town.chair.address))).toEqual([]);
    expect(answer).not.toContain(town.chair.name);
  });
});

const EVENT = [
  "UID:picnic-1@company.example",
  "DTSTAMP:20261124T030000Z",
  "DTSTART:20261201T030000Z",
  "SUMMARY:Picnic",
];

function calendar(method: string, ...people: readonly string[]): string {
  const head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", `METHOD:${method}`, "BEGIN:VEVENT"];
  return [...head, ...EVENT, ...people, "END:VEVENT", "END:VCALENDAR", ""].join("\n");
}

function invitation({ name, address }: Person): string {
  const fields = [
    `From: ${name} <${address}>`,
    `To: ${PTA}`,
    "Subject: Picnic",
    "Message-ID: <picnic@company.example>",
  ];
  const type = ["MIME-Version: 1.0", "Content-Type: text/calendar; method=REQUEST; charset=utf-8", ""];
  const people = [`ORGANIZER:mailto:${address}`, `ATTENDEE;RSVP=TRUE:mailto:${PTA}`];
  return [...fields, ...type, calendar("REQUEST", ...people)].join("\n");
}

/** RFC 5546 §3.2.3: the organizer as the invitation names it, and whoever answers. */
function acceptance(invited: string, { name, address }: Person): string {
  const [, organizer = ""] = /^ORGANIZER:mailto:(.*)$/m.exec(invited.replaceAll("\n ", "")) ?? [];
  return calendar("REPLY", `ORGANIZER:mailto:${organizer}`, `ATTENDEE;PARTSTAT=ACCEPTED;CN=${name}:mailto:${address}`);
}
