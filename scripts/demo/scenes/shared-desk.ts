/** A desk of two answers as one: each reads the other's answers, and sees who is at it. */
import { answer, newMail } from "../mail-program.ts";
import { kobayashi, parent, sato } from "../people.ts";
import { copyFor, type Stage } from "../stage.ts";

const DESK = "fees@school.example";

export async function sharedDesk(stage: Stage): Promise<void> {
  const { story, desk } = stage;
  const { language } = story;
  const [accounts, chair] = [story.say({ ja: "会計", en: "Accounts" }), story.say({ ja: "会長", en: "Chair" })];
  story.scene({ ja: "二人でひとつの窓口（共有）", en: "A shared desk: two people answer as one" });
  story.tell({
    ja: `${DESK} は共有の窓口です。会計の佐藤さんが返信すると、会長の小林さんにも、その返信が届きます。`,
    en: `${DESK} is a shared desk. When Mrs Sato (Accounts) answers, Mr Kobayashi (Chair) reads it, too.`,
  });
  const of = await desk.publish(DESK, story.say({ ja: "PTA会費の窓口", en: "Fees" }));
  await desk.officer(of, sato.address, accounts);
  await desk.officer(of, kobayashi.address, chair);
  await desk.share(of.id);
  await stage.arrivals(true);
  const subject = story.say({ ja: "会費について", en: "The fee" });
  const first = newMail(
    { author: parent, language, subject, text: story.say({ ja: "会費はいつまでですか。", en: "When is it due?" }) },
    DESK,
  );
  const asked = await stage.send(first, parent.role, { silent: true });
  const due = story.say({ ja: "月末までにお願いします。", en: "By the end of the month." });
  const answered = await stage.send(answer(copyFor(sato, asked), { author: sato, language, text: due }), sato.role);
  const copy = copyFor(kobayashi, answered);
  story.check(
    {
      ja: "保護者への返信が、もう一人の担当者にも「返信済み」として届く",
      en: "The other officer reads the answer, marked as answered, without seeing whose mailbox it came from",
    },
    copy.letter.fromAddress === DESK &&
      copy.letter.from.startsWith(accounts) &&
      copy.letter.lines.join("\n").includes(due),
    copy.letter.from,
  );
  const again = newMail(
    { author: parent, language, subject, text: story.say({ ja: "分かりました。", en: "Thank you." }) },
    DESK,
  );
  const thanked = copyFor(kobayashi, await stage.send(again, parent.role)).letter.from;
  story.check(
    { ja: "次のメールの名前に、だれが対応中かが出る", en: "The next mail says in its name who is at it" },
    thanked.includes(accounts),
    thanked,
  );
}
