/** The parent answers the answer: everybody's mail program keeps it in one thread. */
import { answer } from "../mail-program.ts";
import { kobayashi, parent, sato } from "../people.ts";
import { copyFor, type Delivered, type Stage } from "../stage.ts";
import type { FirstMail } from "./first-mail.ts";
import type { OfficersAnswer } from "./officer-answers.ts";

export async function parentAnswers(stage: Stage, first: FirstMail, answered: OfficersAnswer): Promise<Delivered> {
  const { story } = stage;
  story.scene({ ja: "保護者がそれに返信する", en: "The parent answers" });
  const draft = answer(answered.arrived, {
    author: parent,
    language: story.language,
    text: story.say({
      ja: "ありがとうございます！木曜の10時にうかがいます。",
      en: "Thank you so much! I will be there on Thursday at ten.",
    }),
  });
  const delivered = await stage.send(draft, parent.role);
  const [satos, kobayashis] = [copyFor(sato, delivered), copyFor(kobayashi, delivered)];
  story.tell({
    ja: "佐藤さんのメールソフトは、自分の返信への返事として並べます。小林さんは、佐藤さんのアドレスもメールの番号も見ません。",
    en: "Mrs Sato's mail program shows it below her own answer. Mr Kobayashi sees it below the first mail, and nothing of Mrs Sato's address or mail server.",
  });
  story.check(
    {
      ja: "佐藤さんは、自分の返信の番号をまた見る",
      en: "Mrs Sato sees her own answer's id again, so her program finds the thread",
    },
    satos.fields.inReplyTo.includes(answered.draft.messageId),
    satos.fields.inReplyTo,
  );
  const firstCopy = copyFor(kobayashi, first.delivered);
  story.check(
    {
      ja: "小林さんには、最初のメールの続きとして並ぶ",
      en: "Mr Kobayashi's program finds the thread by the first mail as he got it",
    },
    kobayashis.fields.references.includes(firstCopy.fields.messageId),
    kobayashis.fields.references,
  );
  story.check(
    { ja: "ほかの人のメールサーバーの名前は、番号にも出ない", en: "No id names the other side's mail server" },
    !hosts(kobayashis.fields).match(/freemail|company/) && !hosts(satos.fields).includes("company"),
    `${hosts(satos.fields)} / ${hosts(kobayashis.fields)}`,
  );
  return delivered;
}

function hosts({
  inReplyTo,
  references,
  messageId,
}: {
  inReplyTo: string;
  references: string;
  messageId: string;
}): string {
  return [...`${inReplyTo} ${references} ${messageId}`.matchAll(/@([^>\s]+)>/g)].map(([, host]) => host).join(" ");
}
