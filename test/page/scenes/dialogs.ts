/** A dialog is left on purpose or not at all: by Back, by Escape, over a sign-in that has run out. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { closeDialog, openOfficer } from "../support/list.ts";
import { scene } from "../support/scene.ts";
import { DESKTOP, PHONE, type Stage, until } from "../support/stage.ts";

async function desk(stage: Stage) {
  const address = await stage.api.addAddress("pta@school.example");
  await stage.api.addForwarding(address.id, stage.secret("taro"), "会長");
  return address;
}

const dialogs = (page: Page) => page.locator("dialog[open]");
const closed = (page: Page) => dialogs(page).waitFor({ state: "detached" });
const add = (page: Page) => page.getByRole("button", { name: "Add a public address" }).first();

scene("Back closes the open dialog and stays on the page, once for each dialog", async (stage) => {
  await desk(stage);
  const page = await stage.open({ language: "en", size: PHONE, section: "journal" });
  await page.locator('nav a[href="#desk"]').click();
  await add(page).click();
  await dialogs(page).waitFor();
  await page.goBack();
  await closed(page);
  assert.equal(new URL(page.url()).hash, "#desk");
  assert.equal(await page.evaluate("document.activeElement.textContent"), "Add a public address");
  await page.goBack();
  await page.getByRole("heading", { name: "Journal" }).waitFor();
});

scene("a dialog that was closed by its button leaves nothing behind for Back", async (stage) => {
  await desk(stage);
  const page = await stage.open({ language: "en", size: DESKTOP, section: "journal" });
  await page.locator('nav a[href="#desk"]').click();
  for (const name of ["Cancel", "Close"]) {
    await add(page).click();
    await dialogs(page).getByRole("button", { name }).click();
    await closed(page);
  }
  await until(
    () => page.evaluate("history.state"),
    (state) => state === null,
  );
  await page.goBack();
  await page.getByRole("heading", { name: "Journal" }).waitFor();
});

scene("an empty dialog closes at Escape; one with input asks, and loses nothing", async (stage) => {
  await desk(stage);
  const page = await stage.open({ language: "ja", size: DESKTOP });
  const open = page.getByRole("button", { name: "公開アドレスを追加" }).first();
  await open.click();
  await page.keyboard.press("Escape");
  await closed(page);
  await open.click();
  await page.locator("dialog input[name=name]").fill("相談室");
  for (let press = 0; press < 5; press += 1) await page.keyboard.press("Escape");
  await page.getByText("入力した内容は、まだ送信されていません。").waitFor();
  await stage.picture(page, "ja-unsent");
  await page.getByRole("button", { name: "入力を続ける" }).click();
  assert.equal(await page.evaluate("document.activeElement.name"), "name");
  assert.equal(await page.locator("dialog input[name=name]").inputValue(), "相談室");
  await page.goBack();
  await page.getByRole("button", { name: "捨てて閉じる" }).click();
  await closed(page);
});

scene("a press beside a dialog loses nothing", async (stage) => {
  await desk(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await add(page).click();
  await page.locator("dialog input[name=name]").fill("Counselling");
  await page.mouse.click(5, 5);
  await page.mouse.click(1270, 790);
  assert.equal(await page.locator("dialog input[name=name]").inputValue(), "Counselling");
});

scene("a sign-in that runs out under a dialog is asked for over it, and what was asked is then done", async (stage) => {
  stage.expectFailures();
  await desk(stage);
  const page = await stage.open({ language: "ja", size: PHONE });
  await page.getByRole("button", { name: "公開アドレスを追加" }).click();
  await page.locator("dialog input[name=address]").fill("office@school.example");
  await page.evaluate("for (const key of Object.keys(sessionStorage)) sessionStorage[key] = 'ran-out'");
  await page.context().clearCookies();
  await page.locator("dialog").getByRole("button", { name: "公開アドレスを追加" }).click();
  const door = page.getByRole("dialog", { name: "もう一度サインインしてください" });
  await stage.picture(page, "ja-sign-in-again");
  await door.locator("input[name=token]").fill("wrong");
  await door.getByRole("button", { name: "サインイン", exact: true }).click();
  await door.getByText("管理用パスワードが違います").waitFor();
  await door.locator("input[name=token]").fill(stage.worker.adminToken);
  await door.getByRole("button", { name: "サインイン", exact: true }).click();
  await page.getByRole("heading", { name: "office@school.example", exact: true }).waitFor();
  await closed(page);
});

scene("whoever does not sign in again keeps the dialog with what was typed", async (stage) => {
  stage.expectFailures();
  await desk(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await add(page).click();
  await page.locator("dialog input[name=address]").fill("office@school.example");
  await page.evaluate("for (const key of Object.keys(sessionStorage)) sessionStorage[key] = 'ran-out'");
  await page.context().clearCookies();
  await page.locator("dialog").getByRole("button", { name: "Add a public address" }).click();
  await page.getByRole("dialog", { name: "Sign in again" }).getByRole("button", { name: "Close" }).click();
  await page.getByText("You are signed out. Sign in again.").waitFor();
  assert.equal(await page.locator("dialog input[name=address]").inputValue(), "office@school.example");
});

scene("signing out waits for no network", async (stage) => {
  stage.expectFailures();
  await desk(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await page.route("**/api/**", () => new Promise(() => undefined));
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.locator("input[name=token]").waitFor();
  assert.equal(await page.locator(".forwarding").count(), 0, "nothing that was shown stays");
});

scene("the page has one live region, and it is always there", async (stage) => {
  await desk(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await page.evaluate("window.region = document.getElementById('said')");
  const one = () =>
    page.evaluate("document.querySelectorAll('[aria-live], [role=status], [role=alert]:not([hidden])').length");
  assert.equal(await one(), 1);
  await (await openOfficer(page, "会長")).getByRole("switch", { name: "Allow replies" }).click();
  await page.getByRole("status").filter({ hasText: "Off: Allow replies" }).waitFor();
  await closeDialog(page);
  await add(page).click();
  await page.locator("dialog .cross").click();
  await page.locator('nav a[href="#journal"]').click();
  await page.getByRole("heading", { name: "Journal" }).waitFor();
  await page.locator("select[name=outcome]").selectOption("sent");
  await page.getByRole("status").filter({ hasText: "shown" }).waitFor();
  assert.equal(await one(), 1);
  assert.equal(
    await page.evaluate("window.region.isConnected && window.region === document.getElementById('said')"),
    true,
  );
});
