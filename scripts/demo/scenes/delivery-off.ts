/** Delivery is a switch of its own, too; and when nobody is left to deliver to, no mail is lost. */
import { type Draft, newMail } from "../mail-program.ts";
import { kobayashi, parent, sato } from "../people.ts";
import { reached, type Stage } from "../stage.ts";
import { PUBLIC_ADDRESS, type School } from "./opening.ts";

export async function deliveryOff(stage: Stage, school: School): Promise<void> {
  const { story, desk } = stage;
  story.scene({ ja: "配信を止める（携帯をなくした）", en: "Delivery is switched off: a lost phone" });
  story.tell({
    ja: "佐藤さんが携帯電話をなくしました。学校は佐藤さんへの配信を止めます。",
    en: "Mrs Sato has lost her phone. The school office switches off delivery to her.",
  });
  await desk.switch(school.satos.id, { deliver: false });
  const one = await stage.send(question(stage, 1), parent.role);
  story.check(
    {
      ja: "配信を止めた担当者には届かず、もう一人には届く",
      en: "With delivery off the officer gets nothing, the other one does",
    },
    !reached(one, sato) && reached(one, kobayashi),
  );
  story.tell({
    ja: "小林さんへの配信も止まると、届け先がありません。それでもメールはなくなりません。",
    en: "Then delivery to Mr Kobayashi is off, too, and there is nobody left. Still no mail is lost.",
  });
  await desk.switch(school.kobayashis.id, { deliver: false });
  const draft = question(stage, 2);
  const waiting = await stage.send(draft, parent.role);
  await desk.switch(school.kobayashis.id, { deliver: true });
  story.tell({
    ja: "小林さんへの配信が戻り、送信側のサーバーがもう一度試します。",
    en: "Delivery to Mr Kobayashi is on again, and the sending server tries once more.",
  });
  const retried = await stage.send(draft, parent.role, { silent: true });
  stage.show(retried.arrived);
  const again = await stage.send(draft, parent.role, { silent: true });
  await desk.switch(school.satos.id, { deliver: true });
  story.check(
    {
      ja: "届け先がないあいだ、メールは送信側で待つ（学校に知らせが届く）",
      en: "With nobody to deliver to, mail waits at its sender, and the office is told",
    },
    waiting.ending.kind === "waits" && !reached(waiting, kobayashi) && waiting.arrived.length === 1,
    JSON.stringify(waiting.ending),
  );
  story.check(
    {
      ja: "届け先が戻ると一度だけ届く（再送されても二通にならない）",
      en: "Afterwards it arrives, and only once, however often the server tries",
    },
    reached(retried, kobayashi) && again.ending.kind === "accepted" && again.arrived.length === 0,
  );
}

function question({ story }: Stage, number: number): Draft {
  const subject = { ja: `集合場所について（${number}）`, en: `Where do we meet? (${number})` };
  const text = { ja: "木曜日は、どこに行けばよいですか。", en: "Where shall I come to on Thursday?" };
  return newMail(
    { author: parent, language: story.language, subject: story.say(subject), text: story.say(text) },
    PUBLIC_ADDRESS,
  );
}
