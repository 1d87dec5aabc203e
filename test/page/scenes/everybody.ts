/** For whoever sees, hears or types otherwise. */
import assert from "node:assert/strict";
import { openOfficer } from "../support/list.ts";
import { scene } from "../support/scene.ts";
import { DESKTOP, goTo, PHONE, type Section, type Stage } from "../support/stage.ts";

async function desk(stage: Stage, label = "会長") {
  const address = await stage.api.addAddress("pta@school.example", "みどり小学校 PTA");
  return stage.api.addForwarding(address.id, stage.secret("taro"), label);
}

scene("every section has a title of its own in the tab", async (stage) => {
  await desk(stage);
  const page = await stage.open({ language: "ja", size: DESKTOP });
  const titles = [await page.title()];
  for (const section of ["journal", "tools", "try"] satisfies Section[]) {
    await goTo(page, section);
    titles.push(await page.title());
  }
  assert.deepEqual(
    titles,
    ["窓口", "記録", "手続き・書類", "試す"].map((name) => `${name} · SafetyAnswer`),
  );
});

const PAINTED = `getComputedStyle(document.querySelector("[role=switch]")).backgroundColor`;

scene("in forced colours a switch that is on differs from one that is off", async (stage) => {
  await desk(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await page.emulateMedia({ forcedColors: "active" });
  const control = (await openOfficer(page, "会長")).getByRole("switch").first();
  await control.scrollIntoViewIfNeeded();
  const on = await page.evaluate(PAINTED);
  await control.click();
  await page.locator(".slip").waitFor();
  const off = await page.evaluate(PAINTED);
  assert.notEqual(on, off);
  await stage.picture(page, "en-forced-colours");
});

const ZALGO = `P${"\u0335\u0321\u0316\u033f\u0346".repeat(12)}TA`;

scene("a name with marks piled high stays in its row", async (stage) => {
  await desk(stage, ZALGO);
  await stage.post({ name: ZALGO, address: "zalgo@family.example", recipient: "pta@school.example", text: "Hello" });
  const page = await stage.open({ language: "en", size: PHONE });
  for (const text of await page.locator("h3, h2, .row").allTextContents()) assert.doesNotMatch(text, /\p{M}{5}/u);
  const names = await page.locator("body").evaluate((body) => body.textContent ?? "");
  assert.match(names, /P\p{M}{4}TA/u);
  assert.doesNotMatch(names, /\p{M}{5}/u);
  await stage.picture(page, "en-zalgo");
});

scene("at 320 px and with letters twice as large nothing sticks out", async (stage) => {
  await desk(stage, "2026 年度 とても長い役職名の会長代理補佐");
  const page = await stage.open({ language: "ja", size: PHONE });
  const sticksOut = `[...document.querySelectorAll("body *")]
    .filter((element) => !element.closest(".unseen, svg, pre, [hidden], .scroll") && element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => element.outerHTML.slice(0, 120))`;
  for (const section of ["desk", "journal", "tools"] satisfies Section[]) {
    await page.setViewportSize({ width: 320, height: 640 });
    await goTo(page, section);
    assert.deepEqual(await page.evaluate(sticksOut), [], `${section} at 320 px`);
    await page.setViewportSize({ width: 640, height: 900 });
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    assert.deepEqual(await page.evaluate(sticksOut), [], `${section} at 200 %`);
    await stage.picture(page, `ja-large-${section}`);
    await page.evaluate("document.documentElement.style.fontSize = ''");
  }
});
