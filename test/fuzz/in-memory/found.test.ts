import { beforeAll, describe, expect, it } from "vitest";
import { fromBinaryString } from "../../../src/mail/octets.ts";
import { relay } from "../../../src/relay/relay.ts";
import type { Vault } from "../../../src/store/vault.ts";
import { addressPattern, sightings } from "../../reader/seen.ts";
import { plainVerdict } from "../../support/mails.ts";
import { ALIAS, address, HANAKO, MemoryOffice, PARENT, PTA } from "./memory-office.ts";

/** What the fuzzer found, each shrunk to what matters, and mended since. */
describe("a message that the fuzzer found", () => {
  let vault: Vault;

  beforeAll(async () => {
    vault = await MemoryOffice.openVault();
  });

  const verdict = plainVerdict("private.example");

  async function answered(message: string): Promise<MemoryOffice> {
    const office = new MemoryOffice(vault);
    const octets = fromBinaryString(`${verdict}From: ${HANAKO}\r\nTo: ${ALIAS}\r\n${message}`);
    await relay({ sender: HANAKO, recipient: address(ALIAS) }, octets, office.ports);
    expect(office.faults).toEqual([]);
    return office;
  }

  it.each([
    ["a carriage return", "\r"],
    ["a NUL", "\0"],
  ])("hides an address in the Subject that %s stands in the middle of", async (_, stray) => {
    const { copies } = await answered(`Subject: Re: hana${stray}ko@private.example\r\n\r\nHello.\r\n`);
    expect(copies).toHaveLength(1);
    for (const { raw } of copies) expect(sightings(raw, addressPattern(HANAKO))).toEqual([]);
  });

  it("leaves at once though a parameter's name has an octet above ASCII", async () => {
    const type = 'Content-Type: multipart/related; t\xf9pe="text/html"; boundary=rel\r\n';
    const { copies } = await answered(`Subject: x\r\n${type}\r\n--rel\r\n\r\nHello.\r\n--rel--\r\n`);
    expect(copies.map(({ envelopeRecipient }) => envelopeRecipient)).toEqual([PARENT]);
    expect(copies[0]?.raw).toContain("boundary=rel");
  });

  it("to the desk, with the same parameter, leaves for every officer", async () => {
    const office = new MemoryOffice(vault);
    const type = "Content-Type: text/plain; ch\xe4rset=utf-8\r\n";
    const octets = fromBinaryString(`From: ${PARENT}\r\nTo: ${PTA}\r\n${type}\r\nHello.\r\n`);
    await relay({ sender: PARENT, recipient: address(PTA) }, octets, office.ports);
    expect(office.faults).toEqual([]);
    expect(office.copies).toHaveLength(2);
  });

  it.each([
    ["in a charset that nobody knows", `=?ttf-8?B?${btoa(`Taro ${PARENT}`)}?=`],
    ["with a stray character in its base64", `=?utf-8?B?${btoa(`Taro ${PARENT}`).replace("F", "F!")}?=`],
    ["that opens inside of another", `=?utf-8?Q?x=?utf-8?Q?${PARENT.replace("@", "=40")}?=`],
    ["with the rest of the address right behind it", PARENT.replace(/^(.*)@/, "=?utf-8?Q?$1=40?=")],
  ])("to the desk, with its address in a name's encoded-word %s, shows it to no officer", async (_, name) => {
    const office = new MemoryOffice(vault);
    const octets = fromBinaryString(`From: ${name} <${PARENT}>\r\nTo: ${PTA}\r\nSubject: ${name}\r\n\r\nHello.\r\n`);
    await relay({ sender: PARENT, recipient: address(PTA) }, octets, office.ports);
    expect(office.copies).toHaveLength(2);
    for (const { raw } of office.copies) expect(sightings(raw, addressPattern(PARENT))).toEqual([]);
  });
});
