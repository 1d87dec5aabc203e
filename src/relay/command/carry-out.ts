/** Does what an officer asks for, and tells them by mail what is true now and how to undo it. */
import { type CommandEnding, commandLetter } from "../../letters/command.ts";
import { composeNotice } from "../../letters/compose.ts";
import { copyRecord, sendInTime } from "../exactly-once.ts";
import type { Alias, Forwarding, PublicAddress } from "../model.ts";
import type { ClaimWish } from "../ports/journal.ts";
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
  return tellEnding(context, subject, await endingOf(context, subject, command));
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

/** One mail for one command, however often its sender tries. */
export async function tellEnding(
  context: RelayContext,
  subject: CommandSubject,
  ending: CommandEnding,
): Promise<RelayOutcome> {
  const { ports } = context;
  const wish = await claimWish(context, subject);
  const { claims } = await ports.journal.claim([wish], [], []);
  const state = claims.get(wish.id)?.state;
  // Spent: each attempt to tell them died. The change itself is made, and nobody gains by days of trying.
  if (state === "done" || state === "spent") return ACCEPTED;
  if (state !== "mine") throw new Deferred("claimed-elsewhere");
  const result = await sendInTime(letter(context, subject, ending), ports);
  // What can never be sent is no reason to let the sender try for days: the change itself is made.
  const outcome = result.kind === "sent" ? "sent" : result.kind === "refused" ? "failed" : "retrying";
  await ports.journal.record([copyRecord(wish, outcome, `command-${ending}`)], [], []);
  if (result.kind === "deferred") throw new Deferred(result.reason);
  return ACCEPTED;
}

async function claimWish(
  { ports, digest }: RelayContext,
  { forwarding, publicAddress }: CommandSubject,
): Promise<ClaimWish> {
  return {
    id: await ports.keys.index(`command:${forwarding.id}`, digest),
    direction: "notice",
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
