/**
 * Limits against floods and robots. Each counts one sender's mail to one public address within an hour, so that whoever
 * floods shuts out nobody else; a total only raises an alarm. Mail above a limit waits at its sender: nothing is lost.
 *
 * What is counted is read with the look-up and written with the record, so a limit is exceeded by what is in flight at the same
 * time, and by no more: whoever sends a hundred mails at once may get a hundred through.
 */

export interface Limits {
  /** Messages an hour from one authenticated correspondent to one public address. */
  readonly correspondent: number;
  /** Messages an hour from one sending domain, or from one network for mail that nobody vouches for. */
  readonly domain: number;
  /** Automatic answers an hour from one correspondent: two robots that write to each other fall silent after these. */
  readonly automatic: number;
  /** Mails an hour with which one forwarding's officer answers, each to however many: a stolen account must not flood parents. */
  readonly replies: number;
  /** Copies an hour of all those mails: a mail to forty aliases is one answer and forty copies. */
  readonly copies: number;
  /** Messages an hour to one public address that call the admin. */
  readonly total: number;
  /** Copies to members on the first day on which there are any; on each further such day twice as many as before. */
  readonly announcedFirstDay: number;
  /** Calls of D1 and of the sending service that an invocation may make: of Workers Paid; of Workers Free 50. */
  readonly subrequests: number;
  /** Cloudflare's spam score from which mail is refused; `undefined` refuses none. */
  readonly spamScore: number | undefined;
  /** The score from which a name is marked; `undefined` marks none. */
  readonly spamHint: number | undefined;
}

export const DEFAULT_LIMITS: Limits = {
  correspondent: 30,
  domain: 1000,
  automatic: 5,
  replies: 100,
  copies: 500,
  total: 500,
  announcedFirstDay: 500,
  subrequests: 1000,
  spamScore: undefined,
  spamHint: undefined,
};

/** What a message counts towards, by the limit that it falls under; blind indexes, but for the public address's own. */
export interface CounterKeys {
  readonly correspondent: string;
  readonly domain: string;
  readonly automatic: string;
  readonly total: string;
  /** Wrong codes of paper cards and of contact networks. */
  readonly card: string;
  /** New aliases of third parties that mail of this sender has caused, and that of everybody. */
  readonly aliases: string;
  readonly allAliases: string;
  /** Attempts of mail to this public address that had to wait, and were noted. */
  readonly waits: string;
}

/** Attempts an hour to one public address that are noted while mail has to wait: whoever floods must not fill the journal. */
export const NOTED_WAITS = 30;

/**
 * New aliases of third parties an hour: by one sender's mail, and by all mail to one public address. Above either they are
 * left out, also within one mail. The sender's own alias is always made, and is bounded by the limit of their domain or network.
 */
export const NEW_ALIASES = { sender: 100, total: 1000 } as const;

/** Wrong codes an hour from one sender: enough to mistype, nothing to guess sixty bits with. */
export const WRONG_CODES = 5;

/** The counter of a forwarding's replies starts so. */
export const REPLIES = "replies:";

export function repliesCounter(forwardingId: string): string {
  return REPLIES + forwardingId;
}

/** And that of their copies. */
export const COPIES = "copies:";

export function copiesCounter(forwardingId: string): string {
  return COPIES + forwardingId;
}

/** Stands there once a mail of a forwarding's officer has been counted. */
export const ANSWER = "answer:";

/** @param answer the mail's index, the same for each of its copies */
export function answerCounter(forwardingId: string, answer: string): string {
  return `${ANSWER}${forwardingId}:${answer}`;
}

/** How much has been counted in this hour, by counter. */
export type Counts = ReadonlyMap<string, number>;
