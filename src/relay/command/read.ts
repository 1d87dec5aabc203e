/**
 * What an officer asks for by the address that they write to: the tag behind the `+` of its local part (RFC 5233). The
 * subject and the text never command anything, so that nothing meant for us can ever reach a parent.
 */
import { type Address, parseAddress } from "../../mail/header/addr-spec.ts";
import type { Envelope } from "../incoming.ts";

export type Command =
  | { readonly kind: "stop" }
  | { readonly kind: "start" }
  /** With the code of the officer's paper card: from any mailbox. */
  | { readonly kind: "stop-by-card"; readonly code: string }
  | { readonly kind: "start-by-card"; readonly code: string }
  | { readonly kind: "block" }
  | { readonly kind: "unblock" }
  | { readonly kind: "write-first"; readonly correspondent: Address }
  | { readonly kind: "help" }
  /** Not understood: the officer gets the help mail. */
  | { readonly kind: "unknown" };

/** RFC 5321 §4.5.3.1.1: octets of a local part. Servers on the way refuse a longer one, or cut it. */
const LOCAL_PART_LIMIT = 64;

/** Crockford's base32, as codes are made; people may type o for 0, i or l for 1. */
const CODE = /^(stop|start)[._-]+([._-]*[0-9a-z][0-9a-z._-]*)$/;

type Tagged = Pick<Envelope, "recipient" | "unreadTag">;

/** What follows the first `+` of a local part, in lower case; undefined when nothing does. */
function tagOf({ localPart }: Address): string | undefined {
  const plus = localPart.indexOf("+");
  return plus > 0 ? localPart.slice(plus + 1).toLowerCase() : undefined;
}

/** What a tag of a public address asks for; undefined when there is no tag. */
export function readDeskCommand({ recipient, unreadTag }: Tagged): Command | undefined {
  if (unreadTag !== undefined) return { kind: "unknown" };
  const tag = tagOf(recipient);
  if (tag === undefined) return undefined;
  if (tag === "stop" || tag === "start" || tag === "help") return { kind: tag };
  const [, verb, code] = CODE.exec(tag) ?? [];
  if (verb && code) return { kind: verb === "stop" ? "stop-by-card" : "start-by-card", code: readCode(code) };
  return (tag.includes("=") && readWriteFirst(recipient)) || { kind: "unknown" };
}

/** What a tag of an alias asks for; undefined when there is no tag. */
export function readAliasCommand({ recipient, unreadTag }: Tagged): Command | undefined {
  if (unreadTag !== undefined) return { kind: "unknown" };
  const tag = tagOf(recipient);
  if (tag === undefined) return undefined;
  return tag === "block" || tag === "unblock" || tag === "help" ? { kind: tag } : { kind: "unknown" };
}

/**
 * `taro=freemail.example` is `taro@freemail.example`. The last `=` is the at sign, for no domain has one: a `=` or a `+`
 * in the correspondent's own local part stands there as it is (`pta+taro+class=3a=freemail.example@…`).
 */
function readWriteFirst({ localPart }: Address): Command | undefined {
  if (localPart.length > LOCAL_PART_LIMIT) return undefined;
  const tag = localPart.slice(localPart.indexOf("+") + 1);
  const at = tag.lastIndexOf("=");
  const correspondent = parseAddress(`${tag.slice(0, at)}@${tag.slice(at + 1)}`);
  return correspondent?.domain.includes(".") ? { kind: "write-first", correspondent } : undefined;
}

/** A code as it was made, however it was copied from paper. */
function readCode(written: string): string {
  return written.replaceAll(/[._-]/g, "").replaceAll("o", "0").replaceAll(/[il]/g, "1");
}
