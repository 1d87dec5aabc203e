/** A contact network on the page: the sheet to join with, who is in, and the way out by a typed address. */
import assert from "node:assert/strict";
import { openSettings } from "../support/list.ts";
import { scene } from "../support/scene.ts";
import { DESKTOP } from "../support/stage.ts";

scene(
  "a class gets its contact network: sheet with a code, a family that joins, and one that is erased",
  async (stage) => {
    const family = stage.secret("tanaka");
    const address = await stage.api.addAddress("class-3a@school.example");
    await stage.api.addForwarding(address.id, stage.secret("sensei"));
    const page = await stage.open({ language: "ja", size: DESKTOP });
    await openSettings(page);
    await page.getByRole("button", { name: "連絡網・アンケート" }).click();
    await page.getByText("登録用のコードがまだありません。").waitFor();
    await page.getByRole("button", { name: "登録用の紙を作る" }).click();
    await page.locator("dialog form").getByRole("button", { name: "登録用の紙を作る" }).click();
    const sheet = page.locator(".letter");
    await sheet.waitFor();
    const join = /class-3a\+join\.[0-9a-z]{8}@school\.example/.exec((await sheet.textContent()) ?? "")?.[0] ?? "";
    assert.notEqual(join, "");
    for (const carrier of ["docomo", "SoftBank", "楽天モバイル", "Y!mobile"]) {
      assert.ok((await sheet.textContent())?.includes(carrier), carrier);
    }
    assert.equal(await sheet.locator("img").count(), 1);
    await stage.picture(page, "ja-network-sheet");
    await stage.post({ name: "", address: family, recipient: join, text: "" });
    await page.goto(stage.worker.url.toString());
    await openSettings(page);
    await page.getByRole("button", { name: "連絡網・アンケート" }).click();
    await page.getByRole("heading", { name: "登録: 1 人" }).waitFor();
    await page.getByRole("button", { name: "ひとり消す" }).click();
    await page.locator("dialog input[name=address]").fill(family);
    await page.locator("dialog form").getByRole("button", { name: "ひとり消す" }).click();
    await page.getByRole("status").filter({ hasText: "登録を消しました。" }).waitFor();
    await page.getByRole("heading", { name: "登録: 0 人" }).waitFor();
  },
);
