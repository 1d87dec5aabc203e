/**
 * Threads (RFC 5322 §3.6.4) across the relay. Every id that passes is closed into a carrier (carrier.ts) towards
 * everybody but the side that made it; that side sees its own id again, and its mail program finds the thread.
 */

import type { Incoming } from "../incoming.ts";
import type { CarrierKey } from "../ports/keys.ts";
import { type CarriedId, closeId, type IdOwner, openToken } from "./carrier.ts";

/** Of a long thread the first id and the newest count: mail programs need no more, and each one costs CPU. */
const IDS_KEPT = 8;
/** Longer values are cut or refused by mail servers on the way. */
const REFERENCES_LIMIT = 2048;

/** Who reads a copy. */
export interface Reader {
  /** The forwarding's id inbound, the alias's id on a reply. */
  readonly id: string;
  owns(owner: IdOwner): boolean;
  /** The owner as this reader knows them: another officer's alias of a parent becomes this one's own. */
  translate(owner: IdOwner): IdOwner;
}

/** An id of the thread: one of ours that came back, or one of the writer's own. */
type ThreadId =
  | { readonly kind: "carried"; readonly carried: CarriedId }
  | { readonly kind: "own"; readonly id: string };

export interface Thread {
  readonly messageId: string | undefined;
  readonly inReplyTo: readonly ThreadId[];
  readonly references: readonly ThreadId[];
}

/** All msg-ids whose meaning has to be looked up. */
export function threadMsgIds(incoming: Incoming): readonly string[] {
  return [...new Set([...keptIds(incoming.inReplyTo), ...keptIds(incoming.references)])];
}

/** Reads the thread fields: which ids are carriers of ours, also those that the platform had replaced. */
export async function readThread(
  incoming: Incoming,
  carriers: ReadonlyMap<string, string>,
  key: CarrierKey,
): Promise<Thread> {
  const { domain } = incoming.envelope.recipient;
  const read = async (id: string): Promise<ThreadId> => {
    const token = carriers.get(id) ?? tokenOf(id, domain);
    const carried = token === undefined ? undefined : await openToken(key, token);
    return carried ? { kind: "carried", carried } : { kind: "own", id };
  };
  const [inReplyTo, references] = await Promise.all([
    Promise.all(keptIds(incoming.inReplyTo).map(read)),
    Promise.all(keptIds(incoming.references).map(read)),
  ]);
  return { messageId: incoming.messageId, inReplyTo, references };
}

function keptIds(ids: readonly string[]): readonly string[] {
  return ids.length <= IDS_KEPT ? ids : [...ids.slice(0, 1), ...ids.slice(1 - IDS_KEPT)];
}

/** Only ids at our own domain can be carriers. */
function tokenOf(id: string, domain: string): string | undefined {
  const at = id.lastIndexOf("@");
  return at > 0 && id.slice(at + 1, -1).toLowerCase() === domain ? id.slice(1, at) : undefined;
}

/** The originals by whose ids a reader is most likely to find the thread: the message answered and the first one. */
export function threadHeads(thread: Thread): readonly string[] {
  const heads = [thread.inReplyTo[0], thread.references.at(-1), thread.references[0]];
  return [...new Set(heads.flatMap((head) => (head ? [originalOf(head)] : [])))];
}

function originalOf(threadId: ThreadId): string {
  return threadId.kind === "own" ? threadId.id : threadId.carried.id;
}

/** The thread fields of one copy. */
export interface ThreadFields {
  readonly messageId: string;
  /** The token that the Message-ID is, when it carries an id. */
  readonly carrier: string | undefined;
  readonly inReplyTo: string;
  readonly references: string;
}

interface ThreadView {
  readonly key: CarrierKey;
  /** Of the carriers that this copy shows. */
  readonly domain: string;
  /** Whose the writer's own ids are. */
  readonly writer: IdOwner;
  readonly reader: Reader;
  /** The id under which the reader got an original, where the platform had replaced it. */
  knownAs(originalId: string): string | undefined;
  /** For a message without a usable Message-ID. */
  readonly freshId: string;
}

/** What this reader sees of the thread. */
export async function threadFor(thread: Thread, view: ThreadView): Promise<ThreadFields> {
  const { key, domain, writer } = view;
  const carrier = thread.messageId ? await closeId(key, { owner: writer, id: thread.messageId }) : undefined;
  const [inReplyTo, references] = await Promise.all([idsFor(thread.inReplyTo, view), idsFor(thread.references, view)]);
  return {
    messageId: carrier ? `<${carrier}@${domain}>` : view.freshId,
    carrier,
    inReplyTo: withinLimit(inReplyTo).join(" "),
    references: withinLimit(references).join(" "),
  };
}

async function idsFor(ids: readonly ThreadId[], view: ThreadView): Promise<readonly string[]> {
  const seen = await Promise.all(ids.map((id) => idFor(id, view)));
  return [...new Set(seen.flat())];
}

async function idFor(threadId: ThreadId, view: ThreadView): Promise<readonly string[]> {
  const carried: CarriedId = threadId.kind === "carried" ? threadId.carried : { owner: view.writer, id: threadId.id };
  if (view.reader.owns(carried.owner)) return [carried.id];
  const named: CarriedId = { owner: view.reader.translate(carried.owner), id: carried.id };
  const keys = view.key.former ? [view.key, view.key.former] : [view.key];
  const tokens = (await Promise.all(keys.map((key) => closeId(key, named)))).flatMap((token) => token ?? []);
  const known = tokens.length > 0 ? view.knownAs(carried.id) : undefined;
  return [...tokens.map((token) => `<${token}@${view.domain}>`), ...(known ? [known] : [])];
}

/** The first id and the newest ones that fit. */
function withinLimit(ids: readonly string[]): readonly string[] {
  const [first, ...later] = ids;
  if (first === undefined) return [];
  let room = REFERENCES_LIMIT - first.length;
  const newest: string[] = [];
  for (const id of later.reverse()) {
    room -= id.length + 1;
    if (room < 0) break;
    newest.unshift(id);
  }
  return [first, ...newest];
}
