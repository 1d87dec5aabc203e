/**
 * The allowlist: every header field that may leave us, and how. Whatever is not in this table stays behind — Received,
 * signatures, authentication results, Sender, Return-Path, X- fields and all that is yet to be invented.
 */
import type { Both, Language } from "../../letters/language.ts";
import { dateInUtc } from "../../mail/header/date.ts";
import { decodeText, encodeText } from "../../mail/header/encoded-word.ts";
import { BASE64_WORD, UNBROKEN_WORD, WORD_OPENING } from "../../mail/header/encoded-word-form.ts";
import { foldField, unfold } from "../../mail/header/section.ts";
import type { SearchTrace } from "../../mail/search/hit.ts";
import type { Incoming } from "../incoming.ts";
import { VALUE_LIMIT } from "./head.ts";

/** Inbound with `hideSender` off is `shown`. */
export type Passage = "inbound" | "shown" | "reply";

type Kind = "text" | "token" | "list";

interface KeptField {
  readonly name: string;
  readonly kind: Kind;
  readonly passages: readonly Passage[];
}

const ALWAYS: readonly Passage[] = ["inbound", "shown", "reply"];
const SHOWN: readonly Passage[] = ["shown"];

/** From, To, Cc, Reply-To, Date, Message-ID, In-Reply-To, References, MIME-Version and Content-* are written by compose.ts. */
export const KEPT_FIELDS: readonly KeptField[] = [
  { name: "Subject", kind: "text", passages: ALWAYS },
  { name: "Auto-Submitted", kind: "token", passages: ALWAYS },
  { name: "Precedence", kind: "token", passages: ALWAYS },
  { name: "Importance", kind: "token", passages: ALWAYS },
  { name: "Priority", kind: "token", passages: ALWAYS },
  { name: "X-Priority", kind: "token", passages: ALWAYS },
  { name: "List-Id", kind: "list", passages: SHOWN },
  { name: "List-Unsubscribe", kind: "list", passages: SHOWN },
  { name: "List-Unsubscribe-Post", kind: "list", passages: SHOWN },
  { name: "List-Subscribe", kind: "list", passages: SHOWN },
  { name: "List-Post", kind: "list", passages: SHOWN },
  { name: "List-Help", kind: "list", passages: SHOWN },
  { name: "List-Owner", kind: "list", passages: SHOWN },
  { name: "List-Archive", kind: "list", passages: SHOWN },
];

/** Tokens are a few words; a longer value is somebody's hiding place. */
const TOKEN_LIMIT = 100;

/** Phones write mail without a Subject, servers may refuse it, and spam filters count it against whoever sends it on. */
const NO_SUBJECT: Both = { ja: encodeText("（件名なし）"), en: "(no subject)" };

/**
 * The kept fields on the wire, each once (the first of duplicates).
 * @param scrub takes hidden addresses out of a raw value
 */
export function keptFields(
  incoming: Incoming,
  passage: Passage,
  scrub: (value: string) => string,
  language: Language,
): string {
  let wire = "";
  for (const kept of KEPT_FIELDS) {
    if (!kept.passages.includes(passage)) continue;
    const field = incoming.section.fields.find(({ key }) => key === kept.name.toLowerCase());
    // Unfolded first: a stray CR or NUL inside an address would hide it from the search, and is gone afterwards.
    const value = field ? wireValue(kept.kind, scrub(withoutLooseEnds(readable(kept.kind, unfold(field.value))))) : "";
    const written = value || (kept.name === "Subject" ? NO_SUBJECT[language] : "");
    if (written) wire += foldField(kept.name, written);
  }
  return wire;
}

/** Takes hidden addresses out of a raw value, and tells whoever watches what is found. */
type Scrub = (value: string, trace: SearchTrace) => string;

/** The kept fields of one message for its copies: `keptFields`, but written once where nothing is found in them. */
export type KeptFields = (passage: Passage, scrub: Scrub | undefined) => string;

/**
 * What nothing is found in for one copy has nothing to be found in for any other: the same addresses are hidden in all of them,
 * and only what stands in their place differs. In an officer's own copy that is their address itself: nothing changes in it, and
 * yet no other copy may have it.
 */
export function keptFieldsOnce(incoming: Incoming, language: Language): KeptFields {
  const unchanged = new Map<string, string>();
  return (passage, scrub) => {
    const key = `${passage} ${scrub ? "searched" : "as it came"}`;
    const known = unchanged.get(key);
    if (known !== undefined) return known;
    let isFound = false;
    const trace: SearchTrace = {
      searched: (_, hits) => {
        isFound ||= hits.length > 0;
      },
    };
    const watched = (value: string): string => {
      const scrubbed = scrub ? scrub(value, trace) : value;
      isFound ||= scrubbed !== value;
      return scrubbed;
    };
    const wire = keptFields(incoming, passage, watched, language);
    if (!isFound) unchanged.set(key, wire);
    return wire;
  };
}

/** The date in UTC: a zone tells where somebody is. */
export function dateField(incoming: Incoming, now: number): string {
  const written = incoming.section.fields.find(({ key }) => key === "date");
  const date = written && dateInUtc(written.value);
  return foldField("Date", date ?? new Date(now).toUTCString().replace("GMT", "+0000"));
}

/** Octets of a text that are read: what leaves has a quarter at most, and a header section is all one field if somebody likes. */
const READ_LIMIT = 4 * VALUE_LIMIT;

/** RFC 5321 §4.5.3.1: octets of an address. One that is cut is none that a search finds: its first half goes with the rest. */
const ADDRESS_LIMIT = 320;

/** What of a value can matter: to search all of a long one takes longer than all the rest of the mail. */
function readable(kind: Kind, value: string): string {
  switch (kind) {
    case "text":
      if (value.length <= READ_LIMIT) return value;
      return value.slice(0, Math.max(value.lastIndexOf(" ", READ_LIMIT), READ_LIMIT - ADDRESS_LIMIT));
    case "token":
      return value.length <= TOKEN_LIMIT ? value : "";
    case "list":
      return value.length <= VALUE_LIMIT ? value : "";
  }
}

/**
 * An encoded-word that opens inside another is read in as many ways as there are readers, and one of them could put an
 * address together. Such a value is written anew, without the openings.
 */
function withoutLooseEnds(raw: string): string {
  const value = raw.replace(BASE64_WORD, tidyWord);
  if (value.replace(UNBROKEN_WORD, "").search(WORD_OPENING) < 0) return value;
  return encodeText(decodeText(value).replace(WORD_OPENING, " ").trim());
}

/** Behind padding some readers stop and others go on: what stands there is dropped, and all of them see the same. */
function tidyWord(word: string, charset: string, _: string, payload: string): string {
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(payload)) return word;
  const [text = ""] = payload.replace(/[^A-Za-z0-9+/=]/g, "").split("=", 1);
  return `=?${charset}?B?${text}?=`;
}

function wireValue(kind: Kind, value: string): string {
  switch (kind) {
    case "text":
      return unstructured(value);
    case "token":
      return plainAscii(value, TOKEN_LIMIT);
    case "list":
      return plainAscii(value, VALUE_LIMIT);
  }
}

/** Encoded-words stay as they are, unless what they say could break a header or they are too long. */
function unstructured(value: string): string {
  const raw = unfold(value);
  const text = decodeText(value);
  const harmless = /^[\t\x20-\x7e]*$/.test(raw) && !/[^ \t]{900}/.test(raw) && !/[\0-\x08\x0a-\x1f\x7f]/.test(text);
  if (harmless && raw.length <= VALUE_LIMIT) return raw;
  const encoded = encodeText(text);
  return encoded.length <= VALUE_LIMIT ? encoded : cutAtWord(encoded);
}

function cutAtWord(value: string): string {
  return value.slice(0, value.lastIndexOf(" ", VALUE_LIMIT)).trimEnd() || value.slice(0, VALUE_LIMIT);
}

function plainAscii(value: string, limit: number): string {
  const plain = unfold(value);
  return plain.length <= limit && /^[\t\x20-\x7e]*$/.test(plain) ? plain : "";
}
