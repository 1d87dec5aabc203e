/** What a member of a contact network (連絡網) is told when they have joined, and when they have left. */
import { carrierAdvice } from "../carriers.ts";
import type { Both, Language } from "../language.ts";
import { fill, type Letter, type LetterWords } from "../letter.ts";
import { tagged } from "../tagged-address.ts";

/** "already" is a welcome, too: whoever asks again after days may never have got the first. */
export type MemberWord = "welcome" | "already" | "left";

interface NetworkFacts {
  /** The public address, as an addr-spec, and its display name or "". */
  readonly address: string;
  readonly name: string;
  readonly domain: string;
}

/** What every member should know. */
const MEMBERSHIP: Both = {
  ja: `■ だれから届きますか
・{desk} の担当者が送る連絡が、{address} からあなたひとりあてに届きます。
・あなたのアドレスは、担当者にも、学校・団体にも、ほかの登録者にも見えません。だれが、何人登録しているかも、ほかの登録者には分かりません。
・「返信」すると {desk} の担当者だけに届きます。「全員に返信」でも同じです。担当者には、あなたのお名前と、アドレスの代わりの匿名アドレスが見えます。
・アンケートには、番号だけを書いて「返信」してください。番号は数えるだけで、だれの答えかは担当者に見えません。5 人分より少ない数は、だれにも見せません。伝えたいことは、番号を書かない別の返信で送ってください（番号の後に書いたことは、番号を取り除いて届けますが、取り除けないときは届きません）。どちらも、お名前を付けずに担当者に届きます。

■ やめるには
{leave} に空のメールを送ってください。すぐに登録が消えます。メールソフトの「登録解除」を押しても同じです。

{carriers}`,
  en: `Who writes
- What the people behind {desk} have to tell comes to you alone, from {address}.
- Neither they nor the school nor anybody else who has joined sees your address. Nobody who has joined learns who else has, or how many.
- Press Reply, and your answer reaches the people behind {desk} alone; Reply All does the same. They see your name, and an alias in place of your address.
- Answer a survey with a number alone. Numbers are only counted: nobody sees whose it is, and no count of fewer than five people is shown to anybody. Whatever else you have to say, send in an answer of its own, without a number (what stands behind a number is passed on without it, but not where it cannot be cut out for certain). It reaches them without your name.

How to leave
Send an empty mail to {leave}: you are erased at once. Your mail program's "unsubscribe" does the same.

{carriers}`,
};

const WORDS = {
  welcome: {
    subject: { ja: "{desk} の連絡網に登録しました", en: "You have joined the contact network of {desk}" },
    text: {
      ja: `{desk} の連絡網に登録しました。\n\n${MEMBERSHIP.ja}`,
      en: `You have joined the contact network of {desk}.\n\n${MEMBERSHIP.en}`,
    },
  },
  already: {
    subject: { ja: "{desk} の連絡網に登録済みです", en: "You are in the contact network of {desk} already" },
    text: {
      ja: `{desk} の連絡網には、すでに登録されています。何も変わっていません。\n\n${MEMBERSHIP.ja}`,
      en: `You are in the contact network of {desk} already. Nothing has changed.\n\n${MEMBERSHIP.en}`,
    },
  },
  left: {
    subject: { ja: "{desk} の連絡網の登録を消しました", en: "You are not in the contact network of {desk}" },
    text: {
      ja: `このメールアドレスは、{desk} の連絡網に登録されていません。登録があった場合は、いま消しました。連絡はもう届きません。

もう一度登録するときは、学校・団体から配られた紙の案内のアドレスに、空のメールを送ってください。

{carriers}`,
      en: `This mail address is not in the contact network of {desk}. If it was, it has just been erased, and you get no more of its mail.

To join again, send an empty mail to the address on the sheet that the school or organisation has handed out.

{carriers}`,
    },
  },
} as const satisfies Readonly<Record<MemberWord, LetterWords>>;

const CLOSING: Both = {
  ja: "このお知らせは SafetyAnswer が自動で送りました。",
  en: "SafetyAnswer sent this notice by itself.",
};

/** In the organisation's language first, then in the other: not every family of a Japanese school reads Japanese. */
export function memberLetter(word: MemberWord, facts: NetworkFacts, language: Language): Letter {
  const [first, second] = language === "ja" ? (["ja", "en"] as const) : (["en", "ja"] as const);
  const inBoth = [first, second]
    .map((one) => textIn(one, word, facts))
    .join("\n\n----------------------------------------\n\n");
  return { subject: fill(WORDS[word].subject[first], { desk: deskOf(facts) }), text: `${inBoth}\n` };
}

function deskOf({ address, name }: NetworkFacts): string {
  return name || address;
}

function textIn(language: Language, word: MemberWord, facts: NetworkFacts): string {
  const text = fill(WORDS[word].text[language], {
    desk: deskOf(facts),
    address: facts.address,
    leave: tagged(facts.address, "leave"),
    carriers: carrierAdvice(facts.domain, language),
  });
  return `${text}\n\n${CLOSING[language]}`;
}
