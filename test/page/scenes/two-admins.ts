/** Two admins at the same thing: neither overwrites the other, and neither loses what they typed. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { chooseInMenu, openOfficer, openSettings } from "../support/list.ts";
import { scene } from "../support/scene.ts";
import { DESKTOP, PHONE, type Stage, until } from "../support/stage.ts";

async function desk(stage: Stage) {
  stage.expectFailures();
  const pta = await stage.api.addAddress("pta@school.example", "PTA");
  const officer = await stage.api.addForwarding(pta.id, stage.secret("taro"), "会長");
  return { pta, officer };
}

/** What the page has sent to change something, with the state that it had shown. */
function changes(page: Page): { readonly method: string; readonly tag: string; readonly body: string | null }[] {
  const sent: { method: string; tag: string; body: string | null }[] = [];
  page.on("request", (request) => {
    if (!request.url().includes("/api/") || !/^(PATCH|DELETE|POST)$/.test(request.method())) return;
    sent.push({ method: request.method(), tag: request.headers()["if-match"] ?? "", body: request.postData() });
  });
  return sent;
}

scene("two admins name an address: the slower one is told who was quicker, and loses nothing", async (stage) => {
  const { pta } = await desk(stage);
  const page = await stage.open({ language: "ja", size: PHONE });
  const sent = changes(page);
  await openSettings(page);
  await page.getByRole("button", { name: /^名前/ }).click();
  const [name, mark] = [page.locator("dialog input[name=name]"), page.locator("dialog input[name=nameSuffix]")];
  await name.fill("みどり小 PTA");
  await stage.api.changeAddress(pta.id, { name: "みどり小学校", nameSuffix: "（学校）" });
  await page.getByRole("button", { name: "保存", exact: true }).click();
  const alert = page.locator("dialog form [role=alert]");
  await alert.getByText("管理用パスワードの持ち主が変更しました（公開アドレスを変更").waitFor();
  assert.match(await alert.innerText(), /保存していません。[\s\S]*入力した内容はそのまま残っています。/);
  assert.equal(await name.inputValue(), "みどり小 PTA");
  await stage.picture(page, "ja-two-admins");
  await page.getByRole("button", { name: "今の内容を読み直す" }).click();
  await page.getByText("今の内容: みどり小学校").waitFor();
  assert.deepEqual([await name.inputValue(), await mark.inputValue()], ["みどり小 PTA", "（学校）"]);
  await stage.picture(page, "ja-two-admins-read");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await until(
    () => stage.api.address(pta.id),
    (now) => now.name === "みどり小 PTA",
  );
  assert.deepEqual(
    sent.map(({ method, body }) => [method, body]),
    [1, 2].map(() => ["PATCH", '{"name":"みどり小 PTA"}']),
    "what was not changed is not sent",
  );
  assert.notEqual(sent[0]?.tag, sent[1]?.tag);
});

scene("a switch that somebody else has changed since shows how it stands, and says who", async (stage) => {
  const { officer } = await desk(stage);
  const page = await stage.open({ language: "en", size: PHONE });
  const sent = changes(page);
  const sheet = await openOfficer(page, "会長");
  const on = sheet.locator("input[name=hideName]");
  await on.click();
  await sheet.locator("input[name=allowReply]").click();
  await until(
    () => stage.api.forwarding(officer.id),
    (now) => now.hideName && !now.allowReply,
  );
  assert.ok(sent.every(({ tag }) => tag !== "") && sent[0]?.tag !== sent[1]?.tag, "one after the other");
  await stage.api.changeForwarding(officer.id, { allowReply: true, deliver: false });
  await on.click();
  await page.getByText("the holder of the admin password changed it (Forwarding changed, today").waitFor();
  await until(
    () => sheet.locator("input[name=deliver]").isChecked(),
    (checked) => !checked,
  );
  assert.equal(await sheet.locator("input[name=hideName]").isChecked(), true);
  assert.equal((await stage.api.forwarding(officer.id)).hideName, true);
  await sheet.locator("input[name=hideName]").click();
  await until(
    () => stage.api.forwarding(officer.id),
    (now) => !now.hideName && !now.deliver,
  );
});

scene(
  "what somebody else has changed since is neither handed over nor deleted before it was read again",
  async (stage) => {
    const { pta, officer } = await desk(stage);
    const page = await stage.open({ language: "en", size: DESKTOP });
    const sheet = await openOfficer(page, "会長");
    await page.getByRole("button", { name: "Hand over" }).click();
    const next = stage.secret("next");
    await page.locator("dialog input[name=destination]").fill(next);
    await stage.api.changeForwarding(officer.id, { hideName: true });
    const submit = page.locator("dialog form").getByRole("button", { name: "Hand over" });
    await submit.click();
    await page.getByRole("button", { name: "Read it again" }).click();
    await page.getByText("This is how it stands now.").waitFor();
    assert.equal(await page.locator("dialog input[name=destination]").inputValue(), next);
    assert.equal((await stage.api.forwardings(pta.id)).length, 1);
    await submit.click();
    await until(
      () => stage.api.forwardings(pta.id),
      ({ length }) => length === 2,
    );
    await page.locator("dialog", { has: page.locator("form") }).waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await openOfficer(page, "会長");
    await chooseInMenu(page.locator("dialog").last(), "Delete");
    await page.locator("dialog form").waitFor();
    await stage.api.changeForwarding(officer.id, { hideName: false });
    await page.locator("dialog form").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Read it again" }).click();
    await page.getByText("This is how it stands now.").waitFor();
    assert.equal((await stage.api.forwardings(pta.id)).length, 2, "not before it was read");
    await page.locator("dialog form").getByRole("button", { name: "Delete" }).click();
    await until(
      () => stage.api.forwardings(pta.id),
      ({ length }) => length === 1,
    );
  },
);
