/** The officers change in April: who follows confirms by an answer, and goes on under the same aliases. */
import { ALIAS_PREFIX } from "../../../src/mail/alias-form.ts";
import { answer, newMail } from "../mail-program.ts";
import { kobayashi, parent, sato } from "../people.ts";
import { copyFor, reached, type Stage } from "../stage.ts";

const DESK = "chair@school.example";

export async function handover(stage: Stage): Promise<void> {
  const { story, desk } = stage;
  const { language } = story;
  story.scene({ ja: "4月の引き継ぎ", en: "April: a handover" });
  story.tell({
    ja: "会長が佐藤さんから小林さんに替わります。小林さんが案内のメールに返信するまでは、今までどおり佐藤さんが受け取ります。",
    en: "Mr Kobayashi takes over from Mrs Sato. Until he answers the welcome mail, she goes on getting the mail.",
  });
  const of = await desk.publish(DESK, story.say({ ja: "PTA会長", en: "PTA Chair" }));
  const before = await desk.officer(of, sato.address, story.say({ ja: "会長", en: "Chair" }));
  await stage.arrivals(true);
  const ask = (text: string) =>
    stage.send(
      newMail({ author: parent, language, subject: story.say({ ja: "総会", en: "Assembly" }), text }, DESK),
      parent.role,
      {
        silent: true,
      },
    );
  const first = await ask(story.say({ ja: "総会はいつですか。", en: "When is the assembly?" }));
  await desk.handOver(before.id, kobayashi.address);
  const welcome = { ending: { kind: "accepted" } as const, arrived: await stage.arrivals() };
  const meanwhile = await ask(story.say({ ja: "場所はどこですか。", en: "And where?" }));
  const text = story.say({ ja: "引き継ぎます。", en: "I take over." });
  const invitation = welcome.arrived.filter(({ letter }) => letter.fromAddress.startsWith(ALIAS_PREFIX));
  const confirmed = copyFor(kobayashi, { ...welcome, arrived: invitation });
  await stage.send(answer(confirmed, { author: kobayashi, language, text }), kobayashi.role);
  const after = await ask(story.say({ ja: "何を持って行きますか。", en: "What shall I bring?" }));
  story.check(
    {
      ja: "後任の方が返信するまでは前任の方に、返信したあとは後任の方だけに届く",
      en: "Until the successor has answered, mail reaches the predecessor; then the successor alone",
    },
    reached(meanwhile, sato) && !reached(meanwhile, kobayashi) && reached(after, kobayashi) && !reached(after, sato),
  );
  const [known, now] = [copyFor(sato, first), copyFor(kobayashi, after)];
  story.check(
    { ja: "匿名アドレスはそのまま引き継がれる", en: "The aliases are the same as before" },
    known.letter.fromAddress === now.letter.fromAddress,
    `${known.letter.fromAddress} ${now.letter.fromAddress}`,
  );
  const late = await stage.send(
    answer(known, { author: sato, language, text: story.say({ ja: "忘れていました。", en: "One more thing." }) }),
    sato.role,
  );
  story.check(
    { ja: "前任の方の返信は、もうどこにも行かない", en: "What the predecessor still answers goes nowhere" },
    late.ending.kind === "refused" && !reached(late, parent),
    JSON.stringify(late.ending),
  );
}
