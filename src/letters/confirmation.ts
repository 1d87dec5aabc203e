/** What a destination hears when its welcome mail was answered. No private address stands in it. */
import type { Both, Language } from "./language.ts";
import { fill, type Letter, type LetterWords } from "./letter.ts";

const CONFIRMATIONS = {
  active: {
    subject: { ja: "{address} の担当を確認しました", en: "Your part at {address} is confirmed" },
    text: {
      ja: "返信を受け取り、確認しました。これから {address} あてのメールがこのメールボックスに届きます。案内メールにほかの公開アドレスもあれば、そのメールも届きます。{further}返信に書かれたことは、だれにも届いていません。",
      en: "Your answer has come, and you are confirmed. From now on mail to {address} comes to this mailbox, and so does mail to any other address that the welcome mail named.{further} What you wrote in the answer has gone to nobody.",
    },
  },
  /** A handover whose day is yet to come. */
  waits: {
    subject: { ja: "{address} の担当を確認しました", en: "Your part at {address} is confirmed" },
    text: {
      ja: "返信を受け取り、確認しました。{day}から {address} あてのメールがこのメールボックスに届きます。それまでは前任の方が担当です。案内メールにほかの公開アドレスもあれば、同じ日からです。{further}返信に書かれたことは、だれにも届いていません。",
      en: "Your answer has come, and you are confirmed. From {day} on mail to {address} comes to this mailbox; until then your predecessor goes on. The same holds for any other address that the welcome mail named.{further} What you wrote in the answer has gone to nobody.",
    },
  },
  elsewhere: {
    subject: {
      ja: "{address} の案内メールへの返信が、別のところから届きました",
      en: "An answer to your welcome mail from {address} came from elsewhere",
    },
    text: {
      ja: "{address} の案内メールへの返信が、このメールボックスとは別のところから届きました。それは受け付けていません。ご自身で送られたのでしたら、このお知らせが届いたメールボックスから、もう一度返信してください。",
      en: "An answer to your welcome mail from {address} came from another mailbox than this. It was not accepted. If it was you, answer again from the mailbox in which you read this.",
    },
  },
  unverified: {
    subject: {
      ja: "{address} の担当はまだ確認できていません",
      en: "Your part at {address} is not confirmed yet",
    },
    text: {
      ja: "{address} の案内メールへの返信が届きましたが、ご本人から送られたことを確かめられませんでした（送信元の認証がありません）。いつものメールサービス（Gmailや携帯会社など）の送信機能から、案内メールにもう一度返信してください。それでもこのお知らせが届くときは、別のメールアドレスの登録を管理者に頼んでください。",
      en: "An answer to your welcome mail from {address} has come, but we could not verify that it was yours: the sending server did not authenticate it. Answer the welcome mail again with your mail provider's own app or web page. If you get this notice once more, ask the admin to register another mail address of yours.",
    },
  },
  "not-addressed": {
    subject: {
      ja: "{address} の担当はまだ確認できていません",
      en: "Your part at {address} is not confirmed yet",
    },
    text: {
      ja: "{address} の案内メールへの返信が届きましたが、宛先に案内メールの送信元のアドレスがありません。案内メールを開いて「返信」を押し、宛先を変えずに送ってください。",
      en: "An answer to your welcome mail from {address} has come, but its To field does not name the address that the welcome mail came from. Open the welcome mail, press Reply, and send it without changing whom it goes to.",
    },
  },
} as const satisfies Readonly<Record<string, LetterWords>>;

/** Why an answer does not count. */
export type ConfirmationDoubt = "elsewhere" | "unverified" | "not-addressed";

export type ConfirmationWord =
  | { readonly kind: ConfirmationDoubt }
  /** @property isFurther the answer came from another mailbox than the destination */
  | { readonly kind: "active"; readonly isFurther: boolean }
  /** @property effectiveAt milliseconds since 1970 @property timeZone the school's, an IANA name */
  | {
      readonly kind: "waits";
      readonly isFurther: boolean;
      readonly effectiveAt: number;
      readonly timeZone: string;
    };

export const CONFIRMATION_KINDS = Object.keys(CONFIRMATIONS) as ConfirmationWord["kind"][];

interface ConfirmationFacts {
  /** The public address. */
  readonly address: string;
  readonly domain: string;
}

const FURTHER: Both = {
  ja: "返信は別のメールボックスから送られました。これからはそのメールボックスからも返信できます。",
  en: " The answer came from another mailbox of yours, which you can answer from hereafter.",
};

const CLOSING: Both = {
  ja: "心当たりがないときは、学校・団体に直接、または postmaster@{domain} に連絡してください。このお知らせは SafetyAnswer が自動で送りました。",
  en: "If this surprises you, ask the school or organisation in person, or write to postmaster@{domain}. SafetyAnswer sent this notice by itself.",
};

export function confirmationLetter(word: ConfirmationWord, facts: ConfirmationFacts, language: Language): Letter {
  const words: LetterWords = CONFIRMATIONS[word.kind];
  const { address, domain } = facts;
  const day = word.kind === "waits" ? dayOf(word.effectiveAt, word.timeZone, language) : "";
  const further = "isFurther" in word && word.isFurther ? FURTHER[language] : "";
  const text = fill(words.text[language], { address, day, further });
  return {
    subject: fill(words.subject[language], { address }),
    text: `${text}\n\n${fill(CLOSING[language], { domain })}\n`,
  };
}

/** As a clock on the school's wall shows it, and where that wall is: `2027-04-01 00:00（Asia/Tokyo）`. */
function dayOf(time: number, timeZone: string, language: Language): string {
  // Sweden writes dates as ISO 8601 does.
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(time);
  const zone = timeZone === "Asia/Tokyo" && language === "ja" ? "日本時間" : timeZone;
  return language === "ja" ? `${shown}（${zone}）` : `${shown} (${zone})`;
}
