/**
 * The whole story of a message: read, look up, decide, claim, rewrite and send, record. Rules live in inbound/decide.ts and
 * reply/decide.ts, each copy goes out once by exactly-once.ts; here they only meet.
 */

import { hasAliasForm } from "../mail/alias-form.ts";
import { withoutTag } from "../mail/header/address.ts";
import { readDeskCommand } from "./command/read.ts";
import type { Invitation } from "./confirmation/decide.ts";
import { answerIndex, messageDigest } from "./identity.ts";
import { deliverInbound } from "./inbound/deliver.ts";
import { type SenderKeys, senderKeys } from "./inbound/screening.ts";
import { type Envelope, firstValue, type Incoming, readIncoming } from "./incoming.ts";
import type { CounterKeys } from "./limits.ts";
import type { PublicAddress } from "./model.ts";
import { readNetworkTag } from "./network/read.ts";
import { threadMsgIds } from "./outgoing/thread.ts";
import { openTraces, TRACE_FIELD } from "./outgoing/trace.ts";
import type { Knowledge } from "./ports/directory.ts";
import type { Keys } from "./ports/keys.ts";
import type { Log } from "./ports/log.ts";
import type { RelayPorts } from "./ports/ports.ts";
import { takeProbe } from "./probe.ts";
import { withTimeouts } from "./timeouts.ts";
import { Deferred, type RelayContext, type RelayOutcome, rejected, type Travelled } from "./transit.ts";

/** Characters: enough to tell a day's messages apart. */
const MESSAGE_KEY_LENGTH = 8;

/** @throws Deferred or a port's fault when the mail has to wait at its sender */
export async function relay(envelope: Envelope, octets: Uint8Array, given: RelayPorts): Promise<RelayOutcome> {
  const arrivedAt = given.clock.now();
  const incoming = readIncoming(envelope, octets, given.authservId);
  if (!incoming) return rejected("header-too-large");
  const digest = await messageDigest(incoming.section, octets);
  const ports = withTimeouts({ ...given, log: await keyedLog(given, digest) });
  const probed = await takeProbe(incoming, ports);
  if (probed) return logged(Promise.resolve(probed), ports);
  return follow(incoming, digest, arrivedAt, ports);
}

/** Every line about a message bears its key, the same at each attempt, so that its story can be read in the log. */
async function keyedLog({ keys, log }: RelayPorts, digest: string): Promise<Log> {
  const message = (await keys.index("log", digest)).slice(-MESSAGE_KEY_LENGTH);
  return { write: (entry) => log.write({ ...entry, message }) };
}

async function follow(incoming: Incoming, digest: string, arrivedAt: number, ports: RelayPorts): Promise<RelayOutcome> {
  const { envelope } = incoming;
  const recipient = withoutTag(envelope.recipient);
  const { sender, knowledge } = await whatIsKnown(incoming, { recipient, digest, arrivedAt }, ports);
  const passed = await passageOf(incoming, ports.keys);
  const transit: RelayContext = {
    incoming: withSpellings(incoming, knowledge.publicAddresses.get(recipient)),
    knowledge,
    digest,
    passed,
    arrivedAt,
    ports,
  };
  return logged(
    passDamage(transit).then(() => route(transit, recipient, sender?.counters)),
    ports,
  );
}

interface Arrival {
  readonly recipient: string;
  readonly digest: string;
  readonly arrivedAt: number;
}

/** @param scope where blocks and counts of the sender are kept: the address under which such mail usually reaches us */
async function whatIsKnown(
  incoming: Incoming,
  arrival: Arrival,
  ports: RelayPorts,
  scope = arrival.recipient,
): Promise<{ readonly sender: SenderKeys | undefined; readonly knowledge: Knowledge }> {
  const { recipient, digest, arrivedAt } = arrival;
  // Mail to an alias is its one destination's; only inbound mail is screened.
  const sender = hasAliasForm(recipient) ? undefined : await senderKeys(incoming, scope, ports.keys);
  const knowledge = await ports.directory.lookUp({
    recipient,
    named: namedAddresses(incoming),
    msgIds: threadMsgIds(incoming),
    counters: sender ? Object.values(sender.counters) : [],
    answer: await answerIndex(ports.keys, digest),
    senders: sender?.blocks ?? [],
    now: arrivedAt,
  });
  // By the public spelling it comes past the school's own servers, and would come past every block, too.
  const usual = knowledge.publicAddresses.get(recipient)?.receivedAs ?? scope;
  return usual === scope ? { sender, knowledge } : whatIsKnown(incoming, arrival, ports, usual);
}

/** Mail that is passed on to us for a public address names that in its fields, with the same tag. */
function withSpellings(incoming: Incoming, publicAddress: PublicAddress | undefined): Incoming {
  if (!publicAddress?.receivedAs) return incoming;
  const { localPart, key } = incoming.envelope.recipient;
  const plus = localPart.indexOf("+");
  const tag = plus > 0 ? localPart.slice(plus).toLowerCase() : "";
  const published = publicAddress.address.key.replace(/@(?=[^@]*$)/, `${tag}@`);
  return { ...incoming, recipientKeys: [key, published] };
}

/** Whoever can be reached gets the mail. @throws Deferred when it is for nobody but those whose row is damaged */
async function passDamage({ knowledge: { damage }, ports }: RelayContext): Promise<void> {
  if (damage?.address) await ports.alarms.raise("damaged-row", { address: damage.address });
  if (damage?.isNeeded) throw new Deferred("damaged-row");
}

function route(transit: RelayContext, recipient: string, counters: CounterKeys | undefined): Promise<RelayOutcome> {
  const publicAddress = transit.knowledge.publicAddresses.get(recipient);
  if (publicAddress && counters) return deliverToPublic(transit, publicAddress, counters);
  const invitation = invitationOf(transit.knowledge);
  if (invitation) return confirmation(transit, invitation);
  if (hasAliasForm(recipient)) return reply(transit);
  const isForUs = isForAdmin(recipient) && transit.knowledge.ownDomains.has(transit.incoming.envelope.recipient.domain);
  return isForUs ? Promise.resolve({ kind: "for-admin" }) : nobodys(transit, recipient);
}

/** Rarely anything but a guess: a public address that was given up since. */
async function nobodys(transit: RelayContext, recipient: string): Promise<RelayOutcome> {
  const { refusedUnlessOut } = await import("./reply/went-out.ts");
  return refusedUnlessOut(transit, recipient, "no-such-address");
}

/** Rare, and with letters of its own: loaded when there is one, as are commands and contact networks below. */
async function confirmation(transit: RelayContext, invitation: Invitation): Promise<RelayOutcome> {
  const { deliverConfirmation } = await import("./confirmation/deliver.ts");
  return deliverConfirmation(transit, invitation);
}

/** Answers have a half of the relay of their own: an isolate that only receives never reads it. */
async function reply(transit: RelayContext): Promise<RelayOutcome> {
  const { deliverReply } = await import("./reply/deliver.ts");
  return deliverReply(transit);
}

function invitationOf({ invited, publicAddresses }: Knowledge): Invitation | undefined {
  if (!invited) return undefined;
  const publicAddress = [...publicAddresses.values()].find(({ id }) => id === invited.forwarding.addressId);
  return publicAddress && { ...invited, publicAddress };
}

/** One line for each message and attempt: how it ended, never whose it was. */
async function logged(ending: Promise<RelayOutcome>, { log }: RelayPorts): Promise<RelayOutcome> {
  try {
    const outcome = await ending;
    const reason = outcome.kind === "rejected" ? { reason: outcome.reason } : {};
    log.write({ event: "mail", outcome: outcome.kind, ...reason });
    return outcome;
  } catch (error) {
    const reason = error instanceof Deferred ? error.reason : "fault";
    log.write({ event: "mail", outcome: "retry", reason });
    throw error;
  }
}

/** A tag is a command when it comes from an officer, or one of the contact network; else it says nothing. */
async function deliverToPublic(
  context: RelayContext,
  publicAddress: PublicAddress,
  counters: CounterKeys,
): Promise<RelayOutcome> {
  const commanded = await deliverTagged(context, publicAddress, counters);
  return commanded ?? deliverInbound(context, publicAddress, counters);
}

async function deliverTagged(
  context: RelayContext,
  publicAddress: PublicAddress,
  counters: CounterKeys,
): Promise<RelayOutcome | undefined> {
  const { recipient } = context.incoming.envelope;
  const tag = readNetworkTag(recipient);
  const networked =
    tag && (await (await import("./network/deliver.ts")).deliverNetwork(context, publicAddress, tag, counters));
  if (networked) return networked;
  const command = readDeskCommand(context.incoming.envelope);
  if (!command) return undefined;
  return (await import("./command/deliver.ts")).deliverCommand(context, publicAddress, command, counters);
}

function isForAdmin(recipient: string): boolean {
  return recipient.startsWith("postmaster@") || recipient.startsWith("abuse@");
}

/** More addresses than this in one message are not looked up; nobody answers so many. */
const NAMED_LIMIT = 100;

function namedAddresses(incoming: Incoming): readonly string[] {
  const { fromField } = incoming;
  const author = fromField.kind === "one" ? [fromField.mailbox] : [];
  const mailboxes = [...author, ...incoming.toField, ...incoming.ccField, ...incoming.replyToField];
  const command = readDeskCommand(incoming.envelope);
  const addressee = command?.kind === "write-first" ? [command.correspondent] : [];
  const addresses = [...addressee, ...mailboxes.map(({ address }) => address)];
  return [...new Set(addresses.map(withoutTag))].slice(0, NAMED_LIMIT);
}

async function passageOf(incoming: Incoming, keys: Keys): Promise<Travelled> {
  if (firstValue(incoming, TRACE_FIELD.toLowerCase()) === undefined) return { ours: [], foreign: [] };
  const key = TRACE_FIELD.toLowerCase();
  const values = incoming.section.fields.filter((field) => field.key === key).map(({ value }) => value);
  const { traceKey, formerTraceKey } = keys;
  return openTraces(formerTraceKey ? [traceKey, formerTraceKey] : [traceKey], values);
}
