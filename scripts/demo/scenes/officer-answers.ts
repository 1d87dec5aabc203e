/** An officer presses Reply, with everything by which a mail program gives its owner away. */
import { sameOctets } from "../../support/octets.ts";
import { document, picture } from "../attachments.ts";
import type { Arrived } from "../letter.ts";
import { answer, type Draft } from "../mail-program.ts";
import { parent, sato } from "../people.ts";
import { copyFor, type Stage } from "../stage.ts";
import type { FirstMail } from "./first-mail.ts";
import { PUBLIC_ADDRESS, PUBLIC_NAME } from "./opening.ts";

export interface OfficersAnswer {
  readonly draft: Draft;
  /** As it reached the parent. */
  readonly arrived: Arrived;
}

export async function officerAnswers(stage: Stage, first: FirstMail): Promise<OfficersAnswer> {
  const { story } = stage;
  story.scene({ ja: "担当者が返信する", en: "An officer answers" });
  story.tell({
    ja: "佐藤さんは、いつものメールソフトで「返信」を押すだけです。署名、引用、予定表、見えないヘッダーなど、佐藤さんのアドレスは十か所以上に入っています。",
    en: "Mrs Sato just presses Reply in her own mail program. Her address now stands in more than ten places: the signature, the quotation, an invitation, and fields that nobody sees.",
  });
  const files = [picture(story.say({ ja: "見つかった水筒.png", en: "found.png" })), document("lost-and-found.pdf")];
  const draft = answer(copyFor(sato, first.delivered), {
    author: sato,
    language: story.language,
    text: story.say({
      ja: "山田様\n\n水筒が見つかりました。写真と、受け取りの紙を付けます。\n木曜の10時に学校でお渡しできます。",
      en: "Dear Mrs Yamada,\n\nwe have found it! A photo and the form are attached.\nYou can fetch it at school on Thursday at ten.",
    }),
    attachments: files,
    invite: true,
  });
  const arrived = copyFor(parent, await stage.send(draft, sato.role));
  const { letter, fields } = arrived;
  story.check(
    { ja: "返信は、公開アドレスから出る", en: "The answer comes from the public address" },
    letter.from === `${story.say(PUBLIC_NAME)} <${PUBLIC_ADDRESS}>` && arrived.sent.envelopeSender === PUBLIC_ADDRESS,
    letter.from,
  );
  story.check(
    { ja: "添付ファイルは1バイトも変わらない", en: "The attachments have not changed by one byte" },
    files.every(({ name, content }) => sameOctets(arrived.files.get(name) ?? new Uint8Array(), content)),
  );
  story.check(
    {
      ja: "保護者のメールソフトで、元のメールの返信として並ぶ",
      en: "The parent's mail program finds the thread: the answer names her own mail's id",
    },
    fields.inReplyTo.includes(first.draft.messageId),
    fields.inReplyTo,
  );
  return { draft, arrived };
}
