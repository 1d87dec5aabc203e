/** Fifteen public addresses with twelve officers each fit a thumb: on arrival a short list, and one line an officer in it. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { asIfAllHadAnswered, manyOfficers, OFFICERS } from "../support/many.ts";
import { scene } from "../support/scene.ts";
import { DESKTOP, type Language, PHONE, type Stage } from "../support/stage.ts";

/** What a person must look past on arrival: it was 98 screens and 1,395 controls when every control of everything stood there. */
const MOST = { screens: 4, controls: 60, screensOfOneAddress: 2 };

const CONTROLS = `[...document.querySelectorAll("button, a, input, select, textarea, summary")]
  .filter((element) => element.checkVisibility()).length`;

const SCREENS = "document.documentElement.scrollHeight / innerHeight";

async function bigDesk(stage: Stage, language: Language): Promise<Page> {
  await manyOfficers(stage);
  const page = await stage.open({ language, size: PHONE });
  await asIfAllHadAnswered(page);
  await page.reload();
  await page.locator(".address").first().waitFor();
  return page;
}

scene(
  "fifteen addresses with twelve officers are a short list on arrival, and one of them when it is opened",
  async (stage) => {
    const page = await bigDesk(stage, "ja");
    const screens = Number(await page.evaluate(SCREENS));
    assert.ok(screens <= MOST.screens, `${screens} screens of a phone`);
    const controls = Number(await page.evaluate(CONTROLS));
    assert.ok(controls <= MOST.controls, `${controls} controls`);
    await stage.picture(page, "ja-many");
    await page.getByRole("button", { name: "office@midori-shogakko.school.example" }).click();
    const lines = page.locator(".forwarding:visible");
    assert.equal(await lines.count(), OFFICERS);
    assert.ok(Number(await page.evaluate(SCREENS)) <= screens + MOST.screensOfOneAddress);
    assert.ok(Number(await page.evaluate(CONTROLS)) <= controls + OFFICERS + 2, "one control an officer");
    await stage.picture(page, "ja-many-open");
  },
);

scene("what is done with the list stands in one line on a desktop", async (stage) => {
  const { id } = await stage.api.addAddress("pta@school.example");
  await stage.api.addForwarding(id, stage.secret("taro"));
  for (const language of ["ja", "en"] as const) {
    const page = await stage.open({ language, size: DESKTOP });
    await page.locator(".toolbar").waitFor();
    const tops =
      "[...document.querySelector('.toolbar').querySelectorAll(':scope > input, button')].filter((one) => one.checkVisibility()).map((one) => { const { top, height } = one.getBoundingClientRect(); return Math.round((top + height / 2) / 4); })";
    const middles = (await page.evaluate(tops)) as number[];
    assert.equal(middles.length, 4);
    assert.equal(new Set(middles).size, 1, String(middles));
  }
});

scene("what was opened in a long list is open again, and folded again when it was folded", async (stage) => {
  const page = await bigDesk(stage, "en");
  await page.getByRole("button", { name: "bus@midori-shogakko.school.example" }).click();
  await page.reload();
  await page.locator(".fold[aria-expanded=true]").waitFor();
  assert.equal(await page.locator(".forwarding:visible").count(), OFFICERS);
  await page.locator(".fold[aria-expanded=true]").click();
  await page.reload();
  await page.locator(".fold").first().waitFor();
  assert.equal(await page.locator(".forwarding:visible").count(), 0);
});

scene("an officer among a hundred and eighty is found by a word, and so is an address", async (stage) => {
  const page = await bigDesk(stage, "ja");
  const search = page.getByRole("searchbox");
  await search.fill("監査");
  await page.locator("#main").getByText("担当者 15 人").waitFor();
  assert.equal(await page.locator(".forwarding:visible").count(), 15);
  await search.fill("nurse@");
  await page.locator("#main").getByText("担当者 12 人").waitFor();
  await search.fill("");
  await page.locator(".forwarding:visible").first().waitFor({ state: "detached" });
  assert.equal(await page.locator(".address").count(), 15);
});
