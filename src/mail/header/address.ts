/** Addresses in header fields: who a message is from, read so that no two readers can see two senders; and the others. */

import { addressParser } from "postal-mime";
import { fromBinaryString } from "../octets.ts";
import { type Address, parseAddress } from "./addr-spec.ts";
import { type AddressToken, tokenizeAddressList } from "./address-list.ts";
import { trimWsp, unfold } from "./section.ts";

export { type Address, domainOf, foldMailbox, parseAddress, withoutTag } from "./addr-spec.ts";

export interface Mailbox {
  /** Binary string: the display name as its octets are, unfolded and trimmed, with its quotes; "" when there is none. */
  readonly phrase: string;
  readonly address: Address;
}

export type FromReading =
  | { readonly kind: "one"; readonly mailbox: Mailbox }
  /** No From field, or none with an address in it. */
  | { readonly kind: "none" }
  /** Several fields or several addresses. RFC 5322 §3.6.2 allows it, but nobody could say whose alias answers. */
  | { readonly kind: "several" }
  /** Something that another reader could understand differently. */
  | { readonly kind: "unreadable" };

/**
 * The one mailbox of the From field. Everything that is decided about a sender hangs on it, so the field is read strictly
 * and by two readers: a name like `"taro@gmail.com"` or a second pair of brackets must not make us see one sender where the
 * server that checked the signature saw another (a parser differential attack).
 *
 * @param fieldValues the raw values (binary strings) of all From fields of the message
 */
export function readFrom(fieldValues: readonly string[]): FromReading {
  const [raw] = fieldValues;
  if (raw === undefined) return { kind: "none" };
  if (fieldValues.length > 1) return { kind: "several" };
  if (/[\r\n](?![\r\n \t])/.test(raw)) return { kind: "unreadable" }; // A line break that folds nothing hides a second field.
  if (raw.length > FROM_LIMIT) return { kind: "unreadable" };
  const value = trimWsp(raw.replace(/[\r\n]+/g, ""));
  const reading = readOneMailbox(value);
  return reading.kind === "one" && !isSecondReaderAgreed(value, reading.mailbox) ? { kind: "unreadable" } : reading;
}

/** Octets of a From field. Four times what the platform takes: who writes more than that means no name. */
const FROM_LIMIT = 8192;

function readOneMailbox(value: string): FromReading {
  const { tokens, broken } = tokenizeAddressList(value);
  // A colon outside quotes begins a group (RFC 6854), which no person writes from.
  if (broken || tokens.some((token) => token.kind === "colon")) return { kind: "unreadable" };
  const entries = splitEntries(tokens);
  const angles = tokens.filter((token) => token.kind === "angle").length;
  if (angles > 1) return { kind: "several" };
  return angles === 1 ? readAngle(value, tokens, entries) : readBare(value, entries);
}

/** `Name <a@b>`. Entries without an address belong to the name: `Yamada, Taro <t@x>` is one mailbox. */
function readAngle(value: string, tokens: readonly AddressToken[], entries: readonly Entry[]): FromReading {
  if (entries.some((entry) => !hasAngle(entry) && hasAtSign(value, entry))) return { kind: "several" };
  const position = tokens.findIndex((token) => token.kind === "angle");
  const after = entries.find(hasAngle)?.filter((token) => token.start > (tokens[position]?.start ?? 0)) ?? [];
  if (after.some((token) => token.kind !== "comment")) return { kind: "unreadable" };
  return oneOrUnreadable(mailboxAt(value, tokens.slice(0, position).filter(isWord), tokens[position], after));
}

/** `a@b`, with nothing beside it but comments and entries without an address. */
function readBare(value: string, entries: readonly Entry[]): FromReading {
  const [entry, another] = entries.filter((entry) => hasAtSign(value, entry));
  if (!entry) return { kind: "none" };
  return another ? { kind: "several" } : oneOrUnreadable(bareMailbox(value, entry));
}

function oneOrUnreadable(mailbox: Mailbox | undefined): FromReading {
  return mailbox ? { kind: "one", mailbox } : { kind: "unreadable" };
}

/** True when postal-mime, too, finds this address and no other. */
function isSecondReaderAgreed(value: string, mailbox: Mailbox): boolean {
  const mailboxes = addressParser(value, { flatten: true });
  const seen = mailboxes.flatMap(({ address }) => (address?.includes("@") ? [address] : []));
  return seen.length === 1 && unquotedIdentity(seen[0] ?? "") === unquotedIdentity(mailbox.address.spec);
}

/** An address without quoting, which postal-mime keeps or drops as it comes. The domain is still what follows the last `@`. */
function unquotedIdentity(raw: string): string {
  const at = raw.lastIndexOf("@");
  const domain = parseRaw(`x${raw.slice(at)}`)?.domain ?? "";
  return `${raw.slice(0, at).replace(/["\\]/g, "").toLowerCase()}@${domain}`;
}

/**
 * All mailboxes of a To, Cc or Reply-To field that can be read: groups are flattened, the rest is skipped.
 *
 * @param fieldValue one raw value (binary string)
 * @param limit how many at most
 */
export function readMailboxes(fieldValue: string, limit = 200): readonly Mailbox[] {
  const value = unfold(fieldValue);
  const mailboxes: Mailbox[] = [];
  for (const entry of splitEntries(tokenizeAddressList(value).tokens)) {
    if (mailboxes.length >= limit) break;
    const position = entry.findIndex((token) => token.kind === "angle");
    const [before, after] = [entry.slice(0, Math.max(position, 0)), entry.slice(position + 1)];
    const mailbox = position < 0 ? bareMailbox(value, entry) : mailboxAt(value, before, entry[position], after);
    if (mailbox) mailboxes.push(mailbox);
  }
  return mailboxes;
}

type Entry = readonly AddressToken[];

/** The list at its commas, and at the semicolons that some people take for commas. A group's name is dropped. */
function splitEntries(tokens: readonly AddressToken[]): readonly Entry[] {
  const entries: AddressToken[][] = [];
  let entry: AddressToken[] = [];
  for (const token of tokens) {
    if (isWord(token)) entry.push(token);
    else {
      if (token.kind !== "colon") entries.push(entry);
      entry = [];
    }
  }
  return [...entries, entry];
}

function isWord(token: AddressToken): boolean {
  return token.kind !== "comma" && token.kind !== "semicolon" && token.kind !== "colon";
}

function hasAngle(entry: Entry): boolean {
  return entry.some((token) => token.kind === "angle");
}

/** An `@` outside quotes and comments, where every reader would see an address. */
function hasAtSign(value: string, entry: Entry): boolean {
  return entry.some((token) => token.kind === "text" && value.slice(token.start, token.end).includes("@"));
}

function mailboxAt(value: string, before: Entry, angle: AddressToken | undefined, after: Entry): Mailbox | undefined {
  const address = angle && parseRaw(trimWsp(value.slice(angle.start + 1, angle.end - 1)));
  if (!address) return undefined;
  const first = before.at(0);
  const last = before.at(-1);
  if (!first || !last || before.every(isComment))
    return { phrase: commentPhrase(value, [...before, ...after]), address };
  return { phrase: value.slice(first.start, last.end).replaceAll("\0", ""), address };
}

/** The address of an entry without angle brackets. White space or a comment inside it is legal, obsolete, and refused. */
function bareMailbox(value: string, entry: Entry): Mailbox | undefined {
  const words = entry.filter((token) => !isComment(token));
  const isOnePiece = words.every((word, n) => n === 0 || word.start === words[n - 1]?.end);
  const address = isOnePiece ? parseRaw(value.slice(words.at(0)?.start ?? 0, words.at(-1)?.end ?? 0)) : undefined;
  return address && { phrase: commentPhrase(value, entry), address };
}

function isComment(token: AddressToken): boolean {
  return token.kind === "comment";
}

/** The name in `x@y (Name)`, the way from before RFC 822, as a phrase. */
function commentPhrase(value: string, tokens: Entry): string {
  const comment = tokens.findLast(isComment);
  if (!comment) return "";
  const name = trimWsp(value.slice(comment.start + 1, comment.end - 1).replace(/\\(.)|\0/g, "$1"));
  const isPhrase = name.split(/[ \t]+/).every((word) => /^[\w!#$%&'*+/=?^`{|}~-]*$/.test(word));
  return isPhrase ? name : `"${name.replace(/["\\]/g, "\\$&")}"`;
}

/** An address as it stands in a field, in octets: UTF-8 can only be in its domain. */
function parseRaw(raw: string): Address | undefined {
  if (!/[\x80-\xff]/.test(raw)) return parseAddress(raw);
  const text = new TextDecoder().decode(fromBinaryString(raw));
  return text.includes("\ufffd") ? undefined : parseAddress(text);
}
