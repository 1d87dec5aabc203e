/** The aliases of an officer: found, blocked, made void, and made out to write first. */
import assert from "node:assert/strict";
import { closeDialog, openOfficer } from "../support/list.ts";
import { scene } from "../support/scene.ts";
import { DESKTOP, PHONE, type Stage, until } from "../support/stage.ts";

async function deskWithWriters(stage: Stage) {
  const address = await stage.api.addAddress("pta@school.example");
  const forwarding = await stage.api.addForwarding(address.id, stage.secret("taro"), "会長");
  for (const name of ["Hanako", "Ichiro", "Sachiko"]) {
    const letter = { name, address: stage.secret(name.toLowerCase()), recipient: "pta@school.example", text: "Hello" };
    assert.equal(await stage.post(letter), "ok");
  }
  return forwarding;
}

scene("an alias is found by name, blocked and unblocked", async (stage) => {
  const forwarding = await deskWithWriters(stage);
  const page = await stage.open({ language: "ja", size: PHONE });
  await openOfficer(page, "会長");
  await page.getByRole("button", { name: "やり取りの相手", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "会長 のやり取りの相手" });
  await dialog.locator(".count", { hasText: "3 件" }).waitFor();
  await stage.picture(page, "ja-aliases");
  await dialog.getByRole("searchbox").fill("ichi");
  await dialog.locator(".count", { hasText: "1 件" }).waitFor();
  await dialog.getByRole("button", { name: "受信拒否: Ichiro" }).click();
  await page.getByRole("button", { name: "この担当者だけ" }).click();
  await dialog
    .getByRole("status")
    .filter({ hasText: "Ichiro さんを受信拒否にしました。この担当者だけの設定です。" })
    .waitFor();
  const blocked = async () =>
    (await stage.api.aliases(forwarding.id)).filter((alias) => alias.blocked).map(({ name }) => name);
  assert.deepEqual(await blocked(), ["Ichiro"]);
  await dialog.getByRole("button", { name: "拒否を解除: Ichiro" }).click();
  await until(blocked, (names) => names.length === 0);
});

scene("an alias is made void after a question", async (stage) => {
  const forwarding = await deskWithWriters(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await openOfficer(page, "会長");
  await page.getByRole("button", { name: "Aliases" }).click();
  await page.getByRole("button", { name: "Disable alias: Sachiko" }).click();
  const question = page.getByRole("dialog", { name: "Disable the alias of Sachiko for good?" });
  await question.getByRole("button", { name: "Disable alias" }).click();
  await question.waitFor({ state: "detached" });
  assert.deepEqual((await stage.api.aliases(forwarding.id)).map(({ name }) => name).sort(), ["Hanako", "Ichiro"]);
});

scene("to write first, an alias is made out and can be copied", async (stage) => {
  const forwarding = await deskWithWriters(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openOfficer(page, "会長");
  await page.getByRole("button", { name: "Aliases" }).click();
  await page.locator("dialog summary").click();
  await page.locator("dialog input[name=address]").fill(stage.secret("doctor"));
  await page.locator("dialog input[name=name]").fill("Dr. Sato");
  await page.getByRole("button", { name: "Make an alias" }).click();
  const shown = await page.locator(".made .alias").textContent();
  await page
    .getByRole("status")
    .filter({ hasText: `Write to this alias: ${shown}` })
    .waitFor();
  await page.locator(".made").getByRole("button", { name: "Copy" }).click();
  await page.getByRole("status").filter({ hasText: "Copied." }).waitFor();
  assert.equal(await page.evaluate("navigator.clipboard.readText()"), shown);
  const made = (await stage.api.aliases(forwarding.id)).find(({ name }) => name === "Dr. Sato");
  assert.equal(made?.alias, shown);
  await stage.picture(page, "en-write-first");
});

scene("while replies are off, nobody can write first, and the page says what to do", async (stage) => {
  stage.expectFailures();
  const forwarding = await deskWithWriters(stage);
  await stage.api.changeForwarding(forwarding.id, { allowReply: false });
  const page = await stage.open({ language: "ja", size: PHONE });
  await openOfficer(page, "会長");
  await page.getByRole("button", { name: "やり取りの相手", exact: true }).click();
  await page.locator("dialog summary").click();
  await page.locator("dialog input[name=address]").fill(stage.secret("doctor"));
  await page.getByRole("button", { name: "匿名アドレスを作る" }).click();
  await page
    .locator("dialog")
    .getByRole("alert")
    .filter({ hasText: "先に「返信できる」をオンにしてください。" })
    .waitFor();
  await closeDialog(page);
  await closeDialog(page);
});
