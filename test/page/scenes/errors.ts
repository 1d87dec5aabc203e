/** Whatever the server finds fault with is said in the page's language, at the field, and every fault at once. */
import assert from "node:assert/strict";
import { FAULT_CODES } from "../../../src/admin/contract/fault-codes.ts";
import { scene } from "../support/scene.ts";
import { DESKTOP, PHONE, type Stage } from "../support/stage.ts";

async function dialog(stage: Stage, language: "ja" | "en") {
  const address = await stage.api.addAddress("pta@school.example");
  await stage.api.addForwarding(address.id, stage.secret("taro"), "会長");
  const page = await stage.open({ language, size: language === "ja" ? PHONE : DESKTOP });
  const name = language === "ja" ? "公開アドレスを追加" : "Add a public address";
  await page.getByRole("button", { name }).first().click();
  await page.locator("dialog input[name=address]").fill("office@school.example");
  return { page, submit: page.locator("dialog").getByRole("button", { name }) };
}

/** Words of an English sentence; names of settings and examples of addresses are none. */
const ENGLISH = /\b[a-z]{2,} [a-z]{2,}\b/i;

scene("no error ends in English on a Japanese page, whatever the code", async (stage) => {
  stage.expectFailures();
  const { page, submit } = await dialog(stage, "ja");
  let answer = {};
  await page.route("**/api/addresses", (route) =>
    route.request().method() === "POST" ? route.fulfill({ status: 400, json: answer }) : route.continue(),
  );
  for (const code of [...FAULT_CODES, "a-code-of-tomorrow"]) {
    for (const field of ["address", undefined]) {
      answer = { title: "Not so", status: 400, detail: "The server speaks English here.", code, field };
      await submit.click();
      const shown = page.locator("dialog .error:not([hidden])");
      await shown.waitFor();
      const text = (await shown.allTextContents()).join();
      assert.doesNotMatch(text, ENGLISH, code);
      assert.match(text, /[ぁ-ん]/, code);
    }
  }
});

scene("every wrong field is marked at once, and the focus is in the first", async (stage) => {
  stage.expectFailures();
  const { page, submit } = await dialog(stage, "en");
  await page.locator("dialog input[name=address]").fill("pta+tag@school");
  await page.locator("dialog input[name=name]").fill(`Write to ${stage.secret("taro")}`);
  await page.locator("dialog input[name=address]").fill("pta@@school.example");
  await page.locator("dialog input[name=address]").evaluate((input) => input.setAttribute("type", "text"));
  await submit.click();
  await page.locator("dialog .error", { hasText: "Type one mail address alone" }).waitFor();
  await page.locator("dialog .error", { hasText: "No mail address may stand here" }).waitFor();
  assert.equal(await page.evaluate("document.activeElement.name"), "address");
  await page.locator("dialog input[name=name]").fill("");
});

scene("a field takes no more than the contract allows", async (stage) => {
  const { page } = await dialog(stage, "en");
  const name = page.locator("dialog input[name=name]");
  await name.fill("");
  await name.focus();
  await page.keyboard.insertText("x".repeat(100));
  assert.equal((await name.inputValue()).length, 80);
});
