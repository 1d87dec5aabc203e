/** A whole year's officers from a spreadsheet. */
import assert from "node:assert/strict";
import { scene } from "../support/scene.ts";
import { DESKTOP, PHONE } from "../support/stage.ts";

scene("a roster is pasted, put right, looked at, and confirmed once", async (stage) => {
  stage.expectFailures();
  const [old, heir, nurse] = [stage.secret("taro"), stage.secret("hanako"), stage.secret("jiro")];
  const pta = await stage.api.addAddress("pta@school.example");
  await stage.api.addForwarding(pta.id, old, "会長");
  const page = await stage.open({ language: "ja", size: DESKTOP, section: "tools" });
  await page.getByRole("button", { name: "名簿をまとめて登録" }).click();
  const dialog = page.locator("dialog");
  const sheet = (predecessor: string) =>
    [
      "窓口\t役職・呼び名\tメールアドレス\t前任者",
      `pta@school.example\t会長\t${heir}\t${predecessor}`,
      `nurse@school.example\t養護\t${nurse}\t`,
    ].join("\n");
  await dialog.locator("textarea").fill(sheet("副会長"));
  await dialog.getByRole("button", { name: "何が起こるか確かめる" }).click();
  await dialog.getByRole("cell", { name: "この窓口に、その前任者はいません。" }).waitFor();
  await page.getByRole("status").filter({ hasText: "何も変更していません。" }).waitFor();
  await stage.picture(page, "ja-roster-wrong");
  await dialog.locator("textarea").fill(sheet("会長"));
  await dialog.getByRole("button", { name: "何が起こるか確かめる" }).click();
  await dialog.getByRole("cell", { name: "引き継ぎ" }).waitFor();
  await page.getByRole("status").filter({ hasText: "新しい担当者 1、引き継ぎ 1" }).waitFor();
  await stage.picture(page, "ja-roster");
  assert.equal((await stage.api.forwardings(pta.id)).length, 1);
  await dialog.getByRole("button", { name: "このとおり登録する" }).click();
  await page.getByRole("status").filter({ hasText: "2 行を登録しました。" }).waitFor();
  assert.deepEqual((await stage.api.forwardings(pta.id)).map(({ state }) => state).sort(), ["active", "pending"]);
});

scene("a roster is picked as a file of Excel's", async (stage) => {
  const officer = stage.secret("taro");
  const page = await stage.open({ language: "en", size: PHONE, section: "tools" });
  await page.getByRole("button", { name: "Enter a roster" }).click();
  const head = [0x91, 0x8b, 0x8c, 0xfb, 0x2c, 0x96, 0xf0, 0x90, 0x45, 0x2c]; // 窓口,役職, in Shift_JIS
  const content = Buffer.concat([
    Buffer.from(head),
    Buffer.from(`destination\r\nstaff@school.example,Staff,${officer}\r\n`),
  ]);
  await page
    .locator("dialog input[type=file]")
    .setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: content });
  await page.locator("dialog").getByRole("button", { name: "Show what would happen" }).click();
  await page.getByRole("cell", { name: "new; address is published" }).waitFor();
  await stage.picture(page, "en-roster");
  await page.locator("dialog").getByRole("button", { name: "Do exactly this" }).click();
  await page.getByRole("status").filter({ hasText: "1 row entered." }).waitFor();
});
