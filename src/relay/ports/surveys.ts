/** What surveys need of the database (store/network/surveys.ts). Votes are counted; whose one is cannot be read from it. */
import type { Address } from "../../mail/header/addr-spec.ts";

/** A survey, as it is opened with the announcement that asks. */
export interface SurveyWish {
  /** The announcement's. */
  readonly id: string;
  readonly addressId: string;
  readonly forwardingId: string;
  /** How many choices there are: 1 up to here. */
  readonly choices: number;
  /** The words that they are written with; of each a keyed hash is kept until the survey is closed. */
  readonly choiceWords: readonly string[];
  /** Message-ID of the members' copies, for reminders. */
  readonly messageId: string;
}

export interface Survey extends Omit<SurveyWish, "choiceWords"> {
  /** Keyed hashes of the choices' words, as JSON; "" where they are not known (any more). */
  readonly choiceMarks: string;
  /** Names it in the address that answers go to: `class-3a+ask.WORD@`. */
  readonly word: string;
  /** Milliseconds since 1970. */
  readonly closedAt: number | null;
}

/** What may be known of the answers; `undefined` while there are too few. */
export type Tally = readonly number[] | undefined;

export interface Surveys {
  /** Opens it, or finds it opened. */
  open(wish: SurveyWish): Promise<Survey>;
  find(addressId: string, word: string): Promise<Survey | undefined>;
  isMember(addressId: string, mailbox: Address): Promise<boolean>;
  /**
   * @param writtenAt milliseconds since 1970: a later answer takes the place of an earlier one, in whatever order they come
   * @returns whether it, or one that was written later, counts: the survey may have been closed, or the member have left, meanwhile
   */
  vote(survey: Survey, mailbox: Address, choice: number, writtenAt: number): Promise<boolean>;
  /** Whether one of these words is a choice's; so it is, too, where the choices' words are not known. */
  names(survey: Survey, words: readonly string[]): Promise<boolean>;
  /** Who of these has voted. @param mailboxKeys folded mailboxes, by their member's id */
  voted(survey: Survey, mailboxKeys: ReadonlyMap<string, string>): Promise<ReadonlySet<string>>;
  /** The counts as they were when they could last be told; new ones once enough people have answered since. */
  tally(survey: Survey): Promise<Tally>;
  /** Ends it, and forgets who has voted. */
  close(survey: Survey): Promise<Tally>;
}
