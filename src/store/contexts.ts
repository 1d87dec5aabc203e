/** Where sealed values stand and what indexes are scoped to: bound into each, so that none can be moved or joined. */

/** A forwarding's destination. */
export const destinationContext = (forwardingId: string) => `destination:${forwardingId}`;
/** One destination a public address. */
export const destinationScope = (addressId: string) => `destination:${addressId}`;
/** The address that a forwarding's welcome mail comes from; found by itself alone, as it is random. */
export const confirmationContext = (forwardingId: string) => `confirmation:${forwardingId}`;
export const confirmationScope = "confirmation";
/** A further mailbox that a destination answers from. */
export const replyFromContext = (replyFromId: string) => `reply-from:${replyFromId}`;
export const replyFromScope = (forwardingId: string) => `reply-from:${forwardingId}`;
/** The code of an officer's paper card. */
export const cardScope = (addressId: string) => `card:${addressId}`;
/** A correspondent behind an alias; `scope` is the forwarding's column. Place and index scope in one. */
export const correspondentContext = (scope: string) => `correspondent:${scope}`;
/** What a correspondent is found by: with a survey's word, so that neither its alias nor the ordinary one finds the other. */
export const correspondentValue = (key: string, survey: string | null | undefined) =>
  survey ? `${key} ${survey}` : key;
export const nameContext = (scope: string) => `name:${scope}`;
/** A msg-id that the platform chose. */
export const sentIdScope = "sent-id";
export const sentIdContext = (index: string) => `sent-id:${index}`;
/** An original msg-id, as one reader knows it. */
export const originalIdScope = (readerId: string) => `original-id:${readerId}`;
/** The mailbox of an admin; one admin a mailbox. */
export const adminContext = (adminId: string) => `admin:${adminId}`;
export const adminScope = "admin";
/** Whom a public address takes no mail from: a correspondent, a domain or a pattern. */
export const blockContext = (blockId: string) => `block:${blockId}`;

interface KnownId {
  readonly readerId: string;
  readonly sentId: string;
}

/** The reader stands in it since `original_index`, a hash, cannot tell it when the keys are changed (rotation.ts). */
export function writeSentId({ readerId, sentId }: KnownId): string {
  return `${readerId} ${sentId}`;
}

export function readSentId(text: string): KnownId {
  const space = text.indexOf(" ");
  return { readerId: text.slice(0, space), sentId: text.slice(space + 1) };
}
