/** Arbitrary messages of both directions: a seed's header, another seed's content, and what the fuzzer did to them. */
import fc from "fast-check";
import { plainVerdict } from "../../support/mails.ts";
import { HANAKO, PARENT } from "./memory-office.ts";
import { mutated, mutations } from "./mutation.ts";
import { BINARY, CONTENTS, FIELDS, FROM, SUBJECTS } from "./seeds.ts";

/** A message as Cloudflare hands it over; the verdict on top is the platform's own and is never mutated. */
export interface Fuzzed {
  readonly verdict: string;
  /** A binary string. */
  readonly message: string;
  /** Whether the parts and their header fields are still those of the seed: only what they contain has changed. */
  readonly orderly: boolean;
}

export function whole({ verdict, message }: Fuzzed): string {
  return verdict + message;
}

/** The lines that give a message its parts: delimiters, and the header sections behind them, field by field. */
function structure(message: string): string {
  const kept: string[] = [];
  let section: "empty" | "fields" | "of a message" | "over" = "empty";
  for (const line of message.split(/\r\n|\r|\n/)) {
    if (line.startsWith("--")) section = "empty";
    else if (section === "over") continue;
    // An empty section of a digest, and one that says so, has a message's own section behind it.
    else if (line === "") section = section === "fields" ? "over" : "empty";
    else if (section !== "of a message") section = /^content-type:\s*message\//i.test(line) ? "of a message" : "fields";
    kept.push(/^(?:--|[ \t]|content-)/i.test(line) ? line : (/^[\w-]+:/.exec(line)?.[0] ?? line));
  }
  return kept.join("\n");
}

/** Attachments keep their octets: what the fuzzer writes into a picture or a ciphertext is nobody's to find. */
function withSameAttachments(message: string, seed: string): boolean {
  const count = (text: string, part: string) => text.split(part).length;
  const isWhole = (octets: string) => count(message, `\r\n\r\n${octets}\r\n`) === count(message, octets);
  if (message.includes("enveloped-data")) return false;
  return BINARY.every((octets) => isWhole(octets) && count(message, octets) === count(seed, octets));
}

/** What lenient readers decode and the relay does not promise to find yet. */
const DISPUTED = [
  // Base64 that goes on behind strangers, behind padding, or behind a line of something else.
  /^(?=.*[A-Za-z0-9+/]{20})[A-Za-z0-9+/]{4,}(?!={0,2}\r?$)[^A-Za-z0-9+/\r\n:?]/m,
  /[A-Za-z0-9+/]{4,}={1,2}\r?\n[A-Za-z0-9+/]{8,}={0,2}\r?$/m,
  /^[A-Za-z0-9+/]{60,}\r?\n(?![A-Za-z0-9+/]+={0,2}\r?$|\r?$|--)/m,
  // A soft line break before CR CR LF.
  /=[ \t]*\r\r/,
  // Encoded-words of a charset that nobody knows, inside of another, with white space in them, or with text right behind.
  /=\?(?!utf-8\?|iso-2022-jp\?)[^?\s]*\?[bq]\?/i,
  /=\?[^?\s]+\?[bq]\?[^?]*=\?[a-z]/i,
  /=\?[^?\s]+\?[bq]\?[^?\s]*\s[^?]*\?=/i,
  /\?=[^\s",;)>]/,
];

function isDisputed(message: string): boolean {
  return DISPUTED.some((pattern) => pattern.test(message));
}

/** @param planted whose addresses are written into it; the first one is its author's */
function fuzzed(recipient: string, author: string, planted: readonly string[]): fc.Arbitrary<Fuzzed> {
  const domain = author.slice(author.indexOf("@") + 1);
  const verdict = plainVerdict(domain);
  return fc
    .record({
      from: fc.constantFrom(...FROM),
      fields: fc.constantFrom(...FIELDS),
      subject: fc.constantFrom(...SUBJECTS),
      content: fc.constantFrom(...CONTENTS),
      secret: fc.constantFrom(...planted),
      list: mutations,
    })
    .map(({ from, fields, subject, content, secret, list }) => {
      const head = `From: ${from(author)}\r\nTo: ${recipient}\r\nSubject: ${subject(secret)}\r\nDate: Tue, 24 Nov 2026 12:00:00 +0900\r\nMessage-ID: <a.${author}>\r\n`;
      const seed = head + fields(secret) + content(secret);
      const message = mutated(seed, list);
      return {
        verdict,
        message,
        orderly: structure(message) === structure(seed) && withSameAttachments(message, seed) && !isDisputed(message),
      };
    });
}

/** Mail from the parent to the desk. */
export const inboundMessage = fuzzed("pta@school.example", PARENT, [PARENT]);

/** An officer's answer, in which any officer's mailbox may be written. @param mailboxes all that lead to the desk */
export function replyMessage(alias: string, mailboxes: readonly string[]): fc.Arbitrary<Fuzzed> {
  return fuzzed(alias, HANAKO, [...mailboxes, alias]);
}
