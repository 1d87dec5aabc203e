/** From an empty desk to the first answered mail. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { scene } from "../support/scene.ts";
import { DESKTOP, type Language, PHONE, type Stage, type View } from "../support/stage.ts";

interface Words {
  readonly empty: string;
  readonly next: string;
  readonly addOfficer: string;
  readonly invited: string;
  readonly confirm: string;
  readonly well: RegExp;
  readonly tryIt: string;
  readonly send: string;
  readonly answer: string;
  readonly sendAnswer: string;
  readonly parentGets: string;
  readonly parent: string;
  readonly reply: string;
  readonly journal: string;
  readonly handedOver: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  ja: {
    empty: "最初の窓口を作りましょう。",
    next: "次へ",
    addOfficer: "担当者を追加",
    invited: "本人の確認待ち",
    confirm: "Chair として返信",
    well: /^今日は問題ありません。最後にメールを送ったのは今日 \d\d:\d\dです。$/,
    tryIt: "試す",
    send: "送る",
    answer: "この担当者として返信",
    sendAnswer: "返信を送る",
    parentGets: "保護者に届くメール",
    parent: "山田 花子",
    reply: "バスは 8 時 30 分に出ます。",
    journal: "記録",
    handedOver: "送信済み",
  },
  en: {
    empty: "Let us set up your first address.",
    next: "Go on",
    addOfficer: "Add an officer",
    invited: "Waiting for their answer",
    confirm: "Answer as Chair",
    well: /^Today all is well. The last mail went through today \d\d:\d\d.$/,
    tryIt: "Try it",
    send: "Send",
    answer: "Answer as this officer",
    sendAnswer: "Send the answer",
    parentGets: "The parent receives",
    parent: "Hanako Yamada",
    reply: "the bus leaves at 8:30.",
    journal: "Journal",
    handedOver: "Sent",
  },
};

const VIEWS: readonly View[] = [
  { language: "ja", size: PHONE },
  { language: "en", size: DESKTOP, scheme: "dark" },
];

for (const view of VIEWS) {
  scene(`from the first set-up to the first answered mail, in ${view.language}`, async (stage) => {
    const words = WORDS[view.language];
    const page = await stage.open(view);
    await setUp(page, stage, words, view.language);
    await writeAsParent(page, stage, words, view.language);
    await answerAsOfficer(page, stage, words, view.language);
    await seeThatAllIsWell(page, words);
  });
}

async function setUp(page: Page, stage: Stage, words: Words, language: Language): Promise<void> {
  assert.equal(await page.locator("h1").textContent(), words.empty);
  await stage.picture(page, `${language}-1-empty`);
  await page.locator("input[name=address]").fill("pta@school.example");
  await page.locator("input[name=name]").fill("Midori PTA");
  await page.getByRole("button", { name: words.next }).click();
  await page.locator("input[name=destination]").waitFor();
  await page.locator(".steps details summary").click();
  assert.match((await page.locator(".letter").textContent()) ?? "", /pta@school\.example[\s\S]*Cloudflare/);
  await stage.picture(page, `${language}-2-invitation`);
  await page.locator("input[name=destination]").fill(stage.secret("taro"));
  await page.locator("input[name=label]").fill("Chair");
  await page.getByRole("button", { name: words.addOfficer }).click();
  const row = page.locator(".forwarding");
  await row.waitFor();
  assert.equal(await row.locator(".name").textContent(), "Chair");
  assert.equal(await row.locator(".mask").textContent(), "t•••@m•••.example");
  assert.equal(await row.locator(".pill").textContent(), words.invited);
  await stage.picture(page, `${language}-3-desk`);
}

async function writeAsParent(page: Page, stage: Stage, words: Words, language: Language): Promise<void> {
  await page.getByRole("link", { name: words.tryIt }).click();
  await page.getByRole("button", { name: words.confirm }).click();
  await page.getByRole("button", { name: words.confirm }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: words.send, exact: true }).click();
  const mail = page.locator(".mail").first();
  await mail.waitFor();
  const fromField = (await mail.locator("dd").first().textContent()) ?? "";
  assert.match(fromField, new RegExp(`^${words.parent} <anon-[0-9a-z]{12}@school\\.example>$`));
  assert.ok(!(await mail.innerText()).includes("hanako@family.example"), "the parent's address is hidden");
  assert.equal(await mail.locator(".verdict.good").count(), 1);
  await stage.picture(page, `${language}-4-officer`);
}

async function answerAsOfficer(page: Page, stage: Stage, words: Words, language: Language): Promise<void> {
  await page.getByText(words.answer).click();
  await page.getByRole("button", { name: words.sendAnswer }).click();
  const result = page.locator(".mail", { has: page.getByRole("heading", { name: words.parentGets }) });
  await result.waitFor();
  assert.deepEqual((await result.locator("dd").allTextContents()).slice(0, 2), [
    "Midori PTA <pta@school.example>",
    "hanako@family.example",
  ]);
  assert.ok((await result.locator(".mail-text").innerText()).includes(words.reply));
  assert.equal(await result.locator(".verdict.good").count(), 1);
  await stage.picture(page, `${language}-5-parent`);
}

async function seeThatAllIsWell(page: Page, words: Words): Promise<void> {
  await page.getByRole("link", { name: words.journal }).click();
  await page.locator(".records").waitFor();
  const outcomes = await page
    .locator(".records > li")
    .filter({ hasText: "pta@school.example" })
    .locator("b")
    .allTextContents();
  assert.ok(outcomes.filter((outcome) => outcome === words.handedOver).length >= 2);
  await page.locator("nav a").first().click();
  await page.locator(".state").waitFor();
  assert.match((await page.locator("h1").textContent()) ?? "", words.well);
}

scene("the set-up ends with a test mail: the page waits for it, and says what became of it", async (stage) => {
  const pta = await stage.api.addAddress(`first${Date.now()}@school.example`);
  const taro = stage.secret("taro");
  await stage.api.invite(pta.id, taro, "会長");
  const page = await stage.open({ language: "ja", size: PHONE });
  const news = page.locator(".first-mail .news");
  await news.filter({ hasText: "メールを待っています…" }).waitFor();
  assert.ok(
    Number(await page.evaluate("document.documentElement.scrollWidth")) <= PHONE.width,
    "a long address breaks",
  );
  await stage.picture(page, "ja-first-mail");
  const letter = { name: "Me", address: "me@family.example", recipient: pta.address, text: "Hello" };
  await stage.post(letter);
  await news.filter({ hasText: "今受け取れる担当者がいません" }).waitFor();
  await stage.api.confirm(pta, taro);
  await stage.post(letter);
  await news.filter({ hasText: "メールを受け付け、担当者に送信しました" }).waitFor();
  await page.reload();
  await page.locator(".address").first().waitFor();
  assert.equal(await page.locator(".first-mail .card").count(), 0, "done is done");
});
