/** Shared desks: which other officers get an answer, and whom it went to, so that their own answers go there, too. Decided purely. */
import { type Address, withoutTag } from "../../mail/header/address.ts";
import type { Incoming } from "../incoming.ts";
import { type Alias, belongsTo, delivers, type Forwarding } from "../model.ts";
import type { Knowledge } from "../ports/directory.ts";
import type { ReplyMessage } from "./decide.ts";

/** Somebody whom the answer went to, by the writer's alias, under the name that the writer gave. */
interface Answeree {
  readonly alias: Alias;
  /** As in the To field. */
  readonly phrase: string;
}

/** An answer that other officers get, too. */
export interface Sharing {
  readonly message: ReplyMessage;
  readonly colleagues: readonly Forwarding[];
  /** Those whom a colleague answers; at least one. */
  readonly answerees: readonly Answeree[];
  /** All aliases of the writer that the mail names, at this desk or another. */
  readonly named: readonly Alias[];
  /** Whether the mail goes to several of the desk's aliases: each is a delivery of its own, and colleagues get one copy in all. */
  readonly isCircular: boolean;
}

/** More people than this are not named in a colleague's copy: each would cost an alias, and an answer to all of them is seldom meant. */
const ANSWEREE_LIMIT = 10;

/** Nothing where the desk is not shared, or has nobody else at present, or where somebody answered a survey without a name. */
export function sharingOf(incoming: Incoming, message: ReplyMessage, knowledge: Knowledge): Sharing | undefined {
  const { publicAddress, alias } = message;
  const { fromField } = incoming;
  if (!publicAddress.shareAnswers || fromField.kind !== "one") return undefined;
  const desk = knowledge.forwardings.filter(({ addressId }) => addressId === publicAddress.id);
  const named = namedAliases(incoming, message, knowledge, fromField.mailbox.address);
  // A colleague's own alias of whoever answered a survey bears their name, or their address: it would tell who wrote the words.
  if (named.some(({ survey }) => survey)) return undefined;
  const colleagues = desk.filter(
    (one) => one.id !== alias.forwarding.id && delivers(one) && !hasIt(one, fromField.mailbox.address, named),
  );
  if (colleagues.length === 0) return undefined;
  const answerees = named.filter((one) => isAnsweree(one, message, desk));
  const kept = answerees.length > ANSWEREE_LIMIT ? [alias] : answerees;
  return {
    message,
    colleagues,
    answerees: kept.map((one) => ({ alias: one, phrase: phraseOf(incoming, one, message) })),
    named,
    isCircular: answerees.length > 1,
  };
}

/** The aliases of the writer in To and Cc, each once, and the one that this copy came to. */
function namedAliases(
  { toField, ccField }: Incoming,
  { alias }: ReplyMessage,
  { aliases }: Knowledge,
  author: Address,
): readonly Alias[] {
  const found = [...toField, ...ccField].flatMap(({ address }) => aliases.get(withoutTag(address)) ?? []);
  const theirs = found.filter(({ forwarding }) => belongsTo(forwarding, author));
  const isNamed = theirs.some(({ id }) => id === alias.id);
  return [...new Map((isNamed ? theirs : [alias, ...theirs]).map((one) => [one.id, one])).values()];
}

/** Whether it is the writer's own mailbox, or one of those whom the mail itself goes to by an alias: no second copy for them. */
function hasIt(colleague: Forwarding, author: Address, named: readonly Alias[]): boolean {
  return belongsTo(colleague, author) || named.some(({ correspondent }) => belongsTo(colleague, correspondent));
}

function isAnsweree(one: Alias, { alias }: ReplyMessage, desk: readonly Forwarding[]): boolean {
  if (one.id === alias.id) return true;
  const isColleague = desk.some((forwarding) => belongsTo(forwarding, one.correspondent));
  return one.forwarding.id === alias.forwarding.id && !isColleague;
}

/** @returns "" where the alias does not stand in the mail: the officer has written first */
function phraseOf({ envelope, toField, ccField }: Incoming, one: Alias, { alias }: ReplyMessage): string {
  const names = one.id === alias.id ? [one.alias.key, withoutTag(envelope.recipient)] : [one.alias.key];
  return [...toField, ...ccField].find(({ address }) => names.includes(withoutTag(address)))?.phrase ?? "";
}
