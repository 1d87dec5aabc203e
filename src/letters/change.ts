/** What the people behind a public address are told when something changes there. No private address stands in it. */
import type { Both, Language } from "./language.ts";
import { fill, type Letter, type LetterWords } from "./letter.ts";

/** `{which}` is the forwarding's label in parentheses, `{sees}` and `{aliases}` are a sentence of those below. */
const CHANGES = {
  "destination-added": {
    subject: {
      ja: "{address} の担当者が追加されました",
      en: "One more person receives the mail of {address}",
    },
    text: {
      ja: "{address} あてのメールを受け取る担当者{which}が、新しく追加されました。{sees}",
      en: "A further person{which} was added who receives the mail of {address}.{sees}",
    },
  },
  "sender-shown": {
    subject: {
      ja: "{address} の設定が変わりました",
      en: "A setting of {address} has changed",
    },
    text: {
      ja: "{address} の転送先のひとつ{which}で、送信者のアドレスを隠す設定が解除されました。その担当者には、これから届くメールの送信者の本当のアドレスが見えます。",
      en: "For one of the people behind {address}{which} senders are no longer hidden: that person sees the real addresses of those who write from now on.",
    },
  },
  /** For those who stay. */
  "handed-over": {
    subject: {
      ja: "{address} の担当者が交代しました",
      en: "A handover at {address}",
    },
    text: {
      ja: "{address} の担当者のひとり{which}が交代しました。",
      en: "One of the people behind {address}{which} has handed over to another.",
    },
  },
  /** For the one who goes. */
  "your-part-ended": {
    subject: {
      ja: "{address} の担当が終わりました",
      en: "Your part at {address} has ended",
    },
    text: {
      ja: "{address} の担当{which}は、新しい担当者に引き継がれました。これからは {address} あてのメールは届かず、匿名アドレスに返信しても相手には届きません。お疲れさまでした。手元に残ったメールは、団体の決まりに従って消してください。",
      en: "Your part at {address}{which} was handed over to another person. Its mail no longer comes to you, and answers to aliases no longer arrive. Thank you. Please delete the mail that you still have as your organisation wishes.",
    },
  },
  /** For the one who comes, beside the welcome mail. */
  "your-part-began": {
    subject: {
      ja: "{address} の担当を引き継ぎました",
      en: "You have taken over at {address}",
    },
    text: {
      ja: "{address} の担当{which}を、前任の方から引き継ぎました。前任の方が使っていた匿名アドレスは、{aliases}",
      en: "You have taken over at {address}{which}. The aliases that your predecessor used are {aliases}",
    },
  },
} as const satisfies Readonly<Record<string, LetterWords>>;

/** What has changed. */
export type Change = keyof typeof CHANGES;

export const EVERY_CHANGE = Object.keys(CHANGES) as Change[];

interface ChangeFacts {
  /** The public address. */
  readonly address: string;
  readonly domain: string;
  /** What the admin calls the forwarding; "" if nothing. */
  readonly label: string;
  readonly keepAliases: boolean;
  readonly hideSender: boolean;
}

const WHICH: Both = { ja: "（{label}）", en: " ({label})" };

const SEES: Both = {
  ja: "この担当者には、送信者の本当のアドレスが見えます。",
  en: " That person sees the real addresses of those who write.",
};

const ALIASES = {
  kept: { ja: "これからあなたが使えます。", en: "yours now." },
  void: { ja: "無効になりました。", en: "void." },
} as const satisfies Readonly<Record<string, Both>>;

const CLOSING: Both = {
  ja: "心当たりがないときは、学校・団体に直接、または postmaster@{domain} に連絡してください。このお知らせは SafetyAnswer が自動で送りました。",
  en: "If this surprises you, ask the school or organisation in person, or write to postmaster@{domain}. SafetyAnswer sent this notice by itself.",
};

export function changeLetter(change: Change, facts: ChangeFacts, language: Language): Letter {
  const { address, domain, label } = facts;
  const words: LetterWords = CHANGES[change];
  const values = {
    address,
    which: label === "" ? "" : fill(WHICH[language], { label }),
    sees: facts.hideSender ? "" : SEES[language],
    aliases: ALIASES[facts.keepAliases ? "kept" : "void"][language],
  };
  const text = fill(words.text[language], values);
  return {
    subject: fill(words.subject[language], { address }),
    text: `${text}\n\n${fill(CLOSING[language], { domain })}\n`,
  };
}
