/** Two languages: the browser's, until somebody chooses. */
import assert from "node:assert/strict";
import { scene } from "../support/scene.ts";
import { DESKTOP, goTo, PHONE } from "../support/stage.ts";

scene("the page speaks the browser's language, switches to the other, and remembers it", async (stage) => {
  const page = await stage.open({ language: "ja", size: PHONE });
  assert.equal(await page.locator("html").getAttribute("lang"), "ja");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Let us set up your first address." }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal(await page.locator("#language").getAttribute("lang"), "ja");
  assert.equal(await page.evaluate("document.activeElement.id"), "language");
  await page.reload();
  await page.getByRole("heading", { name: "Let us set up your first address." }).waitFor();
});

scene("an English browser gets English", async (stage) => {
  const page = await stage.open({ language: "en", size: DESKTOP });
  assert.equal(await page.locator("h1").textContent(), "Let us set up your first address.");
  assert.equal(await page.title(), "Desk · SafetyAnswer");
});

scene("no word of one language is left in the other", async (stage) => {
  const pta = await stage.api.addAddress("pta@school.example");
  await stage.api.addForwarding(pta.id, stage.secret("taro"));
  const page = await stage.open({ language: "en", size: DESKTOP });
  for (const section of ["journal", "tools", "try", "desk"] as const) {
    await goTo(page, section);
    const objects = await page.locator(".object").allInnerTexts(); // Labels that other scenes gave: no words of the page's.
    const shown = (await page.locator("body").innerText()).replace("日本語", "");
    const text = objects.reduce((rest, object) => rest.replace(object, ""), shown);
    assert.doesNotMatch(text, /[\u3040-\u30ff\u4e00-\u9fff]/u, section);
  }
});
