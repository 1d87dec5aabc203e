/** Optimistic but honest: a failed call says what happened, and what was shown goes back to what is so. */
import assert from "node:assert/strict";
import { openOfficer } from "../support/list.ts";
import { scene } from "../support/scene.ts";
import { DESKTOP, PHONE, type Stage, until } from "../support/stage.ts";

async function desk(stage: Stage) {
  const address = await stage.api.addAddress("pta@school.example");
  return stage.api.addForwarding(address.id, stage.secret("taro"), "会長");
}

scene("a switch moves at once, and back when the server cannot be reached", async (stage) => {
  stage.expectFailures();
  await desk(stage);
  const page = await stage.open({ language: "ja", size: PHONE });
  await openOfficer(page, "会長");
  const control = page.getByRole("switch", { name: "返信できる" });
  const gate = Promise.withResolvers<void>();
  await page.route("**/api/forwardings/*", async (route) => {
    await gate.promise;
    await route.abort();
  });
  await control.click();
  assert.equal(await control.isChecked(), false, "at once, before the server has answered");
  gate.resolve();
  await page.getByRole("alert").filter({ hasText: "表示を元に戻しました。サーバーにつながりません。" }).waitFor();
  assert.equal(await control.isChecked(), true);
  await stage.picture(page, "ja-failed");
});

scene("a switch goes back when the server refuses, and says so", async (stage) => {
  stage.expectFailures();
  const forwarding = await desk(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await page.route("**/api/forwardings/*", (route) =>
    route.fulfill({ status: 500, json: { title: "x", detail: "y" } }),
  );
  await openOfficer(page, "会長");
  const control = page.getByRole("switch", { name: "Pass mail on" });
  await control.click();
  await page.getByRole("alert").filter({ hasText: "Set back: The server could not do it." }).waitFor();
  assert.equal(await control.isChecked(), true);
  assert.equal((await stage.api.forwarding(forwarding.id)).deliver, true);
});

scene("quick presses end where the last one left the switch", async (stage) => {
  const forwarding = await desk(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await openOfficer(page, "会長");
  const control = page.getByRole("switch", { name: "Hide the name too" });
  for (let press = 0; press < 3; press += 1) await control.click();
  await until(
    () => stage.api.forwarding(forwarding.id),
    ({ hideName }) => hideName,
  );
  await page.getByRole("status").filter({ hasText: "On: Hide the name too" }).waitFor();
  assert.equal(await control.isChecked(), true);
});

scene("a dialog whose call fails stays, with what was typed, and can be sent again", async (stage) => {
  stage.expectFailures();
  await desk(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await page.getByRole("button", { name: "Add a public address" }).click();
  await page.locator("dialog input[name=address]").fill("office@school.example");
  await page.route("**/api/addresses", (route) => route.abort());
  await page.locator("dialog").getByRole("button", { name: "Add a public address" }).click();
  await page.locator("dialog").getByRole("alert").filter({ hasText: "The server could not be reached." }).waitFor();
  assert.equal(await page.locator("dialog input[name=address]").inputValue(), "office@school.example");
  await page.unroute("**/api/addresses");
  await page.locator("dialog").getByRole("button", { name: "Add a public address" }).click();
  await page.getByRole("heading", { name: "office@school.example", exact: true }).waitFor();
});

scene("what is missing or no address is said at its field before anything is sent", async (stage) => {
  await desk(stage);
  const page = await stage.open({ language: "ja", size: PHONE });
  await page.getByRole("button", { name: "担当者を追加" }).click();
  const submit = page.locator("dialog").getByRole("button", { name: "担当者を追加" });
  await submit.click();
  await page.locator("dialog .error", { hasText: "入力してください。" }).waitFor();
  await page.locator("dialog input[name=destination]").fill("taro");
  await submit.click();
  await page.locator("dialog .error", { hasText: "メールアドレスではないようです。" }).waitFor();
  assert.equal(await page.evaluate("document.activeElement.name"), "destination");
});

scene("when the desk cannot be read the page says so and tries again", async (stage) => {
  stage.expectFailures();
  await desk(stage);
  const page = await stage.open({ language: "en", size: DESKTOP, section: "tools" });
  await page.route("**/api/desk*", (route) => route.abort());
  await page.locator('nav a[href="#desk"]').click();
  await page.getByRole("heading", { name: "This did not work" }).waitFor();
  await page.unroute("**/api/desk*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".state").waitFor();
});
