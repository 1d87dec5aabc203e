/**
 * The whole story of a message: read, look up, decide, claim, rewrite and send, record. Rules live in inbound.ts and
 * reply.ts, exactly-once in deliver.ts; here they only meet.
 */
import { withoutTag } from "../mail/address.ts";
import { hasAliasForm } from "./alias-form.ts";
import { messageDigest } from "./identity.ts";
import { deliverInbound } from "./inbound-delivery.ts";
import { bodyLength, type Envelope, firstValue, type Incoming, readIncoming } from "./incoming.ts";
import type { Keys } from "./keys.ts";
import { withPatience } from "./patience.ts";
import { deliverReply } from "./reply-delivery.ts";
import { senderKeys } from "./screening.ts";
import { threadMsgIds } from "./thread.ts";
import { openTraces, TRACE_FIELD } from "./trace.ts";
import { type RelayOutcome, type RelayPorts, rejected, type Transit } from "./transit.ts";

/** @throws Deferred or a port's fault when the mail has to wait at its sender */
export async function relay(envelope: Envelope, octets: Uint8Array, given: RelayPorts): Promise<RelayOutcome> {
  const ports = withPatience(given);
  const arrivedAt = ports.clock.now();
  const incoming = readIncoming(envelope, octets, ports.authservId);
  if (!incoming) return rejected("header-too-large");
  const recipient = withoutTag(envelope.recipient);
  // Mail to an alias is its one destination's; only inbound mail is screened.
  const sender = hasAliasForm(recipient) ? undefined : await senderKeys(incoming, recipient, ports.keys);
  const knowledge = await ports.directory.lookUp({
    recipient,
    named: namedAddresses(incoming),
    msgIds: threadMsgIds(incoming),
    counters: sender ? Object.values(sender.counters) : [],
    senders: sender?.blocks ?? [],
    now: arrivedAt,
  });
  const digest = await messageDigest(incoming.section, bodyLength(incoming));
  const passed = await passedAddresses(incoming, ports.keys);
  const transit: Transit = { incoming, knowledge, digest, passed, arrivedAt, ports };
  const publicAddress = knowledge.publicAddresses.get(recipient);
  if (publicAddress && sender) return deliverInbound(transit, publicAddress, sender.counters);
  if (hasAliasForm(recipient)) return deliverReply(transit);
  if (isForAdmin(recipient) && knowledge.ownDomain) return { kind: "for-admin" };
  return rejected("no-such-address");
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
  return [...new Set(mailboxes.map(({ address }) => withoutTag(address)))].slice(0, NAMED_LIMIT);
}

async function passedAddresses(incoming: Incoming, keys: Keys): Promise<readonly string[]> {
  if (firstValue(incoming, TRACE_FIELD.toLowerCase()) === undefined) return [];
  const key = TRACE_FIELD.toLowerCase();
  const values = incoming.section.fields.filter((field) => field.key === key).map(({ value }) => value);
  const { traceKey, formerTraceKey } = keys;
  return openTraces(formerTraceKey ? [traceKey, formerTraceKey] : [traceKey], values);
}
