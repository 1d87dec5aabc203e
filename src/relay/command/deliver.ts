/** Mail to a public address with a tag: an officer's command, a paper card's, or nothing to us. */

import { NEW_PEOPLE_A_DAY } from "../../letters/command.ts";
import type { Suspicion } from "../../letters/officer-notice.ts";
import { DAY } from "../../mail/duration.ts";
import { phraseText } from "../../mail/header/encoded-word.ts";
import { countedId } from "../counted.ts";
import { type CounterKeys, WRONG_CODES } from "../limits.ts";
import { type Forwarding, mailDomain, type PublicAddress } from "../model.ts";
import { type Officer, warnOfficer } from "../officer-notices.ts";
import { cleanName } from "../outgoing/display-name.ts";
import { type AliasWish, aliasKey, type ClaimWish } from "../ports/journal.ts";
import { sendReply } from "../reply/deliver.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome, rejected } from "../transit.ts";
import { carryOut, tellEnding } from "./carry-out.ts";
import { commander } from "./decide.ts";
import type { Command } from "./read.ts";

type ByCard = Extract<Command, { readonly code: string }>;
type WriteFirst = Extract<Command, { readonly kind: "write-first" }>;

/** @returns nothing where the tag says nothing to us, so that the mail goes its ordinary way */
export async function deliverCommand(
  context: RelayContext,
  publicAddress: PublicAddress,
  command: Command,
  counters: CounterKeys,
): Promise<RelayOutcome | undefined> {
  if (command.kind === "stop-by-card" || command.kind === "start-by-card") {
    return byCard(context, publicAddress, command, counters);
  }
  const who = commander(context.incoming, context.knowledge.forwardings);
  switch (who.kind) {
    case "anybody":
      return undefined;
    case "wait":
      throw new Deferred(who.reason);
    case "unproven": {
      const writtenTo = context.incoming.envelope.recipient.spec;
      for (const forwarding of who.forwardings) {
        const officer = { publicAddress, forwarding, writtenTo };
        warnOfficer(context, officer, who.suspicion, await suspectWish(context, officer, who.suspicion));
      }
      return undefined;
    }
    case "officer":
      return command.kind === "write-first"
        ? writeFirst(context, publicAddress, who.forwardings[0], command)
        : forEach(context, publicAddress, who.forwardings, command);
  }
}

/** A mailbox that speaks for several stops each of them, though the letter to one of them has to wait. */
async function forEach(
  context: RelayContext,
  publicAddress: PublicAddress,
  forwardings: readonly Forwarding[],
  command: Command,
): Promise<RelayOutcome> {
  const each = forwardings.map((forwarding) =>
    carryOut(context, { publicAddress, forwarding, alias: undefined }, command),
  );
  for (const end of await Promise.allSettled(each)) if (end.status === "rejected") throw end.reason;
  return ACCEPTED;
}

/** A lost phone: from any mailbox, with what stands on paper. */
async function byCard(
  context: RelayContext,
  publicAddress: PublicAddress,
  command: ByCard,
  { card }: CounterKeys,
): Promise<RelayOutcome> {
  const { ports, knowledge } = context;
  if ((knowledge.counts.get(card) ?? 0) >= WRONG_CODES) throw new Deferred("too-many");
  const id = await ports.commands.forwardingOfCard(publicAddress.id, command.code);
  const forwarding = knowledge.forwardings.find((one) => one.id === id);
  if (!forwarding) {
    await ports.journal.record([], [], [card]);
    return rejected("unknown-code");
  }
  return carryOut(context, { publicAddress, forwarding, alias: undefined }, command);
}

/** The mail goes out as an answer would, and a note under the new alias makes the address book learn it. */
async function writeFirst(
  context: RelayContext,
  publicAddress: PublicAddress,
  forwarding: Forwarding,
  { correspondent }: WriteFirst,
): Promise<RelayOutcome> {
  const { ports, arrivedAt, digest } = context;
  const subject = { publicAddress, forwarding, alias: undefined };
  // Our own addresses are written to as they are: behind an alias such mail would go round.
  if (context.knowledge.ownDomains.has(correspondent.domain)) return tellEnding(context, subject, "help");
  const noted = await ports.keys.index(`written-first:${forwarding.id}`, `${digest} ${correspondent.key}`);
  if ((await ports.commands.writtenFirst(forwarding.id, arrivedAt - DAY, noted)) >= NEW_PEOPLE_A_DAY) {
    return tellEnding(context, subject, "too-many-people");
  }
  const wish: AliasWish = {
    forwarding,
    domain: mailDomain(publicAddress),
    correspondent,
    vouched: true,
    name: nameGiven(context, publicAddress),
  };
  const { aliases } = await ports.journal.claim([], [wish], []);
  const alias = aliases.get(aliasKey(forwarding.id, correspondent.key));
  if (!alias) throw new Error("an alias that was claimed is missing");
  const blocked = alias.blocked || (await ports.directory.blocks(publicAddress, forwarding, correspondent));
  const { outcome, sent } = await sendReply(context, { alias: { ...alias, blocked }, publicAddress });
  if (sent !== "not") await ports.commands.noteWrittenFirst(forwarding.id, noted);
  return sent === "not" ? outcome : tellEnding(context, { ...subject, alias }, "written-first");
}

/** The name that the officer's mail gives to the new correspondent. */
function nameGiven({ incoming }: RelayContext, publicAddress: PublicAddress): string {
  const { recipient } = incoming.envelope;
  const named = [...incoming.toField, ...incoming.ccField].find(({ address }) => address.key === recipient.key);
  return named ? cleanName(phraseText(named.phrase), { ours: [publicAddress.name], scrub: (text) => text }) : "";
}

async function suspectWish(
  context: RelayContext,
  { publicAddress, forwarding }: Officer,
  suspicion: Suspicion,
): Promise<ClaimWish> {
  return {
    id: await countedId(context, forwarding.id, suspicion),
    direction: "inbound",
    addressId: publicAddress.id,
    forwardingId: forwarding.id,
    alias: undefined,
    size: context.incoming.octets.length,
  };
}
