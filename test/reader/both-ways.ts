/** One message of a parent's and one of an officer's, each with its author's address written somewhere: what leaves of them. */
import { expect } from "vitest";
import type { Vault } from "../../src/store/vault.ts";
import { ALIAS, HANAKO, JIRO, MemoryOffice, PARENT, PTA } from "../fuzz/in-memory/memory-office.ts";
import { leaving } from "./leaving.ts";
import { addressPattern, sightings } from "./seen.ts";

let opened: Promise<Vault> | undefined;

/** Writes a message from its Content-* fields on (a binary string), with an address in it. */
export type Make = (address: string) => string;

/** Each copy, and whose address it must not show. */
export async function copiesBothWays(make: Make): Promise<readonly (readonly [secret: string, raw: string])[]> {
  opened ??= MemoryOffice.openVault();
  const vault = await opened;
  const inbound = await leaving(vault, PARENT, PTA, make(PARENT));
  const reply = await leaving(vault, HANAKO, ALIAS, make(HANAKO));
  const toOfficers = inbound.filter(({ envelopeRecipient }) => [HANAKO, JIRO].includes(envelopeRecipient));
  const toParent = reply.filter(({ envelopeRecipient }) => envelopeRecipient === PARENT);
  expect([toOfficers.length, toParent.length]).toEqual([2, 1]);
  return [...toOfficers.map(({ raw }) => [PARENT, raw] as const), ...toParent.map(({ raw }) => [HANAKO, raw] as const)];
}

export async function expectUnseen(make: Make): Promise<void> {
  for (const [secret, raw] of await copiesBothWays(make)) {
    expect(sightings(raw, addressPattern(secret))).toEqual([]);
  }
}

/** For what the reader of these tests does not put together: the pieces must be gone. */
export async function expectGone(make: Make, piece: (address: string) => string): Promise<void> {
  for (const [secret, raw] of await copiesBothWays(make)) expect(raw).not.toContain(piece(secret));
}

export const binary = (text: string): string => Buffer.from(text).toString("latin1");

export const page = (body: string, head = ""): string =>
  `Content-Type: text/html; charset=utf-8\r\n\r\n<html>${head}<body><p>${binary(body)}</p></body></html>\r\n`;

export const plain = (body: string): string => `Content-Type: text/plain; charset=utf-8\r\n\r\n${binary(body)}\r\n`;

export const base64 = (type: string, octets: string): string =>
  `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(octets, "latin1").toString("base64").replace(/.{76}/g, "$&\r\n")}\r\n`;

export const mixed = (...parts: readonly string[]): string =>
  `Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts.map((part) => `--b\r\n${part}\r\n`).join("")}--b--\r\n`;
