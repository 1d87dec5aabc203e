/** What a secretary comes for, in presses: what took sixty must not take more than a hand's fingers. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
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
