/**
 * What searches a text charges it to the effort of its message. A file that goes through one and charges nothing stands here, with
 * what bounds it instead: a new one fails until its writer has thought about it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const ROOMS = ["src/mail/search/", "src/mail/scrub/"];
const GOES_THROUGH = /matchAll\(|indexOf\([^)]*, |while \(|\.exec\(|for \(let/;
const CHARGES = /effort|spendOn|sparing|countHit/;

const BOUNDED: Readonly<Record<string, string>> = {
  "search/armor.ts": "one native pass for each mark of an armor",
  "search/edges.ts": "the run around one at sign, whose look is charged",
  "search/glued.ts": "the octets around one at sign, 255 of them",
  "search/hidden-domain.ts": "one native pass, over reports and fields of hosts alone",
  "search/hidden.ts": "what is hidden, not what is searched",
  "search/spelling.ts": "320 characters on each side of one at sign, whose look is charged",
  "search/disguises/base64-runs.ts": "each character at most three times; what a run costs is charged by who asks",
  "search/shown/character-references.ts": "one reference",
  "search/shown/charset-layer.ts": "a region, whose length is charged before",
  "search/shown/encodings.ts": "one native pass for each spelling; what is found is charged by who asks",
  "search/shown/markup-layer.ts": "a region, whose length is charged before",
  "search/shown/ranges.ts": "each character once, however often it is asked",
  "search/shown/shown.ts": "a region, whose length is charged before",
  "search/shown/tags.ts": "a region, and 8,192 characters for one tag",
  "search/shown/unread.ts": "each character a few times at most, for the ends of tags are looked for once",
  "scrub/calendar-answer.ts": "calendars of at most 256 KB",
  "scrub/message-files.ts": "one native pass; the messages count as parts",
  "scrub/text-part.ts": "native passes; what is searched in them is charged",
};

const files = ROOMS.flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${room}${name}`),
);

const uncharged = files
  .filter((path) => {
    const source = readFileSync(path, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    return GOES_THROUGH.test(source) && !CHARGES.test(source);
  })
  .map((path) => path.slice("src/mail/".length));

describe("code that goes through a text", () => {
  it("charges it to the message's effort, or is bounded by something else that is known", () => {
    expect(uncharged.sort()).toEqual(Object.keys(BOUNDED).sort());
  });
});

it("reads no run of characters without an end at each at sign that stands in it", () => {
  const sources = ["spelling.ts", "disguises/hexadecimal.ts"].map((path) =>
    readFileSync(`src/mail/search/${path}`, "utf8"),
  );
  const patterns = sources.join("\n").match(/\/.*\/[a-z]*y[a-z]*;/g) ?? [];
  expect(patterns.length).toBeGreaterThan(3);
  // An escape's own repeated signs are none: `%252525`.
  const endless = patterns.filter((pattern) => /\][*+]/.test(pattern));
  expect(endless).toEqual([]);
});
