/** What an officer is told of a mail to all members: how far it is, how it ended, or why it was not begun. Numbers, never names. */
import { ANSWER_MEGABYTES, FILES_MEGABYTES } from "../answer-size.ts";
import type { Both, Language } from "../language.ts";
import { fill, type Letter, type LetterWords } from "../letter.ts";
import type { Reason } from "../rejection.ts";

/** `{tag}` is the address that was written to, `{desk}` the public address, and the rest are numbers. */
interface Facts {
  readonly tag: string;
  readonly desk: string;
  readonly sent: number;
  readonly failed: number;
  readonly left: number;
  readonly waiting: number;
  /** Megabytes of a mail that is too large. */
  readonly megabytes: string;
  /** It went to those who have not answered a survey: no number may tell how many these are. */
  readonly isReminder?: boolean;
}

const DONE: LetterWords = {
  subject: { ja: "連絡を送りました（{sent} 人）", en: "Your mail went out ({sent} people)" },
  text: {
    ja: `{tag} への連絡を、登録している人それぞれに、ひとり 1 通ずつ送りました。

・引き渡したもの: {sent}
・引き渡せなかったもの: {failed}
・送る前に登録をやめた人: {left}

「引き渡した」は、相手のメールサーバーに渡したという意味です。読まれたかどうかは分かりません。引き渡せなかった人には、ほかの方法で伝えてください（だれなのかは、だれにも分かりません）。`,
    en: `Your mail to {tag} went out, a copy for each person.

- handed over: {sent}
- could not be handed over: {failed}
- left before their copy went out: {left}

"Handed over" means that the other mail server took it; nobody knows whether it was read. Tell those whom it did not reach in another way (who they are, nobody knows).`,
  },
};

/** Why the rest has to wait. */
const WAITING = {
  quota: {
    subject: {
      ja: "連絡の残り（{waiting} 人）は後で送ります",
      en: "The rest of your mail ({waiting} people) goes out later",
    },
    text: {
      ja: "{tag} への連絡は、{sent} 人に引き渡しました。送れる数の上限に達したので、残りの {waiting} 人の分は待っています。上限が戻ると、自動的に続きを送ります。もう一度送る必要はありません。終わったらお知らせします。",
      en: "Your mail to {tag} was handed over to {sent} people. The sending quota is used up, so {waiting} more have to wait. It goes on by itself when there is quota again: please do not send it again. You are told when it is done.",
    },
  },
  "warm-up": {
    subject: {
      ja: "連絡の残り（{waiting} 人）は明日送ります",
      en: "The rest of your mail ({waiting} people) goes out tomorrow",
    },
    text: {
      ja: "{tag} への連絡は、{sent} 人に引き渡しました。新しい送り元が急に多くのメールを送ると、迷惑メールとみなされるため、はじめのうちは 1 日に送る数を抑えています（毎日増えます）。残りの {waiting} 人の分は、自動的に続きを送ります。もう一度送る必要はありません。終わったらお知らせします。",
      en: "Your mail to {tag} was handed over to {sent} people. Much mail from a new source looks like spam, so fewer go out on the first days (more on each). The rest, {waiting} people, follows by itself: please do not send it again. You are told when it is done.",
    },
  },
  "not-set-up": {
    subject: { ja: "連絡はまだ送られていません", en: "Your mail has not gone out yet" },
    text: {
      ja: "{tag} への連絡を送れません。送信サービス（Cloudflare）の準備が済んでいないためです。管理者に連絡してください。準備が済むと、残りの {waiting} 人の分は自動的に送られます。もう一度送る必要はありません。",
      en: "Your mail to {tag} cannot go out: the sending service (Cloudflare) is not set up for it. Please tell the admin. Once it is, it goes out to {waiting} people by itself: please do not send it again.",
    },
  },
  /** The officer's mail server has stopped trying. */
  abandoned: {
    subject: { ja: "連絡は {waiting} 人に届いていません", en: "Your mail has not reached {waiting} people" },
    text: {
      ja: "{tag} への連絡は、{sent} 人に引き渡しましたが、あなたのメールサーバーが途中で再送をやめたため、{waiting} 人には送れませんでした（引き渡せなかったもの: {failed}）。内容は保存していないので、こちらから送り直すことはできません。大切な連絡は、ほかの方法でも伝えてください。",
      en: "Your mail to {tag} was handed over to {sent} people, but your mail server stopped trying, and {waiting} people did not get it (could not be handed over: {failed}). What it said is not stored, so it cannot be sent from here. Please tell them in another way, too.",
    },
  },
} as const satisfies Readonly<Record<string, LetterWords>>;

/** The same of a reminder, without a number: how many it is for is how many have not answered. */
const REMINDING = {
  waiting: {
    subject: { ja: "催促の残りは後で送ります", en: "The rest of your reminder goes out later" },
    text: {
      ja: "{tag} からの催促は、まだ終わっていません。{why}自動的に続きを送ります。もう一度頼む必要はありません。終わったらお知らせします。",
      en: "Your reminder ({tag}) is not done yet. {why}It goes on by itself: please do not ask for it again. You are told when it is done.",
    },
  },
  undone: {
    subject: {
      ja: "催促は、まだ答えていない人の一部に届いていません",
      en: "Your reminder did not reach everybody who has not answered",
    },
    text: {
      ja: "{tag} からの催促は途中で終わりました。まだ答えていない人のうち、届いていない人がいるかもしれません。何人なのかは、答えた人の数が分かってしまうので、書きません。{why}もう一度「催促（remind）」と返信すると、まだ答えていない人に送ります（届いた人にはもう 1 通届きます）。",
      en: "Your reminder ({tag}) ended before it was done: some who have not answered may not have got it. How many is not told, since it would show how many have answered. {why}Answer “remind” once more, and it goes to those who have not answered (who has it gets it once more).",
    },
  },
} as const satisfies Readonly<Record<string, LetterWords>>;

const REMINDER_WHY = {
  quota: { ja: "送れる数の上限に達しました。", en: "The sending quota is used up. " },
  "warm-up": {
    ja: "はじめのうちは、1 日に送る数を抑えています。",
    en: "On the first days fewer mails go out, or they look like spam. ",
  },
  "not-set-up": {
    ja: "送信サービス（Cloudflare）の準備が済んでいません。管理者に連絡してください。",
    en: "The sending service (Cloudflare) is not set up for it: please tell the admin. ",
  },
  abandoned: { ja: "あなたのメールサーバーが再送をやめたためです。", en: "Your mail server has stopped trying. " },
} as const satisfies Readonly<Record<keyof typeof WAITING, Both>>;

/** Why nothing was sent to anybody. */
const REFUSED = {
  "too-large": {
    ja: `大きすぎます（{megabytes} MB）。写真などの添付を合わせて約 ${FILES_MEGABYTES} MB（メール全体で ${ANSWER_MEGABYTES} MB）までにして、もう一度送ってください。`,
    en: `It is too large ({megabytes} MB). Keep photos and other attachments below about ${FILES_MEGABYTES} MB (${ANSWER_MEGABYTES} MB for the whole mail), and send it again.`,
  },
  "opaque-signature": {
    ja: "電子署名（S/MIME）から、あなたの名前やアドレスが分かってしまいます。電子署名を切って、もう一度送ってください。",
    en: "Its digital signature (S/MIME) would show your name or address. Switch it off, and send it again.",
  },
  "outlook-file": {
    ja: "Outlook だけが読める部分（winmail.dat、.msg）から、あなたのアドレスが分かるおそれがあります。HTML 形式かテキスト形式で、もう一度送ってください。",
    en: "A part that only Outlook reads (winmail.dat or .msg) may show your address. Send it again as HTML or plain text.",
  },
  "unreadable-structure": {
    ja: "メールの形が複雑すぎて、あなたのアドレスが含まれていないことを確かめられません。新しい短いメールで、もう一度送ってください。",
    en: "Its structure is so complicated that nobody can make sure that your address is not in it. Send a short new mail.",
  },
  "too-many-addresses": {
    ja: "メールアドレスがあまりに多く書かれています。名簿などを外して、もう一度送ってください。",
    en: "So many mail addresses stand in it. Send it again without the list.",
  },
  "file-type": {
    ja: "プログラムとして動くファイルが付いています。写真、PDF、マクロのない文書にして、もう一度送ってください。",
    en: "It has a file that runs as a program. Send a picture, a PDF or a document without macros.",
  },
  "replies-off": {
    ja: "あなたからの送信は、いま止められています。管理者に相談してください。",
    en: "Sending is switched off for you at present. Please ask the admin.",
  },
  "replies-unchecked": {
    ja: "メールの送信は、まだ始まっていません。管理者に相談してください。",
    en: "Sending is not in use yet. Please ask the admin.",
  },
  "no-officer": {
    ja: "あなたはもう、この窓口の担当者として登録されていません。管理者か後任の担当者に相談してください。",
    en: "You are no officer of this desk any more. Please ask the admin or your successor.",
  },
  nobody: {
    ja: "連絡網に登録している人が、まだいません。管理者に、登録のための紙の案内を作ってもらってください。",
    en: "Nobody is in this contact network yet. Ask the admin for the sheet with which people join.",
  },
  "no-choices": {
    ja: "選択肢が見つかりません。「1. 参加」「2. 不参加」のように、番号で始まる行をふたつ以上書いて、もう一度送ってください。",
    en: "No choices were found. Write two lines or more that begin with a number, such as “1. yes” and “2. no”, and send it again.",
  },
  "too-many-today": {
    ja: "1 日に送れる連絡の数を超えました。明日もう一度送るか、管理者に相談してください。",
    en: "You have sent as many mails to all as a day may have. Send it again tomorrow, or ask the admin.",
  },
} as const satisfies Readonly<Record<string, Both>>;

const NOTHING: LetterWords = {
  subject: { ja: "連絡は送られていません", en: "Your mail was not sent" },
  text: {
    ja: "{tag} への連絡は、だれにも送られていません。\n\n理由と、どうすればよいか: {why}",
    en: "Your mail to {tag} was sent to nobody.\n\nWhy, and what to do: {why}",
  },
};

/** The same, of a mail that was on its way. */
const STOPPED: LetterWords = {
  subject: { ja: "連絡は {waiting} 人に届いていません", en: "Your mail has not reached {waiting} people" },
  text: {
    ja: "{tag} への連絡は、{sent} 人に引き渡しましたが、途中で送れなくなり、{waiting} 人には送られていません（引き渡せなかったもの: {failed}）。同じ内容をもう一度送ると、届いた人にはもう 1 通届きます。\n\n理由と、どうすればよいか: {why}",
    en: "Your mail to {tag} was handed over to {sent} people. Then it had to stop: {waiting} people did not get it (could not be handed over: {failed}). If you send it again, those who have it get it once more.\n\nWhy, and what to do: {why}",
  },
};

const CLOSING: Both = {
  ja: "\n\n窓口: {desk}\nこのお知らせは SafetyAnswer が自動で送りました。\n",
  en: "\n\nDesk: {desk}\nSafetyAnswer sent this notice by itself.\n",
};

export type AnnouncementWait = keyof typeof WAITING;
export type AnnouncementRefusal = keyof typeof REFUSED;

export type AnnouncementEnding =
  | { readonly kind: "done" }
  | { readonly kind: "waits"; readonly why: AnnouncementWait }
  | { readonly kind: "refused"; readonly why: AnnouncementRefusal }
  /** Some have got it. */
  | { readonly kind: "stopped"; readonly why: AnnouncementRefusal };

/** The stable word of an ending, as the journal has it. */
export type AnnouncementWord = "done" | "stopped" | AnnouncementWait | `not-sent-${AnnouncementRefusal}`;

export function announcementWord(ending: AnnouncementEnding): AnnouncementWord {
  switch (ending.kind) {
    case "done":
    case "stopped":
      return ending.kind;
    case "waits":
      return ending.why;
    case "refused":
      return `not-sent-${ending.why}`;
  }
}

function reminderWords(ending: AnnouncementEnding): LetterWords | undefined {
  if (ending.kind === "stopped") return REMINDING.undone;
  if (ending.kind !== "waits") return undefined;
  return ending.why === "abandoned" ? REMINDING.undone : REMINDING.waiting;
}

function whyOf(ending: AnnouncementEnding, isReminder: boolean): Both | undefined {
  if (ending.kind === "refused" || ending.kind === "stopped") return REFUSED[ending.why];
  return ending.kind === "waits" && isReminder ? REMINDER_WHY[ending.why] : undefined;
}

function wordsOf(ending: AnnouncementEnding): LetterWords {
  switch (ending.kind) {
    case "done":
      return DONE;
    case "stopped":
      return STOPPED;
    case "waits":
      return WAITING[ending.why];
    case "refused":
      return NOTHING;
  }
}

/** What the officer's server hears, when the officer could not be told by mail. */
export function refusalReason(why: AnnouncementRefusal): Reason {
  return why === "nobody" || why === "no-officer" || why === "no-choices" || why === "too-many-today"
    ? "undeliverable"
    : why;
}

export function announcementLetter(
  ending: AnnouncementEnding,
  { isReminder = false, ...facts }: Facts,
  language: Language,
): Letter {
  const words = (isReminder && reminderWords(ending)) || wordsOf(ending);
  const numbers = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, String(value)]));
  const why = fill(whyOf(ending, isReminder)?.[language] ?? "", numbers);
  const filled = (text: string) => fill(text, { ...numbers, why });
  return {
    subject: filled(words.subject[language]),
    text: filled(words.text[language]) + filled(CLOSING[language]),
  };
}
