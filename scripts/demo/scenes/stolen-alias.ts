/** An alias in wrong hands: a stranger's, and the other officer's. */
import { newMail } from "../mail-program.ts";
import { kobayashi, type Person, parent, sato, stranger } from "../people.ts";
import { copyFor, type Delivered, reached, type Stage } from "../stage.ts";
import type { FirstMail } from "./first-mail.ts";

/** What anybody hears who writes to an alias that never was. */
const NEVER_WAS = "anon-0000000000zz@school.example";

export async function strangerWithAlias(stage: Stage, first: FirstMail): Promise<void> {
  const { story } = stage;
  story.scene({ ja: "見知らぬ人が、盗んだ匿名アドレスを使う", en: "A stranger uses a stolen alias" });
  const alias = copyFor(sato, first.delivered).letter.fromAddress;
  const stolen = await attempt(stage, stranger, alias);
  const invented = await attempt(stage, stranger, NEVER_WAS, true);
  story.tell({
    ja: "山田さんには何も届きません。見知らぬ人には、存在しないアドレスと同じ答えが返ります。佐藤さんには、匿名アドレスが知られていることが伝わります。",
    en: "Nothing reaches Mrs Yamada. The stranger hears the same words as for an address that never was; Mrs Sato is told that somebody knows her alias.",
  });
  checkRefused(stage, stolen, invented, {
    ja: "盗まれた匿名アドレスは使えない（存在しないアドレスと同じ返答）",
    en: "A stranger with a stolen alias is refused, in the words for an address that never was",
  });
  story.check(
    { ja: "持ち主の佐藤さんにだけ知らせが届く", en: "Its owner, Mrs Sato, is told, and nobody else but the office" },
    reached(stolen, sato) && !reached(stolen, kobayashi) && !reached(stolen, stranger),
  );
}

export async function otherOfficerWithAlias(stage: Stage, first: FirstMail): Promise<void> {
  const { story } = stage;
  story.scene({ ja: "別の担当者が、佐藤さんの匿名アドレスを使う", en: "The other officer uses Mrs Sato's alias" });
  const alias = copyFor(sato, first.delivered).letter.fromAddress;
  const borrowed = await attempt(stage, kobayashi, alias);
  const invented = await attempt(stage, kobayashi, NEVER_WAS, true);
  story.tell({
    ja: "匿名アドレスは一人のものです。小林さんは、自分に届いたほうの匿名アドレスから返信できます。",
    en: "An alias belongs to one person. Mr Kobayashi can answer through the alias that he got himself.",
  });
  checkRefused(stage, borrowed, invented, {
    ja: "ほかの担当者の匿名アドレスは使えない",
    en: "Another officer's alias is refused in the same words",
  });
}

function attempt(stage: Stage, author: Person, alias: string, silent = false): Promise<Delivered> {
  const { story } = stage;
  const writing = {
    author,
    language: story.language,
    subject: story.say({ ja: "こんにちは", en: "Hello" }),
    text: story.say({ ja: "どなたですか？", en: "Who are you?" }),
  };
  return stage.send(newMail(writing, alias), author.role, { silent });
}

function checkRefused(stage: Stage, used: Delivered, invented: Delivered, claim: { ja: string; en: string }): void {
  const [one, other] = [used.ending, invented.ending];
  const same = one.kind === "refused" && other.kind === "refused" && one.text === other.text;
  stage.story.check(claim, same && !reached(used, parent), JSON.stringify([one, other]));
}
