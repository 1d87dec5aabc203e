/** Replies are a switch of their own, for each forwarding. */
import { answer } from "../mail-program.ts";
import { kobayashi, type Person, parent, sato } from "../people.ts";
import { copyFor, type Delivered, reached, type Stage } from "../stage.ts";
import type { FirstMail } from "./first-mail.ts";
import type { School } from "./opening.ts";

export async function repliesOff(stage: Stage, school: School, first: FirstMail): Promise<void> {
  const { story, desk } = stage;
  story.scene({ ja: "返信を止める", en: "Replies are switched off" });
  story.tell({
    ja: "学校が、佐藤さんの返信だけを止めます。",
    en: "The school office switches off replies for Mrs Sato alone.",
  });
  await desk.switch(school.satos.id, { allowReply: false });
  const satos = await answerBy(stage, sato, first);
  const kobayashis = await answerBy(stage, kobayashi, first);
  await desk.switch(school.satos.id, { allowReply: true });
  story.check(
    {
      ja: "返信が止められた担当者の返信は届かず、本人に知らせが届く",
      en: "With replies off nothing is sent, and the officer is told so by mail",
    },
    !reached(satos, parent) && reached(satos, sato),
  );
  story.check(
    { ja: "もう一人の担当者は、ふつうに返信できる", en: "The other officer can answer as before" },
    reached(kobayashis, parent),
  );
}

function answerBy(stage: Stage, author: Person, first: FirstMail): Promise<Delivered> {
  const { story } = stage;
  const text = story.say({ ja: "念のため、もう一度ご連絡します。", en: "Just to remind you of Thursday." });
  return stage.send(answer(copyFor(author, first.delivered), { author, language: story.language, text }), author.role);
}
