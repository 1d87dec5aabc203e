/** Joining and leaving a contact network: decided purely, carried out, and told by one letter. */
import { type MemberWord, memberLetter } from "../../letters/network/network.ts";
import type { Reason } from "../../letters/rejection.ts";
import { hasAliasForm } from "../../mail/alias-form.ts";
import { DAY } from "../../mail/duration.ts";
import { type Address, withoutTag } from "../../mail/header/addr-spec.ts";
import { authenticated } from "../authentication.ts";
import { isAutomatic } from "../automatic.ts";
import { copyRecord } from "../exactly-once.ts";
import type { Incoming } from "../incoming.ts";
import { type CounterKeys, WRONG_CODES } from "../limits.ts";
import type { PublicAddress } from "../model.ts";
import type { Knowledge } from "../ports/directory.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome, rejected } from "../transit.ts";
import type { NetworkTag } from "./read.ts";
import { networkWish, tellOnce } from "./tell.ts";

type MembershipTag = Extract<NetworkTag, { readonly kind: "join" | "leave" }>;

type Author =
  /** Who has proved to be the one whom the From field names. */
  | { readonly kind: "proven"; readonly mailbox: Address }
  | { readonly kind: "reject"; readonly reason: Reason }
  /** Software wrote it: it neither joins nor leaves. */
  | { readonly kind: "suppress" }
  /** The mail waits at its sender. */
  | { readonly kind: "wait"; readonly reason: "authentication-temperror" };

/** Whose membership a mail is about: nobody may put a stranger in or out. */
export function authorOf(incoming: Incoming, knowledge: Knowledge): Author {
  const { fromField } = incoming;
  if (isAutomatic(incoming)) return { kind: "suppress" };
  if (fromField.kind !== "one") return { kind: "reject", reason: FROM_REASONS[fromField.kind] };
  const mailbox = fromField.mailbox.address;
  if (isOurs(mailbox, knowledge)) return { kind: "reject", reason: "no-such-address" };
  const proof = authenticated(incoming);
  if (proof.kind === "wait") return proof;
  return proof.kind === "proven" ? { kind: "proven", mailbox } : { kind: "reject", reason: "not-proven" };
}

const FROM_REASONS = {
  none: "from-missing",
  several: "from-several",
  unreadable: "from-unreadable",
} as const satisfies Readonly<Record<string, Reason>>;

/** A public address or an alias as a member would make announcements go round. */
function isOurs(mailbox: Address, { publicAddresses, ownDomains }: Knowledge): boolean {
  const key = withoutTag(mailbox);
  return publicAddresses.has(key) || (hasAliasForm(key) && ownDomains.has(mailbox.domain));
}

export async function changeMembership(
  context: RelayContext,
  publicAddress: PublicAddress,
  tag: MembershipTag,
  counters: CounterKeys,
): Promise<RelayOutcome> {
  const author = authorOf(context.incoming, context.knowledge);
  switch (author.kind) {
    case "suppress":
      return ACCEPTED;
    case "wait":
      throw new Deferred(author.reason);
    case "reject":
      return refuseMember(context, publicAddress, author.reason);
    case "proven":
      return tag.kind === "join"
        ? join(context, publicAddress, author.mailbox, tag.code, counters)
        : leave(context, publicAddress, author.mailbox);
  }
}

async function join(
  context: RelayContext,
  publicAddress: PublicAddress,
  mailbox: Address,
  code: string,
  { card }: CounterKeys,
): Promise<RelayOutcome> {
  const { knowledge, ports } = context;
  if (!publicAddress.open) return refuseMember(context, publicAddress, "closed");
  if (knowledge.senderBlocked) return refuseMember(context, publicAddress, "blocked");
  // Nobody is promised mail that cannot go out yet.
  if (ports.replies === "off") return refuseMember(context, publicAddress, "replies-unchecked");
  if ((knowledge.counts.get(card) ?? 0) >= WRONG_CODES) throw new Deferred("too-many");
  const membership = await ports.networks.join(publicAddress.id, code, mailbox);
  if (membership === undefined) return refuseMember(context, publicAddress, "unknown-code", [card]);
  // Twice is once, on any day; but whoever asks again hears that they are in, once a day.
  const isNew = dayOf(membership.joinedAt) >= dayOf(context.arrivedAt);
  return tell(context, publicAddress, mailbox, isNew ? "welcome" : "already", membership.id);
}

/** Whoever leaves twice, or never was in, hears the same: what counts is true. */
async function leave(context: RelayContext, publicAddress: PublicAddress, mailbox: Address): Promise<RelayOutcome> {
  await context.ports.networks.leave(publicAddress.id, mailbox);
  return tell(context, publicAddress, mailbox, "left", mailbox.key);
}

/** One journal row for a reason and day, which counts: nobody can fill the database with refusals. */
export async function refuseMember(
  context: RelayContext,
  publicAddress: PublicAddress,
  reason: Reason,
  counted: readonly string[] = [],
): Promise<RelayOutcome> {
  const row = await networkWish(context, publicAddress, `refused ${reason} ${dayOf(context.arrivedAt)}`, "inbound");
  await context.ports.journal.record([{ ...copyRecord(row, "rejected", reason), counts: true }], [], counted);
  return rejected(reason);
}

/** @param whom what the letter is to go out once a day for */
async function tell(
  context: RelayContext,
  publicAddress: PublicAddress,
  recipient: Address,
  word: MemberWord,
  whom: string,
): Promise<RelayOutcome> {
  const { address, name } = publicAddress;
  const letter = memberLetter(word, { address: address.spec, name, domain: address.domain }, context.ports.language);
  const about = `${word} ${whom} ${dayOf(context.arrivedAt)}`;
  const reason = `network-${word}` as const;
  // What was asked for is done, whether or not they can be told.
  await tellOnce(context, { publicAddress, recipient, forwardingId: undefined, about, reason }, letter);
  return ACCEPTED;
}

function dayOf(time: number): number {
  return Math.floor(time / DAY);
}
