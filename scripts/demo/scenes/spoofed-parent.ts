/** Somebody writes under the parent's address. It might be true, so it arrives; but it arrives marked. */
import { newMail } from "../mail-program.ts";
import { kobayashi, parent, sato } from "../people.ts";
import { copyFor, type Stage } from "../stage.ts";
import type { FirstMail } from "./first-mail.ts";
import { PUBLIC_ADDRESS } from "./opening.ts";

export async function spoofedParent(stage: Stage, first: FirstMail): Promise<void> {
  const { story } = stage;
  story.scene({ ja: "だれかが保護者になりすます", en: "Somebody pretends to be the parent" });
  const writing = {
    author: parent,
    language: story.language,
    subject: story.say({ ja: "住所を教えてください", en: "Your address, please" }),
    text: story.say({ ja: "先生のご自宅の住所を教えてください。", en: "Please tell me where the teacher lives." }),
  };
  const who = { ja: "山田さんのふりをする人", en: "Somebody with Mrs Yamada's address in From" };
  const delivered = await stage.send(newMail(writing, PUBLIC_ADDRESS), who, { verdict: "none" });
  const mark = story.say({ ja: "（未確認）", en: "(unverified)" });
  const copies = [sato, kobayashi].map(
    (officer) => [copyFor(officer, delivered), copyFor(officer, first.delivered)] as const,
  );
  story.check(
    {
      ja: "なりすましの疑いのあるメールには印が付く",
      en: "A parent who is not authenticated arrives marked as unverified",
    },
    copies.every(([now]) => now.letter.from.startsWith(mark)),
    copies.map(([now]) => now.letter.from).join(", "),
  );
  story.check(
    { ja: "本物のメールには印が付いていない", en: "The real parent's mail was not marked" },
    copies.every(([, before]) => !before.letter.from.includes(mark)),
  );
}
