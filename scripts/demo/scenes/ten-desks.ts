/** Ten public addresses lead to one inbox; each answer leaves from the right one. */
import type { Words } from "../../support/language.ts";
import { answer, newMail } from "../mail-program.ts";
import { expert, type Person, pupils } from "../people.ts";
import { copyFor, type Stage } from "../stage.ts";

interface CounsellingDesk {
  readonly address: string;
  readonly name: Words;
}

const DESKS: readonly CounsellingDesk[] = [
  { address: "bullying@school.example", name: { ja: "いじめ相談", en: "Bullying" } },
  { address: "health@school.example", name: { ja: "健康相談", en: "Health" } },
  { address: "study@school.example", name: { ja: "学習相談", en: "Study" } },
  { address: "career@school.example", name: { ja: "進路相談", en: "Career" } },
  { address: "friends@school.example", name: { ja: "友だち相談", en: "Friends" } },
  { address: "family@school.example", name: { ja: "家庭相談", en: "Family" } },
  { address: "internet@school.example", name: { ja: "ネット相談", en: "Internet" } },
  { address: "club@school.example", name: { ja: "部活相談", en: "Clubs" } },
  { address: "lunch@school.example", name: { ja: "給食相談", en: "Lunch" } },
  { address: "anything@school.example", name: { ja: "なんでも相談", en: "Anything" } },
];

interface Exchange {
  readonly desk: CounsellingDesk;
  readonly pupil: Person;
  readonly alias: string;
  readonly answerFrom: string;
  readonly envelopeSender: string;
}

export async function tenDesks(stage: Stage): Promise<void> {
  const { story, desk } = stage;
  story.scene({ ja: "十の窓口、一つの受信箱", en: "Ten desks, one inbox" });
  story.tell({
    ja: "学校が十の相談窓口を公開します。どれも、相談員の森さん一人の受信箱に届きます。三人の児童があちこちの窓口に書き、森さんはそのまま返信します。",
    en: "The school publishes ten counselling desks. All of them lead to one inbox, Dr Mori's. Three pupils write to them, and Dr Mori just answers.",
  });
  for (const { address, name } of DESKS) {
    await desk.officer(await desk.publish(address, story.say(name)), expert.address, story.say(expert.name));
  }
  await stage.arrivals(true);
  const exchanges: Exchange[] = [];
  for (const [at, one] of DESKS.entries()) exchanges.push(await exchange(stage, one, pupils[at % pupils.length]));
  story.event({
    kind: "rows",
    rows: exchanges.map(({ desk: { name, address }, pupil, alias, answerFrom }) => {
      return [
        story.say(pupil.name),
        "→",
        address,
        "→",
        alias.split("@", 1)[0] ?? "",
        "→",
        `${story.say(name)}: ${answerFrom === address ? "✓" : answerFrom}`,
      ];
    }),
  });
  story.check(
    {
      ja: "十の窓口の返信は、どれも正しい窓口から出る",
      en: "With ten desks to one inbox, each answer leaves from the right desk",
    },
    exchanges.every((one) => one.answerFrom === one.desk.address && one.envelopeSender === one.desk.address),
  );
  story.check(
    { ja: "同じ児童でも、窓口ごとに別の匿名アドレスになる", en: "The same pupil has another alias at each desk" },
    new Set(exchanges.map(({ alias }) => alias)).size === DESKS.length,
  );
}

async function exchange(stage: Stage, desk: CounsellingDesk, pupil: Person | undefined): Promise<Exchange> {
  if (!pupil) throw new Error("no pupil");
  const { story } = stage;
  const charset = pupil.name.ja.endsWith("様") ? "iso-2022-jp" : "utf-8";
  const writing = {
    author: pupil,
    language: "ja",
    charset,
    subject: "相談です",
    text: "聞いてほしいことがあります。",
  } as const;
  const inbox = copyFor(expert, await stage.send(newMail(writing, desk.address), pupil.role, { silent: true }));
  const text = story.say({ ja: "書いてくれてありがとう。", en: "Thank you for writing." });
  const draft = answer(inbox, { author: expert, language: story.language, text });
  const outcome = copyFor(pupil, await stage.send(draft, expert.role, { silent: true }));
  return {
    desk,
    pupil,
    alias: inbox.letter.fromAddress,
    answerFrom: outcome.letter.fromAddress,
    envelopeSender: outcome.sent.envelopeSender,
  };
}
