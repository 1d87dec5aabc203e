/** The four switches of a forwarding and the one of an address: they act at once, each by itself, and can be undone. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { ForwardingState } from "../support/desk-api.ts";
import { closeDialog, openOfficer, openSettings } from "../support/list.ts";
import { scene } from "../support/scene.ts";
import { DESKTOP, PHONE, type Stage, until } from "../support/stage.ts";

const SWITCHES = [
  { name: "deliver", label: "メールを受け取る", before: true },
  { name: "allowReply", label: "返信できる", before: true },
  { name: "hideSender", label: "送信者のアドレスを隠す", before: true },
  { name: "hideName", label: "送信者の名前も隠す", before: false },
] as const;

async function desk(stage: Stage) {
  const address = await stage.api.addAddress("pta@school.example", "みどり小学校 PTA");
  const forwarding = await stage.api.addForwarding(address.id, stage.secret("taro"), "会長");
  return { address, forwarding };
}

const four = ({ deliver, allowReply, hideSender, hideName }: ForwardingState) => [
  deliver,
  allowReply,
  hideSender,
  hideName,
];

for (const [place, { name, label, before }] of SWITCHES.entries()) {
  scene(`the switch ${name} acts at once, alone, and Undo takes it back`, async (stage) => {
    const { forwarding } = await desk(stage);
    const page = await stage.open({ language: "ja", size: PHONE });
    const now = () => stage.api.forwarding(forwarding.id);
    await openOfficer(page, "会長");
    const control = page.getByRole("switch", { name: label });
    assert.equal(await control.isChecked(), before);
    await control.click();
    const expected = four(await now()).map((value, index) => (index === place ? !before : value));
    await until(now, (state) => four(state).join() === expected.join());
    await page
      .getByRole("status")
      .filter({ hasText: `${before ? "オフにしました" : "オンにしました"}: ${label}（会長）` })
      .waitFor();
    await page.getByRole("button", { name: "元に戻す" }).click();
    await until(now, (state) => state[name] === before);
    await page.getByRole("status").filter({ hasText: "元に戻しました。" }).waitFor();
    assert.equal(await control.isChecked(), before);
    assert.equal(await focusedName(page), name);
  });
}

scene("Ctrl+Z takes the last switch back", async (stage) => {
  const { forwarding } = await desk(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await openOfficer(page, "会長");
  await page.getByRole("switch", { name: "Allow replies" }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("status").filter({ hasText: "Off: Allow replies" }).waitFor();
  await page.keyboard.press("Control+z");
  await page.getByRole("status").filter({ hasText: "Undone." }).waitFor();
  assert.equal((await stage.api.forwarding(forwarding.id)).allowReply, true);
});

scene("the sentence on top follows: nobody gets the mail, then all is well again", async (stage) => {
  await desk(stage);
  const page = await stage.open({ language: "ja", size: PHONE });
  assert.match((await page.locator("h1").textContent()) ?? "", /^今日は問題ありません。/);
  await openOfficer(page, "会長");
  await page.getByRole("switch", { name: "メールを受け取る" }).click();
  await page.locator(".officer .pill", { hasText: "停止中" }).waitFor();
  await closeDialog(page);
  await page
    .getByRole("heading", { name: "ご確認ください。pta@school.example のメールが誰にも届きません。" })
    .waitFor();
  assert.equal(await page.locator(".forwarding .pill").textContent(), "停止中");
  assert.equal(await page.locator(".forwarding .row:focus").count(), 1, "the focus is back on the line");
  await stage.picture(page, "ja-stopped");
  await openOfficer(page, "会長");
  await page.getByRole("switch", { name: "メールを受け取る" }).click();
  await closeDialog(page);
  await page.getByRole("heading", { name: /^今日は問題ありません。/ }).waitFor();
});

scene("a closed address takes no mail, and can be opened again", async (stage) => {
  await desk(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  const letter = { name: "Hanako", address: "hanako@family.example", recipient: "pta@school.example", text: "Hello" };
  await openSettings(page);
  await page.getByRole("switch", { name: "Open" }).click();
  await page.getByRole("status").filter({ hasText: "pta@school.example is closed." }).waitFor();
  assert.equal((await stage.api.addresses())[0]?.open, false);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("status").filter({ hasText: "pta@school.example is open." }).waitFor();
  assert.equal(await stage.post(letter), "ok");
});

scene("a desk is shared by one switch, which says what the copies cost", async (stage) => {
  const { address } = await desk(stage);
  const alone = await stage.open({ language: "ja", size: PHONE });
  await openSettings(alone);
  assert.equal(await alone.getByRole("switch", { name: "返信をほかの担当者にも送る" }).count(), 0);
  await stage.api.addForwarding(address.id, stage.secret("jiro"), "会計");
  const page = await stage.open({ language: "ja", size: PHONE });
  await openSettings(page);
  const control = page.getByRole("switch", { name: "返信をほかの担当者にも送る" });
  assert.equal(await control.isChecked(), false);
  assert.match((await page.locator(".share .hint").first().textContent()) ?? "", /確認済みの受信箱への写しは無料/);
  await control.click();
  await page
    .getByRole("status")
    .filter({ hasText: "pta@school.example の返信は、ほかの担当者にも届きます。" })
    .waitFor();
  assert.equal((await stage.api.addresses())[0]?.shareAnswers, true);
  await page.getByRole("button", { name: "元に戻す" }).click();
  await until(
    () => stage.api.addresses(),
    ([address]) => address?.shareAnswers === false,
  );
});

async function focusedName(page: Page): Promise<unknown> {
  return page.evaluate("document.activeElement.name");
}
