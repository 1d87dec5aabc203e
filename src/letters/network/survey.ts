/** What an officer is told of a survey. Counts are never told of fewer than five answers, and that is said openly. */

import { carrierAdvice } from "../carriers.ts";
import type { Both, Language } from "../language.ts";
import { fill, type Letter, type LetterWords } from "../letter.ts";
import { surveyAddress } from "../tagged-address.ts";

/** Which letter of a survey. */
export type SurveyWord = "asked" | "tally" | "closed" | "reminded" | "help";

interface SurveyFacts {
  /** The public address, as an addr-spec. */
  readonly publicAddress: string;
  readonly word: string;
  readonly choices: number;
  /** Of the mail that asked, or reminded. */
  readonly sent?: number;
  readonly failed?: number;
  readonly left?: number;
  /** How many chose each; undefined while there are too few answers. */
  readonly counts?: readonly number[] | undefined;
}

const WORDS = {
  asked: {
    subject: { ja: "アンケートを送りました（{sent} 人）", en: "Your survey went out ({sent} people)" },
    text: {
      ja: "アンケート（選択肢 {choices} つ）を、登録している人それぞれに送りました。\n\n・引き渡したもの: {sent}\n・引き渡せなかったもの: {failed}\n・送る前に登録をやめた人: {left}\n\n{how}",
      en: "Your survey ({choices} choices) went out, a copy for each person.\n\n- handed over: {sent}\n- could not be handed over: {failed}\n- left before their copy went out: {left}\n\n{how}",
    },
  },
  tally: {
    subject: { ja: "アンケートの集計", en: "The survey's counts" },
    text: { ja: "いまの集計です。\n\n{counts}\n\n{how}", en: "The counts so far.\n\n{counts}\n\n{how}" },
  },
  closed: {
    subject: { ja: "アンケートを締め切りました", en: "The survey is closed" },
    text: {
      ja: "アンケートを締め切りました。これからの番号の回答は数えません。だれが答えたかの記録は消しました。\n\n{counts}",
      en: "The survey is closed, and further numbers are not counted. Who had answered is forgotten.\n\n{counts}",
    },
  },
  reminded: {
    subject: {
      ja: "まだ答えていない人に送りました",
      en: "Reminded those who have not answered",
    },
    text: {
      ja: "まだ番号で答えていない人だけに、お願いのメールを送りました。だれなのかは、だれにも分かりません。何人なのかも、答えた人の数が分かってしまうので、書きません。\n\n{how}",
      en: "Those who have not answered with a number were asked once more. Who they are, nobody knows; how many is not told, since it would show how many have answered.\n\n{how}",
    },
  },
  help: {
    subject: { ja: "アンケートでできること", en: "What a survey can do" },
    text: {
      ja: "このメールは、登録している人には届いていません。\n\n{how}",
      en: "Your mail went to nobody who has joined.\n\n{how}",
    },
  },
} as const satisfies Readonly<Record<SurveyWord, LetterWords>>;

const HOW: Both = {
  ja: `■ これからできること
このメールに「返信」して、本文の最初に次のどれかを書いてください。右のアドレスに空のメールを送っても同じです。
・集計（tally）: {tally}
・催促（remind）: まだ答えていない人だけに、もう一度お願いします: {remind}
・締切（close）: 締め切って、最後の集計を届けます: {close}

■ 数え方
番号だけの返信を数えます。同じ人があとから送った番号は、前の番号に代わります。集計は、5 人以上が新しく答える（または答えを変える）たびに、まとめて新しくなります。それより少ない答えは、だれにも見せません。番号のほかに書かれたことや添付は、番号を取り除いて、名前を付けずに、このアンケートだけの匿名アドレスで届き、返信できます。番号を確実に取り除けないとき（同じ番号や選択肢の言葉がほかにもあるとき）は届けず、書いた人に伝えます。番号で始まらない返信も、同じ匿名アドレスで届きます。少人数のときや、書き方の癖から、だれの答えか見当がつくことはあります。`,
  en: `What you can do now
Answer this mail with one of these words at the beginning of your text, or send an empty mail to the address behind it.
- tally (集計): {tally}
- remind (催促), which asks those alone who have not answered: {remind}
- close (締切), which ends it and brings the last counts: {close}

How it is counted
An answer that begins with a number is counted; a later number of the same person takes its place. The counts are made anew whenever five people or more have answered, or changed their answer, and fewer are shown to nobody. Whatever else stands in it, and files, reach you without the number and without a name, under an alias of this survey alone, and you can answer. Where the number cannot be cut out for certain (it stands there again, or words of a choice do) nothing of it reaches you, and whoever wrote it is told. An answer that does not begin with a number reaches you under the same alias. In a small group, or by how somebody writes, one can still guess who it was.`,
};

const TOO_FEW: Both = {
  ja: "まだ 5 人分の答えがそろっていないので、集計は見せられません。",
  en: "Fewer than five people have answered, so no counts can be shown.",
};

const COUNT: Both = { ja: "{choice}: {count} 人", en: "{choice}: {count}" };
const TOTAL: Both = {
  ja: "合計: {total} 人（5 人分に満たない新しい答えは、まだ含みません）",
  en: "in all: {total} (newer answers are not among them while they are fewer than five)",
};

const CLOSING: Both = {
  ja: "\n\nこのお知らせは SafetyAnswer が自動で送りました。\n",
  en: "\n\nSafetyAnswer sent this notice by itself.\n",
};

export function surveyLetter(kind: SurveyWord, facts: SurveyFacts, language: Language): Letter {
  const { publicAddress, word, choices, sent = 0, failed = 0, left = 0 } = facts;
  const verb = (name: string) => surveyAddress(publicAddress, word, name);
  const how = fill(HOW[language], { tally: verb("tally"), remind: verb("remind"), close: verb("close") });
  const values = {
    ...{ choices: String(choices), sent: String(sent), failed: String(failed), left: String(left) },
    ...{ how, counts: countsText(facts.counts, language) },
  };
  const { subject, text } = WORDS[kind];
  return { subject: fill(subject[language], values), text: fill(text[language], values) + CLOSING[language] };
}

function countsText(counts: readonly number[] | undefined, language: Language): string {
  if (!counts) return TOO_FEW[language];
  const lines = counts.map((count, at) => fill(COUNT[language], { choice: String(at + 1), count: String(count) }));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return [...lines, fill(TOTAL[language], { total: String(total) })].join("\n");
}

const REMINDER: LetterWords = {
  subject: { ja: "{desk} のアンケートへの回答のお願い", en: "Please answer the survey of {desk}" },
  text: {
    ja: `{desk} から先日お送りしたアンケートに、まだ番号でのお返事をいただいていません。

このメールに「返信」して、選んだ番号（1〜{choices}）だけを書いて送ってください。アンケートの内容は、前にお送りしたメールをご覧ください。

番号は数えるだけで、だれの答えかは見えません。ほかに伝えたいことは、番号を書かない別の返信で送ってください（番号の後に書いたことも、番号とお名前を取り除いて届けますが、取り除けないときは届きません）。もうお返事をいただいていたときは、行き違いをお許しください。

{carriers}`,
    en: `You have not answered the survey of {desk} with a number yet.

Press Reply on this mail, write the number of your choice (1 to {choices}) and nothing else, and send it. What was asked stands in the mail that you got before.

Numbers are only counted, and nobody sees whose they are. Whatever else you have to say, send in an answer of its own, without a number (what stands behind a number is passed on without it and without your name, but not where it cannot be cut out for certain). If your answer is on its way, please do not mind this mail.

{carriers}`,
  },
};

/** To those who have not answered: what was asked is stored nowhere, so it says only that it was. */
export function reminderLetter(
  { desk, domain }: { readonly desk: string; readonly domain: string },
  choices: number,
  language: Language,
): Letter {
  const values = (one: Language) => ({ desk, choices: String(choices), carriers: carrierAdvice(domain, one) });
  return bilingual(REMINDER, values, language);
}

const WITHHELD: LetterWords = {
  subject: {
    ja: "番号を受け付けました（書かれたことは届いていません）",
    en: "Your number counts, but your words were not passed on",
  },
  text: {
    ja: `{desk} のアンケートに番号でお返事をいただき、ありがとうございます。番号は数えました。

番号のほかに書かれたことや添付は、{desk} の担当者に届けていません。どの番号を選んだかが分かってしまうおそれがあるか、いまは届けられないためです。

伝えたいことは、このメールに「返信」して、番号や選択肢の言葉を使わずに書いてください。番号で始まらないメールは、お名前を付けずに担当者に届きます。番号を送り直す必要はありません。

{carriers}`,
    en: `Thank you for answering the survey of {desk}. Your number counts.

What else was in your mail has not been passed on to the people behind {desk}: it might tell which number you chose, or cannot be passed on now.

Whatever you have to say, press Reply on this mail and write it without a number, and without the words of a choice. A mail that does not begin with a number reaches them without your name. You need not send your number again.

{carriers}`,
  },
};

/** To whoever wrote more than a number, where the rest may tell what they chose. It names no number. */
export function withheldLetter(
  { desk, domain }: { readonly desk: string; readonly domain: string },
  language: Language,
): Letter {
  return bilingual(WITHHELD, (one) => ({ desk, carriers: carrierAdvice(domain, one) }), language);
}

/** In the organisation's language first, then in the other. */
function bilingual(
  words: LetterWords,
  values: (one: Language) => Readonly<Record<string, string>>,
  language: Language,
) {
  const [first, second] = language === "ja" ? (["ja", "en"] as const) : (["en", "ja"] as const);
  const text = [first, second].map((one) => fill(words.text[one], values(one))).join("\n\n----\n\n");
  return { subject: fill(words.subject[first], values(first)), text: `${text}\n` };
}

const ANSWER_SUBJECT: Both = { ja: "Re: アンケート", en: "Re: survey" };

/** Of words whose own Subject may tell a choice. */
export function answerSubject(language: Language): string {
  return ANSWER_SUBJECT[language];
}
