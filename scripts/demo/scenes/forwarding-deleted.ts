/** An officer leaves: the forwarding goes, and all its aliases with it, for good. */
import { answer, newMail } from "../mail-program.ts";
import { kobayashi, parent, sato } from "../people.ts";
import { copyFor, reached, type Stage } from "../stage.ts";
import type { FirstMail } from "./first-mail.ts";
import { PUBLIC_ADDRESS, type School } from "./opening.ts";

export async function forwardingDeleted(stage: Stage, school: School, first: FirstMail): Promise<void> {
  const { story, desk } = stage;
  story.scene({ ja: "転送を消す（担当者の交代）", en: "A forwarding is deleted: the officer's year is over" });
  story.tell({
    ja: "佐藤さんの任期が終わり、学校が転送を消します。佐藤さんの手元に残った匿名アドレスは、すべて無効になります。",
    en: "Mrs Sato's year is over and the office deletes her forwarding. The aliases that she still has are void.",
  });
  await desk.remove(school.satos.id);
  const text = story.say({ ja: "お元気ですか。", en: "How are you?" });
  const old = answer(copyFor(sato, first.delivered), { author: sato, language: story.language, text });
  const void_ = await stage.send(old, sato.role);
  const subject = story.say({ ja: "来年度の予定", en: "Plans for next year" });
  const fresh = await stage.send(
    newMail(
      {
        author: parent,
        language: story.language,
        subject,
        text: story.say({ ja: "来年度の予定を教えてください。", en: "What is planned for next year?" }),
      },
      PUBLIC_ADDRESS,
    ),
    parent.role,
  );
  story.check(
    {
      ja: "消された転送の匿名アドレスは、存在しなかったのと同じ",
      en: "After deletion its aliases read as if they had never been",
    },
    void_.ending.kind === "refused" && void_.ending.text === "No such address." && void_.arrived.length === 0,
    JSON.stringify(void_.ending),
  );
  story.check(
    { ja: "新しいメールは、残った担当者にだけ届く", en: "New mail reaches the remaining officer alone" },
    reached(fresh, kobayashi) && !reached(fresh, sato),
  );
}
