/** What `message_id.sent_sealed` seals: the id that send() returned, and whose mailbox knows it (an id of a row of ours). */

export interface KnownId {
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
