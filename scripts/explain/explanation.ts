/** Why an address in a message would be replaced or left: the relay's own reading, watched at work. */

import { parseAddress } from "../../src/mail/header/address.ts";
import { parameter } from "../../src/mail/header/parameters.ts";
import { fileNames } from "../../src/mail/mime/file-names.ts";
import type { Part } from "../../src/mail/mime/parts.ts";
import { kindOfText } from "../../src/mail/mime/text-kind.ts";
import { decodeBody } from "../../src/mail/mime/transfer-encoding.ts";
import { unscrubbableKind } from "../../src/mail/mime/unscrubbable.ts";
import { fromBinaryString, toBinaryString } from "../../src/mail/octets.ts";
import { type Hidden, type Replacement, type ScanTrace, scan, scrubField } from "../../src/mail/scrub/scrub.ts";
import { readIncoming } from "../../src/relay/incoming.ts";
import { KEPT_FIELDS, keptFields, type Passage } from "../../src/relay/outgoing/fields.ts";
import { UsageError } from "../support/command.ts";
import { type Place, placesIn, type Sought, visible } from "./places.ts";

/** A header field of the message itself, and what becomes of it. */
export interface FieldAccount {
  readonly name: string;
  readonly fate: "passed on" | "written anew" | "read with the content" | "stays behind";
  readonly places: readonly Place[];
}

export interface PartAccount {
  /** As MIME numbers parts: "1.2". */
  readonly number: string;
  readonly type: string;
  readonly encoding: string;
  /** "" when none is declared. */
  readonly charset: string;
  readonly names: readonly string[];
  /** How it is read, or why it is not. */
  readonly reading: string;
  readonly places: readonly Place[];
}

export interface Explanation {
  readonly fields: readonly FieldAccount[];
  readonly parts: readonly PartAccount[];
  /** Why the whole message is refused; undefined when it passes. */
  readonly refused: string | undefined;
}

const WRITTEN_ANEW = /^(?:from|to|cc|reply-to|date|message-id|in-reply-to|references|mime-version)$/;
const ALIAS = "anon-000000000000@alias.example";
const REPLACEMENT: Replacement = { addresses: [ALIAS], aliasForm: ALIAS, name: "" };
const NOTES = { signature: "", keys: "" };

/** @throws when the address or the message cannot be read */
export function explain(message: Uint8Array, address: string, passage: Passage): Explanation {
  const sought = parseAddress(address);
  if (!sought) throw new UsageError(`${visible(address)} is no mail address, such as taro@company.example`);
  const hidden: Hidden = { addresses: [sought.spec], aliasForm: passage === "reply", names: [] };
  const incoming = readIncoming({ sender: "", recipient: sought }, message, "");
  if (!incoming) throw new UsageError("the header section is larger than 256 KB: the relay refuses this message");
  const watch = new Watch({ localPart: sought.localPart.toLowerCase(), domain: sought.domain.toLowerCase() });
  const found = scan(message, incoming.section, { hidden, notes: NOTES, refuseOpaque: true, trace: watch });
  return {
    fields: fieldsOf(incoming, passage, hidden, watch),
    parts: watch.parts,
    refused: found.kind === "refused" ? found.reason : undefined,
  };
}

type Incoming = NonNullable<ReturnType<typeof readIncoming>>;

/** The relay's allowlist runs as it does for a copy; each value that it has searched is looked at over its shoulder. */
function fieldsOf(incoming: Incoming, passage: Passage, hidden: Hidden, watch: Watch): readonly FieldAccount[] {
  const present = new Set(incoming.section.fields.map(({ key }) => key));
  const kept = KEPT_FIELDS.filter(
    ({ name, passages }) => passages.includes(passage) && present.has(name.toLowerCase()),
  );
  const searched = new Map<string, readonly Place[]>();
  const waiting = kept.map(({ name }) => name.toLowerCase());
  keptFields(
    incoming,
    passage,
    (value) => {
      const places: Place[] = [];
      const scrubbed = scrubField(value, hidden, REPLACEMENT, watch.into(places));
      searched.set(waiting.shift() ?? "", places);
      return scrubbed;
    },
    "en",
  );
  return incoming.section.fields.map(({ name, key }) => ({
    name,
    fate: fateOf(key, searched),
    places: searched.get(key) ?? [],
  }));
}

function fateOf(key: string, searched: ReadonlyMap<string, unknown>): FieldAccount["fate"] {
  if (searched.has(key)) return "passed on";
  if (WRITTEN_ANEW.test(key)) return "written anew";
  return key.startsWith("content-") ? "read with the content" : "stays behind";
}

/** Writes down what the scan reads, in the order in which it reads. */
class Watch implements ScanTrace {
  readonly parts: PartAccount[] = [];
  readonly #sought: Sought;
  readonly #seen = new Set<string>();
  /** How many parts there were so far at each depth. */
  readonly #counts: number[] = [];
  #places: Place[] = [];

  constructor(sought: Sought) {
    this.#sought = sought;
  }

  part(octets: Uint8Array, part: Part): void {
    this.#counts.length = Math.min(this.#counts.length, part.depth + 1);
    for (let depth = this.#counts.length; depth <= part.depth; depth++) this.#counts.push(0);
    this.#counts[part.depth] = (this.#counts[part.depth] ?? 0) + 1;
    this.#places = insideFile(octets, part, this.#sought);
    this.parts.push({
      number: this.#counts.join("."),
      type: part.type.token,
      encoding: part.encoding === "identity" ? "not encoded" : part.encoding,
      charset: parameter(part.type, "charset") ?? "",
      names: fileNames(part),
      reading: readingOf(octets, part),
      places: this.#places,
    });
  }

  searched: ScanTrace["searched"] = (text, hits, context) => {
    for (const place of placesIn(text, hits, context, this.#sought)) {
      // Some texts are searched twice, as octets and as what they read as.
      const key = `${this.parts.length} ${place.line} ${place.outcome} ${place.excerpt}`;
      if (!this.#seen.has(key)) this.#places.push(place);
      this.#seen.add(key);
    }
  };

  /** Watches a search beside the parts. */
  into(places: Place[]): Pick<ScanTrace, "searched"> {
    return { searched: (text, hits, context) => void places.push(...placesIn(text, hits, context, this.#sought)) };
  }
}

function readingOf(octets: Uint8Array, part: Part): string {
  switch (unscrubbableKind(part, octets)) {
    case "signature":
      return "taken out: a signature, which names its maker";
    case "keys":
      return "taken out: a key, which names its owner";
    case "opaque-signature":
      return "cannot be searched: the message is refused";
    case "tnef":
    case "compound":
      return "only Outlook reads it: the message is refused if the address is in it, or if it cannot be read";
    case "none":
      return contentOf(octets, part);
  }
}

function contentOf(octets: Uint8Array, part: Part): string {
  switch (part.content.kind) {
    case "multipart":
      return "read part by part";
    case "message":
      return "read as a message of its own";
    case "leaf":
      return textOf(octets, part);
  }
}

function textOf(octets: Uint8Array, part: Part): string {
  switch (kindOfText(octets, part)) {
    case "none":
      return "not searched: a file, whose octets stay as they are";
    case "plain":
      return "searched as text";
    case "html":
      return "searched as HTML, as it shows";
    case "folded":
      return "searched as a calendar or card, its lines joined";
    case "delsp":
      return "searched as text, its lines joined (format=flowed)";
    case "message":
      return "decoded, and read as a message of its own";
    case "multipart":
      return "decoded, and read part by part";
  }
}

/** What stays in a file that nobody searches: said, since it will be seen by whoever opens the file. */
function insideFile(octets: Uint8Array, part: Part, { localPart, domain }: Sought): Place[] {
  if (part.content.kind !== "leaf" || kindOfText(octets, part) !== "none") return [];
  const pieces = decodeBody(part.encoding, octets.subarray(part.body.start, part.body.end));
  const address = fromBinaryString(`${localPart}@${domain}`);
  const stands = pieces.some((piece) => toBinaryString(piece.octets).toLowerCase().includes(toBinaryString(address)));
  const why = "it stands inside a file, and files are passed on octet by octet";
  return stands ? [{ line: 1, outcome: "left", why, excerpt: `${localPart}@${domain}` }] : [];
}
