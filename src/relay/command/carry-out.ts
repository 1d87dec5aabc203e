/** Does what an officer asks for, and tells them by mail what is true now and how to undo it. */
import { type CommandEnding, commandLetter, isCommandEnding } from "../../letters/command.ts";
import { composeNotice } from "../../letters/compose.ts";
import { copyRecord, sendLetter } from "../exactly-once.ts";
import type { Alias, Forwarding, PublicAddress } from "../model.ts";
import type { Claim, ClaimWish } from "../ports/journal.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome } from "../transit.ts";
import type { Command } from "./read.ts";

/** What a command is about: an alias only where one was written to, or was made. */
export interface CommandSubject {
  readonly publicAddress: PublicAddress;
  readonly forwarding: Forwarding;
  readonly alias: Alias | undefined;
}

export async function carryOut(
  context: RelayContext,
  subject: CommandSubject,
  command: Command,
): Promise<RelayOutcome> {
  return once(context, subject, () => endingOf(context, subject, command));
}

/** Only tells the officer. */
export async function tellEnding(
  context: RelayContext,
  subject: CommandSubject,
  ending: CommandEnding,
): Promise<RelayOutcome> {
  return once(context, subject, async () => ending);
}

/** Each change is such that doing it twice comes to the same: a sending server may try again. */
async function endingOf(
  { ports: { commands } }: RelayContext,
  { publicAddress, forwarding, alias }: CommandSubject,
  command: Command,
): Promise<CommandEnding> {
  switch (command.kind) {
    case "stop":
      await commands.pause(forwarding.id, "officer");
      return forwarding.pausedBy === "card" ? "stopped-by-card" : "stopped";
    case "start":
      await commands.resume(forwarding.id, "officer");
      return forwarding.pausedBy === "card" ? "card-needed" : started(forwarding);
    case "block":
    case "unblock":
      if (!alias) return "help";
      await commands.block(alias, publicAddress, command.kind === "block");
      return command.kind === "block" ? "blocked" : "unblocked";
    case "stop-by-card":
      await commands.pause(forwarding.id, "card");
      return "stopped-by-card";
    case "start-by-card":
      await commands.resume(forwarding.id, "card");
      return started(forwarding);
    case "write-first":
    case "help":
    case "unknown":
      return "help";
  }
}

function started(forwarding: Forwarding): CommandEnding {
  return forwarding.deliver && forwarding.allowReply ? "started" : "still-off";
}

/**
 * One change and one mail for one command, however often it comes. Claimed before anything is changed: a stop that is
 * tried again, or an old one that somebody sends once more with its signature, must not undo what was commanded since.
 */
async function once(
  context: RelayContext,
  subject: CommandSubject,
  act: () => Promise<CommandEnding>,
): Promise<RelayOutcome> {
  const { journal } = context.ports;
  const wish = await claimWish(context, subject);
  const claim = (await journal.claim([wish], [], [])).claims.get(wish.id);
  if (claim?.state === "done") return ACCEPTED;
  if (claim?.state !== "mine" && claim?.state !== "spent") throw new Deferred("claimed-elsewhere");
  const ending = endingBefore(claim) ?? (await released(context, wish, act));
  if (claim.state === "mine") return tell(context, subject, wish, ending);
  // Each attempt to tell them died. The change itself is made, and nobody gains by days of trying.
  await journal.record([copyRecord(wish, "failed", `command-${ending}`)], [], []);
  return ACCEPTED;
}

const TOLD = "command-";

/** What an earlier attempt has done, and could not tell. */
function endingBefore({ reason }: Claim): CommandEnding | undefined {
  const written = reason.startsWith(TOLD) ? reason.slice(TOLD.length) : "";
  return isCommandEnding(written) ? written : undefined;
}

/** Nothing was changed when it throws: that attempt has not died, and the next one need not wait for its lease. */
async function released<Value>({ ports }: RelayContext, wish: ClaimWish, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    await ports.journal.record([copyRecord(wish, "retrying", "fault")], [], []);
    throw error;
  }
}

async function tell(
  context: RelayContext,
  subject: CommandSubject,
  wish: ClaimWish,
  ending: CommandEnding,
): Promise<RelayOutcome> {
  const { ports } = context;
  const result = await sendLetter(letter(context, subject, ending), context);
  // What can never be sent is no reason to let the sender try for days: the change itself is made.
  const outcome = ({ sent: "sent", refused: "failed", deferred: "retrying" } as const)[result.kind];
  await ports.journal.record([copyRecord(wish, outcome, `${TOLD}${ending}`)], [], []);
  if (result.kind === "deferred") throw new Deferred(result.reason);
  return ACCEPTED;
}

/** By the address that it was sent to, too: one mail may command several things. */
async function claimWish(
  { ports, digest, incoming }: RelayContext,
  { forwarding, publicAddress }: CommandSubject,
): Promise<ClaimWish> {
  return {
    id: await ports.keys.index(`command:${forwarding.id}`, `${digest} ${incoming.envelope.recipient.key}`),
    direction: "notice",
    needs: "letter",
    addressId: publicAddress.id,
    forwardingId: forwarding.id,
    alias: undefined,
    size: 0,
  };
}

function letter({ ports, arrivedAt }: RelayContext, subject: CommandSubject, ending: CommandEnding) {
  const { publicAddress, forwarding, alias } = subject;
  const facts = { publicAddress: publicAddress.address.spec, alias: alias?.alias.spec ?? "" };
  const words = commandLetter(ending, facts, ports.language);
  // Under the new alias, so that the address book learns it.
  const address = ending === "written-first" && alias ? alias.alias.spec : publicAddress.address.spec;
  const recipient = forwarding.destination.spec;
  const sender = { name: publicAddress.name || "SafetyAnswer", address };
  const content = composeNotice({ sender, recipient, ...words, time: arrivedAt });
  return { envelopeSender: address, envelopeRecipient: recipient, content: [content] };
}
