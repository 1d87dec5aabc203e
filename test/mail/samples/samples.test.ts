/** What real mail programs write, relayed both ways, and read by a reader that is not the relay's. */
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Vault } from "../../../src/store/vault.ts";
import { ALIAS, HANAKO, JIRO, MemoryOffice, PARENT, PTA } from "../../fuzz/in-memory/memory-office.ts";
import { relayed } from "../../reader/leaving.ts";
import { readings } from "../../reader/reader.ts";
import { addressPattern, sightings } from "../../reader/seen.ts";

const FOLDER = "test/mail/samples";
const named = (ending: string) => readdirSync(FOLDER).filter((name) => name.endsWith(ending));

/** As it goes over the wire: with CRLF. */
function sample(name: string): string {
  return readFileSync(`${FOLDER}/${name}`, "latin1").replace(/\r?\n/g, "\r\n");
}

let vault: Vault;

beforeAll(async () => {
  vault = await MemoryOffice.openVault();
});

function expectSaid(message: string, words: RegExp): void {
  expect(readings(message).filter(({ text }) => words.test(text))).not.toEqual([]);
}

/** What stands in every sample's text. */
const WORDS = /です|Write to|contact/;

describe("mail of a real program to a desk", () => {
  it.each(named(".inbound.eml"))(
    "arrives at each officer with its words, and shows its author to none: %s",
    async (name) => {
      const message = sample(name);
      expect(sightings(message, addressPattern(PARENT))).not.toEqual([]);
      const copies = await relayed(vault, PARENT, PTA, message);
      expect(copies.map(({ envelopeRecipient }) => envelopeRecipient).sort()).toEqual([HANAKO, JIRO].sort());
      for (const { raw } of copies) {
        expect(sightings(raw, addressPattern(PARENT))).toEqual([]);
        expectSaid(raw, WORDS);
      }
    },
  );
});

describe("an answer of a real program", () => {
  it.each(named(".answer.eml"))(
    "arrives with its words, and shows neither the officer nor the alias: %s",
    async (name) => {
      const message = sample(name);
      expect(sightings(message, addressPattern(HANAKO))).not.toEqual([]);
      const [copy, second] = await relayed(vault, HANAKO, ALIAS, message);
      expect(second).toBeUndefined();
      expect(copy?.envelopeRecipient).toBe(PARENT);
      for (const secret of [HANAKO, ALIAS]) expect(sightings(copy?.raw ?? "", addressPattern(secret))).toEqual([]);
      expectSaid(copy?.raw ?? "", WORDS);
    },
  );
});
