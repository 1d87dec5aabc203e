/** Where sealed values stand and what indexes are scoped to: bound into each, so that none can be moved or joined. */

/** A forwarding's destination. */
export const destinationPlace = (forwardingId: string) => `destination:${forwardingId}`;
/** One destination a public address. */
export const destinationScope = (addressId: string) => `destination:${addressId}`;
/** A further mailbox that a destination answers from. */
export const replyFromPlace = (replyFromId: string) => `reply-from:${replyFromId}`;
export const replyFromScope = (forwardingId: string) => `reply-from:${forwardingId}`;
/** A correspondent behind an alias; `scope` is the forwarding's column. Place and index scope in one. */
export const correspondentPlace = (scope: string) => `correspondent:${scope}`;
export const namePlace = (scope: string) => `name:${scope}`;
/** A msg-id that the platform chose. */
export const sentIdScope = "sent-id";
export const sentIdPlace = (index: string) => `sent-id:${index}`;
/** An original msg-id, as one reader knows it. */
export const originalIdScope = (readerId: string) => `original-id:${readerId}`;
/** Whom a public address takes no mail from: a correspondent, a domain or a pattern. */
export const blockPlace = (blockId: string) => `block:${blockId}`;
