/** Admins under a name of their own: invited at the page, and offered what their role has a place for. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { chooseInMenu, closeDialog, openOfficer, openSettings } from "../support/list.ts";
import { scene } from "../support/scene.ts";
import { DESKTOP, goTo, PHONE, type Stage } from "../support/stage.ts";

const CARD = "section.card:has(.admins)";

async function desk(stage: Stage) {
  const pta = await stage.api.addAddress("pta@school.example");
  await stage.api.addForwarding(pta.id, stage.secret("taro"), "会長");
  const nurse = await stage.api.addAddress("nurse@school.example");
  await stage.api.addForwarding(nurse.id, stage.secret("jiro"), "養護教諭");
  return pta;
}

/** Whoever was invited opens the link of their letter, in a browser of their own. */
async function accept(stage: Stage, mailbox: string): Promise<Page> {
  const word = await stage.api.invitation(mailbox);
  const page = await stage.open({ language: "ja", size: PHONE, signedIn: false, at: `#invitation=${word}` });
  await page.getByRole("button", { name: "招待を受ける" }).click();
  await page.locator(".sheet .alias").waitFor();
  assert.equal(page.url().includes(word), false);
  return page;
}

scene("an admin is invited at the page, takes the link once, and is given and denied a role", async (stage) => {
  stage.expectFailures();
  await desk(stage);
  const mailbox = stage.secret("hanako");
  const page = await stage.open({ language: "ja", size: DESKTOP, section: "tools" });
  await page.getByRole("button", { name: "管理者を招待" }).click();
  await page.getByLabel("名前").fill("山田 花子");
  await page.getByLabel("メールアドレス").fill(mailbox);
  await page.getByLabel("できること", { exact: true }).selectOption("read");
  await page.getByRole("button", { name: "招待状を送る" }).click();
  await page.getByRole("status").filter({ hasText: "山田 花子 さんに招待状を送りました。" }).waitFor();
  const row = page.locator(`${CARD} li`, { hasText: "山田 花子" });
  assert.match(await row.innerText(), /h•••@m•••\.example[\s\S]*見るだけ[\s\S]*招待中/);
  await stage.picture(page, "ja-admins");

  const hers = await accept(stage, mailbox);
  const password = await hers.locator(".sheet .alias").innerText();
  assert.match(password, /^[0-9a-z]{32}$/);
  await hers.locator("#language").click();
  await hers.getByRole("heading", { name: "Welcome, 山田 花子" }).waitFor();
  await hers.locator("#language").click();
  await hers.getByRole("heading", { name: "山田 花子 さん、ようこそ" }).waitFor();
  assert.equal(await hers.locator(".sheet .alias").innerText(), password);
  await stage.picture(hers, "ja-admin-accepted");
  await hers.getByRole("button", { name: "控えたので進む" }).click();
  await hers.locator(".state").waitFor();
  assert.equal(await hers.getByText("山田 花子 さん").isVisible(), true);
  const kept = String(await hers.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"));
  assert.equal(kept.includes(password), false);

  await goTo(page, "desk");
  await goTo(page, "tools");
  await page.locator(".records > li", { hasText: "できること: 見るだけ" }).first().waitFor();
  await chooseInMenu(row.locator(".menu-holder"), "名前や権限を変更");
  await page.getByLabel("できること", { exact: true }).selectOption({ label: "nurse@school.example だけ" });
  await page.getByRole("button", { name: "保存" }).click();
  await row.filter({ hasText: "nurse@school.example だけ" }).waitFor();
  await hers.reload();
  await hers.locator(".address").waitFor();
  assert.equal(await hers.getByText("pta@school.example").count(), 0);

  await chooseInMenu(row.locator(".menu-holder"), "権限を取り消す");
  await page.locator("dialog").getByRole("button", { name: "権限を取り消す" }).click();
  await page.getByRole("status").filter({ hasText: "山田 花子 さんの権限を取り消しました。" }).waitFor();
  await hers.reload();
  await hers.locator("input[name=token]").waitFor();
  await page.getByRole("button", { name: "さらに表示" }).or(page.locator(".view-tools")).first().waitFor();
});

scene("an invitation that was taken already says so in plain words", async (stage) => {
  stage.expectFailures();
  await desk(stage);
  const mailbox = stage.secret("saburo");
  await stage.api.inviteAdmin({ name: "三郎", mailbox, role: "all" });
  await accept(stage, mailbox);
  const word = await stage.api.invitation(mailbox);
  const page = await stage.open({ language: "en", size: PHONE, signedIn: false, at: `#invitation=${word}` });
  await page.getByRole("button", { name: "Accept the invitation" }).click();
  await page.getByRole("alert").filter({ hasText: "This invitation was used" }).waitFor();
});

scene("somebody who may only read sees everything, and nothing to change", async (stage) => {
  await desk(stage);
  const mailbox = stage.secret("shiro");
  await stage.api.inviteAdmin({ name: "四郎", mailbox, role: "read" });
  const page = await accept(stage, mailbox);
  await page.getByRole("button", { name: "控えたので進む" }).click();
  await page.locator(".address").first().waitFor();
  for (const fold of await page.locator('.fold[aria-expanded="false"]').all()) await fold.click();
  for (const name of ["アドレスを追加", "担当者を追加", "スマホをなくした"]) {
    assert.equal(await page.getByRole("button", { name }).count(), 0, name);
  }
  const sheet = await openOfficer(page, "会長");
  assert.equal(await sheet.getByRole("switch").count(), 4);
  for (const control of await sheet.getByRole("switch").all()) assert.equal(await control.isDisabled(), true);
  assert.deepEqual(await sheet.locator(".rows .row").allInnerTexts(), ["やり取りの相手", "ほかの返信元"]);
  assert.equal(await sheet.locator(".dots").count(), 0);
  await closeDialog(page);
  await openSettings(page);
  assert.equal(await page.locator("dialog .dots").count(), 0);
  await closeDialog(page);
  await goTo(page, "tools");
  assert.deepEqual(await page.locator(".tool h2").allInnerTexts(), ["担当者への案内", "保護者への説明文"]);
  assert.equal(await page.locator(CARD).count(), 0);
});

scene("somebody who is there for one address changes that one, and is offered nothing of the rest", async (stage) => {
  const pta = await desk(stage);
  const mailbox = stage.secret("goro");
  await stage.api.inviteAdmin({ name: "五郎", mailbox, role: "address", addressId: pta.id });
  const page = await accept(stage, mailbox);
  await page.getByRole("button", { name: "控えたので進む" }).click();
  await page.locator(".address").first().waitFor();
  assert.equal(await page.locator(".address").count(), 1);
  const sheet = await openOfficer(page, "会長");
  await sheet.getByRole("switch", { name: "返信できる" }).click();
  await page.getByRole("status").filter({ hasText: "オフにしました" }).waitFor();
  await closeDialog(page);
  await goTo(page, "journal");
  await goTo(page, "tools");
  assert.equal(await page.locator(".view-tools .card:not(.tool)").count(), 0);
});

scene("whom Access has signed in signs out there", async (stage) => {
  stage.expectFailures();
  await desk(stage);
  const page = await stage.open({ language: "en", size: DESKTOP, signedIn: false });
  await page.route("**/api/desk*", async (route) => {
    const headers = { ...route.request().headers(), authorization: `Bearer ${stage.worker.adminToken}` };
    const answer = await route.fetch({ headers });
    await route.fulfill({ json: { ...(await answer.json()), signedInBy: "access" } });
  });
  await page.reload();
  const link = page.getByRole("link", { name: "Sign out" });
  assert.equal(await link.getAttribute("href"), "/cdn-cgi/access/logout");
});
