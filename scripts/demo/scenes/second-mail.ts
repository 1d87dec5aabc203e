/** The same parent writes again, from a phone of the old kind: ISO-2022-JP, as in 1993. */
import { newMail } from "../mail-program.ts";
import { kobayashi, parent, sato } from "../people.ts";
import { copyFor, type Delivered, type Stage } from "../stage.ts";
import type { FirstMail } from "./first-mail.ts";
import { PUBLIC_ADDRESS } from "./opening.ts";

const TEXT = `PTA様

先ほどの水筒の件です。ふたに「山田」と書いてあります。
よろしくお願いします。`;

export async function secondMail(stage: Stage, first: FirstMail): Promise<Delivered> {
  const { story } = stage;
  story.scene({ ja: "同じ保護者がもう一度書く", en: "The same parent writes again" });
  story.tell({
    ja: "今度は携帯電話から、昔ながらの文字コード（ISO-2022-JP）で届きます。匿名アドレスは前と同じなので、アドレス帳に登録できます。",
    en: "This time in Japanese, from a phone that writes ISO-2022-JP as all did in the 1990s. Her aliases are the same as before, so they can be kept in an address book.",
  });
  const draft = newMail(
    { author: parent, language: "ja", charset: "iso-2022-jp", subject: "水筒の件（追加）", text: TEXT },
    PUBLIC_ADDRESS,
  );
  const delivered = await stage.send(draft, parent.role);
  story.check(
    {
      ja: "同じ相手には、いつも同じ匿名アドレス",
      en: "The same parent has the same alias towards each officer as before",
    },
    [sato, kobayashi].every((officer) => {
      const [before, now] = [copyFor(officer, first.delivered), copyFor(officer, delivered)];
      return before.letter.fromAddress === now.letter.fromAddress;
    }),
  );
  story.check(
    { ja: "日本語の文字（ISO-2022-JP）はそのまま読める", en: "Japanese text in ISO-2022-JP arrives as it was written" },
    [sato, kobayashi].every((officer) => {
      const { letter } = copyFor(officer, delivered);
      return letter.lines.join("\n").startsWith(TEXT) && letter.subject === draft.subject;
    }),
  );
  return delivered;
}
