/** What the page shows can be taken along into a spreadsheet. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { scene } from "../support/scene.ts";
import { DESKTOP, PHONE } from "../support/stage.ts";

async function saved(page: Page, press: () => Promise<void>) {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

scene(
  "officers and journal are saved as CSV that Excel opens: with a mark, masked, and no formula in it",
  async (stage) => {
    const pta = await stage.api.addAddress("pta@school.example", '=HYPERLINK("https://evil.example","PTA")');
    await stage.api.addForwarding(pta.id, stage.secret("taro"), '+1 会長 "A"');
    const name = `@SUM(1) ${Date.now()}`;
    const letter = { name, address: stage.secret("hanako"), recipient: "pta@school.example", text: "Hello" };
    assert.equal(await stage.post(letter), "ok");
    const page = await stage.open({ language: "ja", size: PHONE });
    const officers = await saved(page, async () => {
      await page.locator(".toolbar .dots").click();
      await page.getByRole("button", { name: "一覧を CSV で保存" }).click();
    });
    assert.match(officers.name, /^safetyanswer-officers-\d{4}-\d\d-\d\d\.csv$/);
    assert.deepEqual([...officers.bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    const [head = "", row = "", rest] = officers.bytes.toString("utf8").slice(1).split("\r\n");
    assert.equal(head.split(",")[0], '"公開アドレス"');
    assert.match(row, /^"pta@school\.example","'=HYPERLINK\(""https/);
    assert.match(row, /,"'\+1 会長 ""A""","t•••@m•••\.example","利用中","オン","オン","オン","オフ"$/);
    assert.equal(rest, "");
    await page.getByRole("status").filter({ hasText: "1 行を保存しました。" }).waitFor();
    await page.locator('nav a[href="#journal"]').click();
    await page.locator("select[name=direction]").selectOption("inbound");
    await page.locator("p.count").waitFor();
    const journal = await saved(page, async () => {
      await page.locator(".view-journal .dots").click();
      await page.getByRole("button", { name: "この一覧を CSV で保存" }).click();
    });
    const lines = journal.bytes.toString("utf8").trimEnd().split("\r\n");
    assert.ok(lines.length >= 2);
    assert.match(
      lines[1] ?? "",
      /^"\d{4}-\d\d-\d\d \d\d:\d\d","届いたメール","送信済み","","pta@school\.example","'\+1 会長 ""A""","anon-/,
    );
    await stage.picture(page, "ja-journal-menu");
  },
);

scene("a journal that is longer than a table holds says so", async (stage) => {
  await stage.api.addAddress("pta@school.example");
  const page = await stage.open({ language: "en", size: DESKTOP });
  const item = {
    time: "2026-11-01T00:00:00.000Z",
    direction: "inbound",
    addressId: null,
    forwardingId: null,
    alias: null,
  };
  const items = Array.from({ length: 200 }, () => ({
    ...item,
    outcome: "sent",
    reason: "",
    remark: "none",
    size: 1,
    mails: 1,
  }));
  await page.route("**/api/journal?*", (route) => route.fulfill({ json: { items, next: "more" } }));
  await page.locator('nav a[href="#journal"]').click();
  await saved(page, async () => {
    await page.locator(".view-journal .dots").click();
    await page.getByRole("button", { name: "Save this list as CSV" }).click();
  });
  await page.getByRole("status").filter({ hasText: "The newest 2000 rows are saved" }).waitFor();
});
