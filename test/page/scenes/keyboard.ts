/** The whole first set-up, a switch, its undo and a dialog, by keyboard alone. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { scene } from "../support/scene.ts";
import { DESKTOP, until } from "../support/stage.ts";

/** A page on which more presses are needed is not usable by keyboard. */
const MOST_PRESSES = 60;

async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor();
  for (let press = 0; press < MOST_PRESSES; press += 1) {
    await page.keyboard.press("Tab");
    if (await target.first().evaluate((element) => element === element.ownerDocument.activeElement)) return;
  }
  throw new Error("Tab does not lead there");
}

scene("the first set-up, a switch, undo and a dialog work by keyboard alone", async (stage) => {
  const page = await stage.open({ language: "en", size: DESKTOP });
  await tabTo(page, page.locator("input[name=address]"));
  await page.keyboard.type("pta@school.example");
  await page.keyboard.press("Enter");
  await tabTo(page, page.locator("input[name=destination]"));
  const taro = stage.secret("taro");
  await page.keyboard.type(taro);
  await page.keyboard.press("Enter");
  await page.locator(".forwarding").waitFor();
  assert.equal(await page.locator(".forwarding .row:focus").count(), 1, "the focus is on what was made");

  const [address] = await stage.api.addresses();
  await page.keyboard.press("Enter");
  const state = async () => (await stage.api.forwardings(address?.id ?? ""))[0];
  await tabTo(page, page.getByRole("switch", { name: "Allow replies" }));
  await page.keyboard.press("Space");
  await until(state, (forwarding) => forwarding?.allowReply === false);
  await tabTo(page, page.getByRole("button", { name: "Undo" }));
  await page.keyboard.press("Enter");
  await until(state, (forwarding) => forwarding?.allowReply === true);

  await stage.api.confirm({ address: "pta@school.example" }, taro);
  await page.reload();
  await tabTo(page, page.locator(".forwarding .row"));
  await page.keyboard.press("Enter");
  const handOver = page.getByRole("button", { name: "Hand over" });
  await tabTo(page, handOver);
  await page.keyboard.press("Enter");
  const question = page.getByRole("dialog", { name: "Hand over from" });
  await question.waitFor();
  assert.equal(await page.evaluate("document.activeElement.name"), "destination");
  await page.keyboard.press("Escape");
  await question.waitFor({ state: "detached" });
  assert.equal(
    await page.evaluate("document.activeElement.textContent"),
    "Hand over",
    "the focus is back where it was",
  );
  await page.keyboard.press("Escape");
  await page.locator(".forwarding .row:focus").waitFor();
});

scene("a change of section puts the focus on its heading", async (stage) => {
  const page = await stage.open({ language: "en", size: DESKTOP });
  await tabTo(page, page.locator('nav a[href="#journal"]'));
  await page.keyboard.press("Enter");
  await page.locator("h1:focus", { hasText: "Journal" }).waitFor();
  assert.equal(await page.locator('nav a[aria-current="page"]').getAttribute("href"), "#journal");
});
