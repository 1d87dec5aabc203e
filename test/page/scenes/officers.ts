/** Officers come and go: adding, handing over, other mailboxes, labels, deleting. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { adviceFor } from "../../../src/letters/advice.ts";
import { chooseInMenu, closeDialog, openOfficer, openSettings } from "../support/list.ts";
import { scene } from "../support/scene.ts";
import { answerInFull, DESKTOP, PHONE, type Stage, until } from "../support/stage.ts";

async function deskWithConversation(stage: Stage) {
  const address = await stage.api.addAddress("pta@school.example", "みどり小学校 PTA");
  const forwarding = await stage.api.addForwarding(address.id, stage.secret("taro"), "会長");
  const letter = { name: "Hanako", address: "hanako@family.example", recipient: "pta@school.example", text: "Hello" };
  assert.equal(await stage.post(letter), "ok");
  return { address, forwarding };
}

async function handOver(page: Page, destination: string, choice: string): Promise<void> {
  await openOfficer(page, "会長");
  await page.getByRole("button", { name: "引き継ぎ", exact: true }).click();
  await page.locator("dialog input[name=destination]").fill(destination);
  await page.getByLabel(choice).check();
}

scene("a handover keeps the conversations for the new officer", async (stage) => {
  const { address, forwarding } = await deskWithConversation(stage);
  const [before] = await stage.api.aliases(forwarding.id);
  const page = await stage.open({ language: "ja", size: PHONE });
  const jiro = stage.secret("jiro");
  await handOver(page, jiro, "後任の方が続ける");
  await stage.picture(page, "ja-handover");
  await page.locator("dialog").getByRole("button", { name: "引き継ぐ" }).click();
  await page.getByRole("status").filter({ hasText: "後任の方が返信するまでは、今の担当者が受け取ります。" }).waitFor();
  assert.equal(await page.locator(".forwarding .pill.invited").textContent(), "本人の確認待ち");
  await stage.picture(page, "ja-invited");
  await stage.api.confirm(address, jiro);
  await page.reload();
  await page.locator(".forwarding .pill.stopped, .forwarding .pill.active").first().waitFor();
  const now = await stage.api.forwardings(address.id);
  assert.deepEqual(
    now.map(({ destination, state }) => [destination, state]),
    [["j•••@m•••.example", "active"]],
  );
  const [after] = await stage.api.aliases(now[0]?.id ?? "");
  assert.equal(after?.alias, before?.alias);
  assert.equal(await page.locator(".forwarding").count(), 1);
});

scene("a handover waits for its day, which begins where the school is", async (stage) => {
  const { address } = await deskWithConversation(stage);
  const page = await stage.open({ language: "ja", size: PHONE, timeZone: "Pacific/Kiritimati" });
  const jiro = stage.secret("jiro");
  await handOver(page, jiro, "後任の方が続ける");
  const year = new Date().getFullYear() + 1;
  await page.locator("dialog").getByLabel("交代の日").fill(`${year}-04-01`);
  await page.locator("dialog").getByRole("button", { name: "引き継ぐ" }).click();
  await page.getByRole("status").filter({ hasText: "案内のメールを送りました。" }).waitFor();
  const days = async () => (await stage.api.forwardings(address.id)).map(({ effectiveAt }) => effectiveAt);
  // The school is in Japan, whoever sets it is five hours ahead.
  assert.deepEqual(await days(), [undefined, `${year}-03-31T15:00:00.000Z`]);
  await stage.api.confirm(address, jiro);
  const now = await stage.api.forwardings(address.id);
  assert.deepEqual(
    now.map(({ state }) => state),
    ["active", "invited"],
  );
  await page.reload();
  await page.locator(".forwarding[data-state=invited] .starts", { hasText: `${year}年4月1日` }).waitFor();
});

scene("a handover can end the conversations", async (stage) => {
  const { address } = await deskWithConversation(stage);
  const page = await stage.open({ language: "ja", size: PHONE });
  const jiro = stage.secret("jiro");
  await handOver(page, jiro, "ここで終わりにする");
  await page.locator("dialog").getByRole("button", { name: "引き継ぐ" }).click();
  await page.getByRole("status").filter({ hasText: "案内のメールを送りました。" }).waitFor();
  await page.locator(".forwarding .row:focus").waitFor();
  await stage.api.confirm(address, jiro);
  const [now] = await stage.api.forwardings(address.id);
  assert.deepEqual(await stage.api.aliases(now?.id ?? ""), []);
});

scene("deleting says what becomes void and when it is erased, and does it", async (stage) => {
  const { address } = await deskWithConversation(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await chooseInMenu(await openOfficer(page, "会長"), "Delete");
  const dialog = page.getByRole("dialog", { name: "Delete the forwarding to 会長?" });
  const erased = new Date(Date.now() + 30 * 86_400_000);
  const day = erased.toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "Asia/Tokyo" });
  await dialog.getByText("1 alias is disabled at once and for good").waitFor();
  await dialog.getByText(`The encrypted rows are erased on ${day}.`).waitFor();
  await stage.picture(page, "en-delete");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("status").filter({ hasText: "is deleted. Its aliases are disabled." }).waitFor();
  assert.deepEqual(await stage.api.forwardings(address.id), []);
  await page.locator(".steps h2:focus").waitFor();
});

scene("cancelling a deletion deletes nothing", async (stage) => {
  const { address } = await deskWithConversation(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await chooseInMenu(await openSettings(page), "Delete");
  const question = page.getByRole("dialog", { name: "Delete pta@school.example?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await question.waitFor({ state: "detached" });
  assert.deepEqual(
    (await stage.api.addresses()).map(({ id }) => id),
    [address.id],
  );
});

scene("a successor gets a new label, and stands where the predecessor stood", async (stage) => {
  const pta = await stage.api.addAddress("pta@school.example");
  await stage.api.addForwarding(pta.id, stage.secret("old"), "2026 会長");
  await stage.api.addForwarding(pta.id, stage.secret("accounts"), "会計");
  const page = await stage.open({ language: "ja", size: PHONE });
  await openOfficer(page, "2026 会長");
  await page.getByRole("button", { name: "引き継ぎ", exact: true }).click();
  const next = stage.secret("next");
  await page.locator("dialog input[name=destination]").fill(next);
  assert.equal(await page.locator("dialog input[name=label]").inputValue(), "2026 会長");
  await page.locator("dialog input[name=label]").fill("2027 会長");
  await stage.picture(page, "ja-handover-label");
  await page.locator("dialog form").getByRole("button", { name: "引き継ぐ" }).click();
  await until(
    () => stage.api.forwardings(pta.id),
    ({ length }) => length === 3,
  );
  await stage.api.confirm(pta, next);
  await page.reload();
  await page.locator(".forwarding").first().waitFor();
  assert.deepEqual(await page.locator(".forwarding .name").allInnerTexts(), ["2027 会長", "会計"]);
});

scene("a second officer, another mailbox to answer from, and a better label", async (stage) => {
  const { address } = await deskWithConversation(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await page.getByRole("button", { name: "Add an officer" }).click();
  await page.locator("dialog input[name=destination]").fill(stage.secret("saburo"));
  await page.locator("dialog").getByRole("button", { name: "Add an officer" }).click();
  const row = page.locator(".forwarding", { hasText: "s•••@m•••.example" });
  await row.locator(".row:focus").waitFor();
  const sheet = await openOfficer(page, "s•••@m•••.example");
  await sheet.getByRole("button", { name: "Label" }).click();
  await page.locator("dialog input[name=label]").fill("Treasurer");
  await page.locator("dialog").getByRole("button", { name: "Save" }).click();
  await page.locator("dialog h2:focus", { hasText: "Treasurer" }).waitFor();
  await page.locator(".forwarding .name", { hasText: "Treasurer" }).waitFor();
  await sheet.getByRole("button", { name: "Other mailboxes" }).click();
  await page.locator("dialog input[name=address]").fill(stage.secret("work"));
  await page.locator("dialog").getByRole("button", { name: "Add", exact: true }).click();
  await page.locator("dialog .plain-list .mask", { hasText: "w•••@m•••.example" }).waitFor();
  await page.locator("dialog").getByRole("button", { name: "Remove: w•••@m•••.example" }).click();
  await page.locator("dialog").getByText("None so far.").waitFor();
  assert.deepEqual(
    (await stage.api.forwardings(address.id)).map(({ label }) => label),
    ["会長", "Treasurer"],
  );
});

scene("a mailbox that is there already is refused at its field, in the page's language", async (stage) => {
  stage.expectFailures();
  const address = await stage.api.addAddress("pta@school.example");
  const taro = stage.secret("taro");
  await stage.api.addForwarding(address.id, taro);
  const page = await stage.open({ language: "ja", size: PHONE });
  await page.getByRole("button", { name: "担当者を追加" }).click();
  await page.locator("dialog input[name=destination]").fill(taro.toUpperCase());
  await page.locator("dialog").getByRole("button", { name: "担当者を追加" }).click();
  await page.locator("dialog .error", { hasText: "このアドレスは、もうこの窓口の担当者です。" }).waitFor();
  assert.equal(await page.locator("dialog input[name=destination]").getAttribute("aria-invalid"), "true");
  await page.locator("dialog").getByRole("button", { name: "やめる" }).click();
  await page.locator("dialog").waitFor({ state: "detached" });
});

scene("an officer who has not answered yet shows so, and gets the welcome mail again", async (stage) => {
  const address = await stage.api.addAddress("pta@school.example");
  const taro = stage.secret("taro");
  await stage.api.invite(address.id, taro, "Chair");
  const page = await stage.open({ language: "en", size: DESKTOP });
  assert.equal(await page.locator(".forwarding .pill").textContent(), "Waiting for their answer");
  const sheet = await openOfficer(page, "Chair");
  await sheet.locator(".notice", { hasText: "presses Reply on that mail and sends it" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Hand over" }).count(), 0);
  await stage.picture(page, "en-invited");
  await page.getByRole("button", { name: "Send the welcome mail again" }).click();
  await page.getByRole("status").filter({ hasText: "All begins when the officer answers it." }).waitFor();
  await stage.api.confirm(address, taro);
  await page.reload();
  await page.locator(".forwarding .pill.active").waitFor();
});

scene("a mailbox that is not confirmed yet shows why it waits and what to do", async (stage) => {
  const address = await stage.api.addAddress("pta@school.example");
  await stage.api.addForwarding(address.id, stage.secret("taro"), "Chair");
  const page = await stage.open({ language: "en", size: DESKTOP, section: "tools" });
  // The simulator takes mail to anybody: what production answers for an unverified mailbox is put in here.
  await page.route("**/api/desk?*", async (route) => {
    const response = await answerInFull(route);
    const text = (await response.text()).replace(
      '"active"',
      `"pending","reason":"recipient-not-verified","advice":${JSON.stringify(adviceFor("recipient-not-verified"))}`,
    );
    await route.fulfill({ response, body: text });
  });
  await page.locator("nav a").first().click();
  await page
    .getByRole("heading", { name: "Needs attention: mail to pta@school.example reaches nobody, and 1 more thing." })
    .waitFor();
  const sheet = await openOfficer(page, "Chair");
  await sheet.locator(".notice", { hasText: "ask them to press the button in it" }).waitFor();
  await stage.picture(page, "en-pending");
  await closeDialog(page);
  await page.getByRole("button", { name: "1 mailbox is not confirmed yet" }).click();
  assert.equal(await page.locator(".row:focus .name").textContent(), "Chair");
});

scene(
  "an address whose mail stays elsewhere is given the address that it comes in by, and loses it again",
  async (stage) => {
    const { id } = await stage.api.addAddress("pta@school.example");
    await stage.api.addForwarding(id, stage.secret("taro"), "会長");
    const received = async () => (await stage.api.address(id)).receivedAs;
    const page = await stage.open({ language: "ja", size: PHONE });
    await openSettings(page);
    const question = page.getByRole("dialog", { name: "pta@school.example の名前" });
    const save = async (text: string) => {
      await page.getByRole("button", { name: "名前", exact: true }).click();
      await page.locator("dialog input[name=receivedAs]").fill(text);
      await page.locator("dialog").getByRole("button", { name: "保存" }).click();
    };
    stage.expectFailures();
    await save("pta+x@desk.school.example");
    await page.locator("dialog .error").filter({ hasText: "「+」とその後は書かないでください。" }).waitFor();
    await page.locator("dialog input[name=receivedAs]").fill("pta@desk.school.example");
    await page.locator("dialog").getByRole("button", { name: "保存" }).click();
    await until(received, (now) => now === "pta@desk.school.example");
    await question.waitFor({ state: "detached" });
    await save("");
    await until(received, (now) => now === null);
  },
);
