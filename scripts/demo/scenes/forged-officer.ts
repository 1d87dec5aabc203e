/** Somebody writes under the officer's address, from a server that the officer's provider does not vouch for. */
import { answer } from "../mail-program.ts";
import { parent, sato } from "../people.ts";
import { copyFor, type Stage } from "../stage.ts";
import type { FirstMail } from "./first-mail.ts";

export async function forgedOfficer(stage: Stage, first: FirstMail): Promise<void> {
  const { story } = stage;
  story.scene({ ja: "だれかが担当者になりすます", en: "Somebody pretends to be the officer" });
  const draft = answer(copyFor(sato, first.delivered), {
    author: sato,
    language: story.language,
    text: story.say({
      ja: "至急、会費をこの口座に振り込んでください。",
      en: "Please transfer the fee to this account at once.",
    }),
  });
  const options = { verdict: "none", envelopeSender: "sender@elsewhere.example" } as const;
  const who = { ja: "佐藤さんのふりをする人", en: "Somebody with Mrs Sato's address in From" };
  const delivered = await stage.send(draft, who, options);
  const told = delivered.arrived.filter(({ sent }) => sent.envelopeRecipient === sato.address);
  story.tell({
    ja: "送信者は佐藤さんのアドレスですが、送信元の認証がありません。返信は送られず、本物の佐藤さんに知らせが届きます。",
    en: "The From field says Mrs Sato, but her provider does not vouch for it. Nothing is sent, and the real Mrs Sato is told.",
  });
  story.check(
    { ja: "なりすましの返信は送られない", en: "A forged officer is refused: not authenticated" },
    delivered.ending.kind === "refused" &&
      !delivered.arrived.some(({ sent }) => sent.envelopeRecipient === parent.address),
    JSON.stringify(delivered.ending),
  );
  story.check({ ja: "本物の担当者に知らせが届く", en: "The real officer is told" }, told.length === 1);
}
