/** The mail that a new destination gets first: what this is, how to answer, and what never to do. */
import { FILES_MEGABYTES } from "./answer-size.ts";
import type { Both, Language } from "./language.ts";
import { fill, type Letter } from "./letter.ts";

interface WelcomeFacts {
  /** The public address, and its display name or "". */
  readonly address: string;
  readonly name: string;
  readonly domain: string;
  readonly hideSender: boolean;
  readonly allowReply: boolean;
  readonly kind: WelcomeKind;
  /** Further public addresses of the same organisation that one answer is for. */
  readonly others: readonly string[];
}

/** An invitation is to be answered, a reminder still; to somebody who is active it says once more how all works. */
export type WelcomeKind = "invitation" | "reminder" | "active";

const SUBJECTS = {
  invitation: {
    ja: "{address} の担当になりました（このメールに返信してください）",
    en: "You are to receive the mail of {address}: please answer this mail",
  },
  reminder: {
    ja: "（再送）{address} の担当になりました（このメールに返信してください）",
    en: "Reminder: you are to receive the mail of {address}, please answer this mail",
  },
  active: {
    ja: "{address} の担当になりました",
    en: "You now receive the mail of {address}",
  },
} as const satisfies Readonly<Record<WelcomeKind, Both>>;

const ASKING: Both = {
  ja: `{desk} あてのメールを受け取る担当者として、このメールボックスが登録されました。

■ まず、このメールに返信してください
・「返信」を押して、そのまま送信するだけです。書いたことは、だれにも届きません。
・返信が届くまで、{address} あてのメールはここには届きません。
・心当たりがないときは、返信しないでください。`,
  en: `This mailbox was registered for somebody who is to receive the mail of {desk}.

First, please answer this mail
- Just press Reply and send. What you write goes to nobody.
- Until your answer has come, no mail to {address} comes here.
- If you know nothing about it, do not answer.`,
};

const BEGINNINGS = {
  invitation: ASKING,
  reminder: ASKING,
  active: {
    ja: "{desk} あてのメールが、このメールボックスに届きます。",
    en: "Mail to {desk} comes to this mailbox.",
  },
} as const satisfies Readonly<Record<WelcomeKind, Both>>;

const OTHERS: Both = {
  ja: "\n・この1通への返信で、次のアドレスの担当もまとめて確認します：{others}",
  en: "\n- One answer is enough: it confirms you for these addresses, too: {others}",
};

const NAMED: Both = { ja: "{name}（{address}）", en: "{name} ({address})" };

const SENDER = {
  hidden: {
    ja: "送信者の本当のアドレスは見えません。代わりに anon- で始まる匿名アドレスが付きます。同じ人はいつも同じ匿名アドレスです。",
    en: "You do not see the sender's real address. An alias that begins with anon- stands in its place, always the same one for the same person.",
  },
  shown: {
    ja: "送信者のアドレスは名前の欄に表示されます。返信先は anon- で始まる匿名アドレスです。",
    en: "The sender's address stands in the name. You answer to an alias that begins with anon-.",
  },
} as const satisfies Readonly<Record<string, Both>>;

const ANSWERING = {
  on: {
    ja: `・ふつうに「返信」を押して書くだけです。相手には {address} から届きます。
・必ず、このメールを受け取ったアカウントから返信してください。別のアカウントからの返信は届きません。
・写真などの添付は、合計 {megabytes} MB くらいまでにしてください。`,
    en: `- Just press Reply and write. The answer arrives from {address}.
- Answer from the account that this mail came to. Answers from another account do not arrive.
- Keep photos and other attachments below about {megabytes} MB in all.`,
  },
  off: {
    ja: "・いまは返信できない設定になっています。管理者がいつでも変更できます。",
    en: "- Answers are switched off at present. The admin can change that at any time.",
  },
} as const satisfies Readonly<Record<string, Both>>;

const TEXT: Both = {
  ja: `{beginning}

■ しくみ
・{sender}
・あなたのアドレスも、あなたの名前も、相手には見えません。

■ 返信のしかた
{answering}

■ お願い
・自動で付く署名（名前、電話番号、勤め先）を切ってください。署名は消されずに相手に届くことがあります。
・不在時の自動返信は相手に届きません。切っておいてかまいません。
・このメールボックスから {address} への自動転送は、決して設定しないでください。
・匿名アドレスをほかの人に渡さないでください。あなた以外には使えません。
・パスワードを尋ねることは決してありません。

■ 誰が設定したか
{domain} の SafetyAnswer の管理者が設定しました。心当たりがないときや、機種変更・紛失のときは、学校・団体に直接、または postmaster@{domain} に連絡してください。
`,
  en: `{beginning}

How it works
- {sender}
- Nobody sees your address or your name either.

How to answer
{answering}

Please
- Switch off your automatic signature (name, telephone, employer): it may reach the other side as it is.
- Out-of-office answers are not passed on; you need none.
- Never set this mailbox to forward automatically to {address}.
- Give no alias to anybody else. It works for you alone.
- Nobody will ever ask you for a password.

Who set this up
The admin of SafetyAnswer at {domain}. If you know nothing about it, or if you lose or change your phone, ask the school or organisation in person, or write to postmaster@{domain}.
`,
};

/** In the organisation's language first, then in the other: not every officer of a Japanese school reads Japanese. */
export function welcomeLetter(facts: WelcomeFacts, language: Language): Letter {
  const [first, second] = language === "ja" ? (["ja", "en"] as const) : (["en", "ja"] as const);
  return {
    subject: fill(SUBJECTS[facts.kind][first], { address: facts.address }),
    text: [textIn(first, facts), textIn(second, facts)].join("\n\n----------------------------------------\n\n"),
  };
}

function textIn(language: Language, facts: WelcomeFacts): string {
  const { address, name, domain, hideSender, allowReply, kind, others } = facts;
  const further = others.length === 0 ? "" : fill(OTHERS[language], { others: others.join(", ") });
  const answering = ANSWERING[allowReply ? "on" : "off"][language];
  const desk = name === "" ? address : fill(NAMED[language], { name, address });
  return fill(TEXT[language], {
    address,
    domain,
    beginning: fill(BEGINNINGS[kind][language], { desk, address }) + further,
    sender: SENDER[hideSender ? "hidden" : "shown"][language],
    answering: fill(answering, { address, megabytes: FILES_MEGABYTES }),
  });
}
