/** A class gets a contact network: families join by a mail of their own, the officer writes once, each family alone gets it. */
import { newMail } from "../mail-program.ts";
import { parent, pupils, sato } from "../people.ts";
import { copyFor, type Stage } from "../stage.ts";

const CLASS = "class-3a@school.example";

export async function contactNetwork(stage: Stage): Promise<void> {
  const { story, desk } = stage;
  const { language } = story;
  story.scene({
    ja: "連絡網: 一通で全員に、だれにも知られずに",
    en: "A contact network: one mail to all, and nobody learns of anybody",
  });
  story.tell({
    ja: "3年A組の連絡網を作り、登録用のコードを紙で配ります。家庭は、紙のアドレスに空のメールを送るだけです。学校はアドレスを集めません。",
    en: "Class 3A gets a contact network, and a code on paper. Families send an empty mail to the address on it. The school collects no address.",
  });
  const network = await desk.publish(CLASS, story.say({ ja: "3年A組", en: "Class 3A" }));
  await desk.officer(network, sato.address, story.say(sato.name));
  const { join } = await desk.joinCode(network.id);
  await stage.arrivals(true);
  const families = [parent, ...pupils];
  for (const author of families)
    await stage.send(newMail({ author, language, subject: "", text: "" }, join), author.role, { silent: true });
  const text = story.say({ ja: "明日の運動会は延期します。", en: "Sports day is put off until next week." });
  const subject = story.say({ ja: "運動会の延期", en: "Sports day" });
  const written = newMail({ author: sato, language, subject, text }, CLASS.replace("@", "+all@"));
  const delivered = await stage.send(written, sato.role);
  const copies = families.map((family) => copyFor(family, delivered));
  story.check(
    { ja: "どの家庭にも、自分ひとりあてに一通だけ届く", en: "Each family gets one mail, addressed to itself alone" },
    copies.every(({ sent, letter }) => letter.to.includes(sent.envelopeRecipient) && letter.fromAddress === CLASS),
  );
  const others = (own: string) => families.map(({ address }) => address).filter((address) => address !== own);
  story.check(
    {
      ja: "ほかの家庭のアドレスも、担当者のアドレスも、どこにもない",
      en: "No other family's address, and not the officer's, stands anywhere in it",
    },
    copies.every(({ sent, letter }) =>
      [sato.address, ...others(sent.envelopeRecipient)].every((address) => !letter.lines.join("\n").includes(address)),
    ),
  );
  const report = copyFor(sato, delivered).letter.lines.join("\n");
  story.check(
    { ja: "担当者には、数だけの報告が一通届く", en: "The officer gets one report, in numbers" },
    report.includes(String(families.length)) && families.every(({ address }) => !report.includes(address)),
    report,
  );
}
