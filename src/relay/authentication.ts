/**
 * Whether a message is its officer's. An answer, a command and a confirmation all need the same proof, of facts that come by
 * three ways: the From field, Cloudflare's verdict, and the envelope.
 */

import type { Suspicion } from "../letters/officer-notice.ts";
import { isAligned } from "../mail/header/alignment.ts";
import { fieldsNamed, unfold } from "../mail/header/section.ts";
import { utf8Binary } from "../mail/octets.ts";
import type { Incoming } from "./incoming.ts";
import { belongsTo, type Forwarding } from "./model.ts";

type Authentication =
  | { readonly kind: "proven" }
  | { readonly kind: "unproven"; readonly suspicion: Suspicion }
  /** The mail waits at its sender. */
  | { readonly kind: "wait"; readonly reason: "authentication-temperror" };

/** Whether a message is from the forwarding's destination, or from a mailbox that it answers from. */
export function authenticatedAs(incoming: Incoming, forwarding: Forwarding): Authentication {
  const { fromField } = incoming;
  const isTheirs = fromField.kind === "one" && belongsTo(forwarding, fromField.mailbox.address);
  return isTheirs ? authenticated(incoming) : { kind: "unproven", suspicion: "answer-from-elsewhere" };
}

/** Whether a message is from whom its From field names, whoever that is, and was meant for the address that it came to. */
export function authenticated(incoming: Incoming): Authentication {
  const { kind } = incoming.verdict;
  const isVouchedFor = kind === "pass" || kind === "temporary";
  if (!isVouchedFor || !isFromItsEnvelope(incoming)) return { kind: "unproven", suspicion: "answer-unverified" };
  if (!isAddressed(incoming)) return { kind: "unproven", suspicion: "answer-not-addressed" };
  return kind === "pass" ? { kind: "proven" } : { kind: "wait", reason: "authentication-temperror" };
}

/**
 * The envelope recipient stands in To or Cc, tag and all: a signature covers those fields, so that an old signed mail of an
 * officer, sent once more to an alias or to a command, proves nothing.
 */
function isAddressed(incoming: Incoming): boolean {
  const { envelope, recipientKeys, toField, ccField } = incoming;
  if (envelope.unreadTag !== undefined) return isWritten(incoming, envelope.unreadTag);
  return [...toField, ...ccField].some(({ address }) => recipientKeys.includes(address.key));
}

/** What is no address stands there as a word, in angle brackets or without. */
function isWritten({ section }: Incoming, written: string): boolean {
  const fields = [...fieldsNamed(section, "to"), ...fieldsNamed(section, "cc")];
  const wanted = utf8Binary(written).toLowerCase();
  return fields.some(({ value }) =>
    unfold(value)
      .toLowerCase()
      .split(/[\s,;:<>"()]+/)
      .includes(wanted),
  );
}

function isFromItsEnvelope({ envelope, fromField }: Incoming): boolean {
  if (fromField.kind !== "one") return false;
  return isAligned(envelope.sender, fromField.mailbox.address.domain, envelope.recipient.domain);
}
