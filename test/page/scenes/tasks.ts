/** What a secretary comes for, in presses: what took sixty must not take more than a hand's fingers. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { openSettings } from "../support/list.ts";
import { scene } from "../support/scene.ts";
import { PHONE, type Stage, until } from "../support/stage.ts";

/** Every press of a finger or a mouse button, and every Enter, from now on. */
const COUNT = `
  if (window.presses === undefined) {
    addEventListener("pointerdown", () => { window.presses += 1; }, true);
    addEventListener("keydown", ({ key }) => { if (key === "Enter") window.presses += 1; }, true);
  }
  window.presses = 0;
`;

async function within(page: Page, most: number, task: () => Promise<void>): Promise<void> {
  await page.evaluate(COUNT);
  await task();
  const presses = Number(await page.evaluate("window.presses"));
  assert.ok(presses > 0 && presses <= most, `${presses} presses, ${most} at most`);
}

async function twoDesks(stage: Stage) {
  const pta = await stage.api.addAddress("pta@school.example");
  const office = await stage.api.addAddress("office@school.example");
  const taro = stage.secret("taro");
  await stage.api.addForwarding(pta.id, taro, "会長");
  await stage.api.addForwarding(office.id, taro, "会長");
  await stage.api.addForwarding(office.id, stage.secret("jiro"), "事務");
  const delivering = async () =>
    [...(await stage.api.forwardings(pta.id)), ...(await stage.api.forwardings(office.id))].map(
      ({ label, deliver, allowReply }) => `${label} ${deliver} ${allowReply}`,
    );
  return { pta, office, delivering };
}

scene("April's twelve officers are entered in six presses", async (stage) => {
  const pta = await stage.api.addAddress("pta@school.example");
  const before = await Promise.all(
    ["会長", "会計"].map((label) =>
      stage.api.addForwarding(pta.id, stage.secret(`old${label.length}`), `2026 ${label}`),
    ),
  );
  assert.equal(before.length, 2);
  const sheet = [
    "address,label,destination,replaces",
    ...Array.from({ length: 12 }, (_, index) => {
      const replaces = index < 2 ? `2026 ${["会長", "会計"][index]}` : "";
      return `pta@school.example,2027 ${index},${stage.secret(`new${index}`)},${replaces}`;
    }),
  ].join("\n");
  const page = await stage.open({ language: "ja", size: PHONE });
  await within(page, 6, async () => {
    await page.locator('nav a[href="#tools"]').click();
    await page.getByRole("button", { name: "名簿をまとめて登録" }).click();
    await page.locator("dialog textarea").click();
    await page.keyboard.insertText(sheet);
    await page.getByRole("button", { name: "何が起こるか確かめる" }).click();
    await page.getByRole("button", { name: "このとおり登録する" }).click();
    await page.getByRole("status").filter({ hasText: "12 行を登録しました。" }).waitFor();
  });
  assert.equal((await stage.api.forwardings(pta.id)).length, 14);
});

scene("a lost phone is stopped in three presses by choosing the person, and one takes it back", async (stage) => {
  const { delivering } = await twoDesks(stage);
  const page = await stage.open({ language: "ja", size: PHONE });
  await within(page, 3, async () => {
    await page.getByRole("button", { name: "スマホをなくした" }).click();
    await page.locator("dialog .people .row", { hasText: "会長" }).click();
    await stage.picture(page, "ja-lost-phone-confirm");
    await page.locator("dialog form").getByRole("button", { name: "すべて停止する" }).last().click();
    await page.getByRole("status").filter({ hasText: "2 件の転送を停止しました。" }).waitFor();
  });
  assert.deepEqual((await delivering()).sort(), ["事務 true true", "会長 false false", "会長 false false"].sort());
  await within(page, 1, async () => {
    await page.getByRole("button", { name: "元に戻す" }).click();
    await page.getByRole("status").filter({ hasText: "元に戻しました。2 件の転送は前と同じです。" }).waitFor();
  });
  await until(delivering, (all) => all.every((one) => one.endsWith("true true")));
});

scene("a parent is blocked everywhere in four presses, and one takes it back", async (stage) => {
  const { pta, office } = await twoDesks(stage);
  const letter = { name: "Hanako", address: stage.secret("hanako"), recipient: "pta@school.example", text: "Hello" };
  assert.equal(await stage.post(letter), "ok");
  const blocked = async () => [...(await stage.api.blocks(pta.id)), ...(await stage.api.blocks(office.id))].length;
  const page = await stage.open({ language: "ja", size: PHONE });
  await within(page, 4, async () => {
    await page.locator('.address:has-text("pta@") .forwarding .row').click();
    await page.getByRole("button", { name: "やり取りの相手", exact: true }).click();
    await page.getByRole("button", { name: "受信拒否: Hanako" }).click();
    await page.getByRole("button", { name: "すべての窓口で" }).click();
    await page.getByRole("status").filter({ hasText: "Hanako さんを、すべての窓口で受信拒否にしました。" }).waitFor();
  });
  assert.equal(await blocked(), 2);
  await page.locator("dialog .pill", { hasText: "受信拒否中" }).waitFor();
  const toOffice = { ...letter, recipient: "office@school.example" };
  const arrived = async () => {
    const [officer] = await stage.api.forwardings(office.id);
    return (await stage.api.aliases(officer?.id ?? "")).length;
  };
  await stage.post(toOffice);
  assert.equal(await arrived(), 0, "also where they have not written yet");
  await within(page, 1, () => page.getByRole("button", { name: "元に戻す" }).click());
  await until(blocked, (count) => count === 0);
  await stage.post(toOffice);
  assert.equal(await arrived(), 1);
});

scene("a domain is blocked at all addresses, and released at one", async (stage) => {
  const { pta, office } = await twoDesks(stage);
  const page = await stage.open({ language: "en", size: PHONE });
  await openSettings(page);
  await page.getByRole("button", { name: "Blocked senders" }).click();
  await page.getByText("Block a whole domain").click();
  await page.locator("dialog input[name=domain]").fill("spam.example");
  await page.locator("dialog select").selectOption({ label: "At all public addresses" });
  await page.getByRole("button", { name: "Block this domain" }).click();
  await page.getByRole("status").filter({ hasText: "Mail from spam.example is refused from now on." }).waitFor();
  assert.deepEqual([(await stage.api.blocks(pta.id)).length, (await stage.api.blocks(office.id)).length], [1, 1]);
  await stage.picture(page, "en-blocks");
  await page.getByRole("button", { name: "Unblock: spam.example" }).click();
  await page.getByText("Nobody is blocked.").waitFor();
  assert.equal((await stage.api.blocks(pta.id)).length + (await stage.api.blocks(office.id)).length, 1);
});

scene("whether Hanako's mail was sent on is found out in three presses, by mail and not by copy", async (stage) => {
  const { pta } = await twoDesks(stage);
  await stage.api.addForwarding(pta.id, stage.secret("saburo"), "会計");
  const person = `花子${Date.now()}`;
  const letter = { name: person, address: stage.secret("hanako"), recipient: "pta@school.example", text: "Hello" };
  assert.equal(await stage.post({ ...letter, name: `${person}` }), "ok");
  const page = await stage.open({ language: "ja", size: PHONE });
  await within(page, 3, async () => {
    await page.locator('nav a[href="#journal"]').click();
    await page.locator("input[name=person]").click();
    await page.keyboard.insertText(person);
    await page.keyboard.press("Enter");
    await page.locator(".find-mail .records > li").first().waitFor();
  });
  const lines = await page.locator(".find-mail .records > li").allInnerTexts();
  assert.equal(lines.length, 1, "one mail, though two officers got it");
  assert.match(lines[0] ?? "", /pta@school\.example/);
  assert.match(lines[0] ?? "", /会長 · 送信済み[\s\S]*会計 · 送信済み|会計 · 送信済み[\s\S]*会長 · 送信済み/);
  await page.locator("input[name=person]").fill(letter.address);
  await page.keyboard.press("Enter");
  await page.locator(".find-mail").getByText("30 日以内に 1 通").waitFor();
  await stage.picture(page, "ja-find-mail");
  await page.locator("input[name=person]").fill("");
});

scene("who changed what is listed with what it was made to, deleted or not, and leads there", async (stage) => {
  const { pta, office } = await twoDesks(stage);
  const [chair] = await stage.api.forwardings(office.id);
  await stage.api.changeForwarding(chair?.id ?? "", { hideName: true });
  const page = await stage.open({ language: "ja", size: PHONE, section: "tools" });
  const line = page.locator(".records > li", { hasText: "転送を変更" }).first();
  await line.getByRole("link", { name: "会長 · office@school.example" }).click();
  await page.locator(".view-desk h1").waitFor();
  await until(
    () => page.evaluate("document.activeElement?.closest('[data-id]')?.dataset.id"),
    (id) => id === chair?.id,
  );
  await page.request.delete(new URL(`/api/addresses/${pta.id}`, stage.worker.url).href, {
    headers: { authorization: `Bearer ${stage.worker.adminToken}` },
  });
  await page.locator('nav a[href="#tools"]').click();
  const gone = page.locator(".records > li", { hasText: "公開アドレスを削除" }).first();
  await gone.locator(".object", { hasText: "pta@school.example" }).waitFor();
  assert.equal(await gone.getByRole("link").count(), 0, "there is nowhere to go");
  await stage.picture(page, "ja-changes");
});
