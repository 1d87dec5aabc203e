/** The letter to an officer whose answer was not sent: notice-words.ts says why and what to do, here it is put together. */
import { ANSWER_MEGABYTES, FILES_MEGABYTES } from "./answer-size.ts";
import type { Both, Language } from "./language.ts";
import { fill, type Letter } from "./letter.ts";
import { NOTICES, type NoticeWords } from "./notice-words.ts";
import type { Reason } from "./rejection.ts";

/** Why an answer was not sent, or looks as if it was not the officer's. Each has its words. */
export type ToldReason = keyof typeof NOTICES;

export const TOLD_REASONS = Object.keys(NOTICES) as ToldReason[];

/** Why an answer is refused: the officer is told by mail, and the sending server if that cannot be done. */
export type ReplyRefusal = ToldReason & Reason;

/** The refusal of that word; a word of the sending service that has no letter of its own says that it refused. */
export function replyRefusal(word: string): ReplyRefusal {
  return TOLD_REASONS.filter(isRefusal).find((known) => known === word) ?? "undeliverable";
}

function isRefusal(reason: ToldReason): reason is ReplyRefusal {
  return reason !== "bounced" && reason !== "bounced-soft" && reason !== "complained" && !isSuspicion(reason);
}

/** Why the officer is told that an answer did not come from the right place. */
export type Suspicion = Extract<ToldReason, "answer-from-elsewhere" | "answer-unverified" | "answer-not-addressed">;

function isSuspicion(reason: ToldReason): reason is Suspicion {
  return reason === "answer-from-elsewhere" || reason === "answer-unverified" || reason === "answer-not-addressed";
}

interface NoticeContext {
  /** The public address's name and addr-spec. */
  readonly publicName: string;
  readonly publicAddress: string;
  /** The alias that was written to. */
  readonly alias: string;
  /** Octets of the answer. */
  readonly size: number;
}

const SUBJECT: Both = { ja: "お返事は送られていません", en: "Your answer was not sent" };

/** What was sent, and is to be the last. */
const COMPLAINT = {
  subject: {
    ja: "お返事が迷惑メールとして報告されました",
    en: "Your answer was reported as spam",
  },
  frame: {
    ja: "{alias} あてのお返事について、お知らせします。\n\n何があったか: {why}\n\nどうすればよいか: {advice}\n\n窓口: {desk}\nこのお知らせは自動で送られています。\n",
    en: "About your answer to {alias}.\n\nWhat happened: {why}\n\nWhat to do: {advice}\n\nDesk: {desk}\nThis notice was written by a program.\n",
  },
} as const satisfies Readonly<Record<string, Both>>;

const FRAME: Both = {
  ja: "{alias} あてのお返事は、相手に届けられていません。\n\n理由: {why}\n\nどうすればよいか: {advice}\n\n窓口: {desk}\nこのお知らせは自動で送られています。\n",
  en: "An answer to {alias} was not sent.\n\nWhy: {why}\n\nWhat to do: {advice}\n\nDesk: {desk}\nThis notice was written by a program.\n",
};

export function officerNotice(reason: ToldReason, context: NoticeContext, language: Language): Letter {
  const { alias, publicName, publicAddress, size } = context;
  const words: NoticeWords = NOTICES[reason];
  const why = fill(words.why[language], sizes(size, language));
  const desk = publicName ? `${publicName} <${publicAddress}>` : publicAddress;
  const { subject, frame } = reason === "complained" ? COMPLAINT : { subject: SUBJECT, frame: FRAME };
  return {
    subject: subject[language],
    text: fill(frame[language], { alias, why, advice: words.advice[language], desk }),
  };
}

const MEGABYTE = 1024 * 1024;
/** A photo of a present-day phone, in megabytes, as mail carries it. */
const PHOTO_MEGABYTES = 4;

const PHOTOS: Both<(count: number) => string> = {
  ja: (count) => `${count}枚`,
  en: (count) => `${count} ${count === 1 ? "photo" : "photos"}`,
};

function sizes(size: number, language: Language): Readonly<Record<string, string>> {
  const megabytes = size / MEGABYTE;
  return {
    megabytes: megabytes.toFixed(1),
    photos: PHOTOS[language](Math.max(1, Math.round(megabytes / PHOTO_MEGABYTES))),
    most: ANSWER_MEGABYTES,
    files: FILES_MEGABYTES,
  };
}
