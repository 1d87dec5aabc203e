/** The texts to take along: the invitation, and the statement for parents that today's settings make. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { openOfficer, openSettings } from "../support/list.ts";
import { scene } from "../support/scene.ts";
import { DESKTOP, goTo, PHONE } from "../support/stage.ts";

const CARRIERS = ["docomo", "au", "SoftBank", "Y!mobile"];

async function statement(page: Page): Promise<string> {
  await goTo(page, "tools");
  await page.getByRole("button", { name: "Statement for parents" }).click();
  const text = await page.locator("dialog .letter").innerText();
  await page.locator("dialog .cross").click();
  await goTo(page, "desk");
  return text;
}

scene("the statement says what is really hidden, and changes with the settings", async (stage) => {
  const pta = await stage.api.addAddress("pta@school.example", "Midori PTA");
  const taro = await stage.api.addForwarding(pta.id, stage.secret("taro"), "Chair");
  await stage.api.addForwarding(pta.id, stage.secret("jiro"), "Treasurer");
  const page = await stage.open({ language: "en", size: DESKTOP });
  const hidden = await statement(page);
  assert.match(
    hidden,
    /pta@school\.example \(Midori PTA\) reaches 2 persons\. They see your name, but not your address\./,
  );
  assert.match(hidden, /30 days[\s\S]*180 days/);
  for (const carrier of CARRIERS) assert.ok(hidden.includes(carrier), carrier);
  assert.ok(hidden.includes('"school.example"'));
  await stage.api.changeForwarding(taro.id, { hideSender: false });
  assert.match(await statement(page), /reaches 2 persons\. Some of them can see your address\./);
  await stage.api.changeForwarding(taro.id, { hideSender: true, deliver: false });
  assert.match(await statement(page), /reaches one person\. They see your name, but not your address\./);
});

scene("the invitation can be copied, sent and printed alone", async (stage) => {
  const pta = await stage.api.addAddress("pta@school.example");
  await stage.api.addForwarding(pta.id, stage.secret("taro"), "会長");
  const page = await stage.open({ language: "ja", size: PHONE });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openSettings(page);
  await page.getByRole("button", { name: "担当者への案内" }).click();
  const paper = await page.locator("dialog .letter").innerText();
  for (const carrier of [...CARRIERS, "楽天モバイル", "ドメイン指定受信"]) assert.ok(paper.includes(carrier), carrier);
  assert.match(paper, /匿名アドレスを 40 並べても、一人ずつに別々に届き/);
  assert.match(paper, /Cloudflare から、英語の確認メールが届きます。迷惑メールではありません。/);
  await page.getByRole("button", { name: "コピー" }).click();
  await page.getByRole("status").filter({ hasText: "コピーしました。" }).waitFor();
  const copied = String(await page.evaluate("navigator.clipboard.readText()"));
  assert.equal(copied.replace(/\s/g, ""), paper.replace(/\s/g, ""));
  const mail = await page.getByRole("link", { name: "メールで送る" }).getAttribute("href");
  assert.ok(mail?.startsWith("mailto:?subject="));
  await stage.picture(page, "ja-invitation");
  await page.evaluate("window.print = () => {}");
  await page.getByRole("button", { name: "印刷" }).click();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("dialog .letter").isVisible(), true);
  assert.deepEqual(
    [
      await page.locator("nav").isVisible(),
      await page.locator(".card").first().isVisible(),
      await page.locator("dialog button").first().isVisible(),
    ],
    [false, false, false],
  );
  await stage.picture(page, "ja-printed");
  const top = (await page.locator("dialog .letter").boundingBox())?.y ?? 999;
  assert.ok(top < 40, `the letter begins on top of the sheet, not ${top} px below`);
});

scene("on paper a desk shows how its switches stand, in black ink and with nothing to press", async (stage) => {
  const pta = await stage.api.addAddress("pta@school.example");
  const { id } = await stage.api.addForwarding(pta.id, stage.secret("taro"), "Chair");
  await stage.api.changeForwarding(id, { allowReply: false });
  const page = await stage.open({ language: "en", size: DESKTOP, scheme: "dark" });
  const sheet = await openOfficer(page, "Chair");
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await sheet.locator(".switch").first().waitFor();
  const signs = `[...document.querySelectorAll("dialog .switch")].map((one) => getComputedStyle(one, "::after").content)`;
  assert.deepEqual(await page.evaluate(signs), ['"✓"', '"—"', '"✓"', '"—"']);
  const ink = `getComputedStyle(document.querySelector("dialog .mask")).color`;
  assert.equal(await page.evaluate(ink), "rgb(0, 0, 0)");
  assert.equal(await page.locator("main").isVisible(), false, "what lies below is not printed through it");
  for (const pressed of [".toolbar", "nav", ".buttons", ".dots", ".rows"])
    assert.equal(await page.locator(pressed).first().isVisible(), false, pressed);
  await stage.picture(page, "en-printed-officer");
});
