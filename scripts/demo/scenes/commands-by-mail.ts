/** An officer does by mail what others need a page for: stops, resumes, and writes first. */
import { ALIAS_PREFIX } from "../../../src/mail/alias-form.ts";
import { type Draft, newMail } from "../mail-program.ts";
import { parent, sato } from "../people.ts";
import { copyFor, reached, type Stage } from "../stage.ts";

const DESK = "library@school.example";

export async function commandsByMail(stage: Stage): Promise<void> {
  const { story, desk } = stage;
  story.scene({
    ja: "担当者が、メールだけで止める・再開する・先に書く",
    en: "An officer stops, resumes and writes first, by mail",
  });
  story.tell({
    ja: `佐藤さんは ${DESK} の担当者です。旅行の前に、自分のメールから ${tagged("stop")} へ空のメールを送ります。画面はいりません。`,
    en: `Mrs Sato is behind ${DESK}, too. Before a journey she sends an empty mail to ${tagged("stop")}. She needs no page for it.`,
  });
  await desk.officer(await desk.publish(DESK, story.say({ ja: "図書室", en: "Library" })), sato.address, "");
  await stage.arrivals(true);
  const stopped = copyFor(sato, await stage.send(empty(stage, tagged("stop")), sato.role));
  const question = written(stage, parent, DESK, { ja: "本を返すのはいつですか。", en: "When is the book due?" });
  const waiting = await stage.send(question, parent.role);
  await stage.send(empty(stage, tagged("start")), sato.role);
  const resumed = await stage.send(question, parent.role, { silent: true });
  stage.show(resumed.arrived);
  story.check(
    {
      ja: "+stop で止まり、そのあいだのメールは送信側で待ち、+start のあとに届く",
      en: "After +stop mail waits at its sender, after +start it arrives",
    },
    stopped.letter.lines.join("\n").includes(tagged("start")) &&
      waiting.ending.kind === "waits" &&
      !reached(waiting, sato) &&
      reached(resumed, sato),
    JSON.stringify(waiting.ending),
  );
  await writeFirst(stage);
}

async function writeFirst(stage: Stage): Promise<void> {
  const { story } = stage;
  const recipient = tagged(parent.address.replace("@", "="));
  story.tell({
    ja: `今度は佐藤さんから先に書きます。宛先は ${recipient} です。`,
    en: `Now she writes first, to ${recipient}.`,
  });
  const text = { ja: "予約された本が届きました。", en: "The book that you asked for has come." };
  const delivered = await stage.send(written(stage, sato, recipient, text), sato.role);
  const [mail, note] = [copyFor(parent, delivered), copyFor(sato, delivered)];
  story.check(
    {
      ja: "先に書いたメールは公開アドレスから届き、佐藤さんには、新しい匿名アドレスからのお知らせが届く",
      en: "It comes from the public address, and a note under the new alias tells her where to write from now on",
    },
    mail.letter.fromAddress === DESK && note.letter.fromAddress.startsWith(ALIAS_PREFIX),
    `${mail.letter.from}; ${note.letter.from}`,
  );
}

function tagged(tag: string): string {
  return DESK.replace("@", `+${tag}@`);
}

function empty({ story: { language } }: Stage, to: string): Draft {
  return newMail({ author: sato, language, subject: "", text: "" }, to);
}

function written(
  { story }: Stage,
  author: typeof sato,
  to: string,
  text: { readonly ja: string; readonly en: string },
) {
  const subject = story.say({ ja: "図書室の本", en: "Library books" });
  return newMail({ author, language: story.language, subject, text: story.say(text) }, to);
}
