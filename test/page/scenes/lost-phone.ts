/** A lost phone, and a correspondent who wants to be forgotten. */
import assert from "node:assert/strict";
import { scene } from "../support/scene.ts";
import { DESKTOP, PHONE } from "../support/stage.ts";

scene("a lost phone: everything to that mailbox stops, everywhere, and nothing else", async (stage) => {
  const lost = stage.secret("taro");
  const pta = await stage.api.addAddress("pta@school.example");
  const office = await stage.api.addAddress("office@school.example");
  await stage.api.addForwarding(pta.id, lost, "会長");
  await stage.api.addForwarding(office.id, lost, "会長");
  await stage.api.addForwarding(office.id, stage.secret("jiro"), "事務");
  const page = await stage.open({ language: "ja", size: PHONE });
  await page.getByRole("button", { name: "スマホをなくした" }).click();
  await page.locator("dialog").getByText("メールアドレスを入力して停止する").click();
  await page.locator("dialog input[name=destination]").fill(lost);
  await stage.picture(page, "ja-lost-phone");
  await page.locator("dialog").getByRole("button", { name: "すべて停止する" }).click();
  await page.getByRole("status").filter({ hasText: "2 件の転送を停止しました。" }).waitFor();
  const all = [...(await stage.api.forwardings(pta.id)), ...(await stage.api.forwardings(office.id))];
  assert.deepEqual(
    all.map(({ label, deliver, allowReply }) => [label, deliver, allowReply]),
    [
      ["会長", false, false],
      ["会長", false, false],
      ["事務", true, true],
    ],
  );
  await page
    .getByRole("heading", { name: "ご確認ください。pta@school.example のメールが誰にも届きません（ほか 1 件）。" })
    .waitFor();
});

scene("an address that leads nowhere is said to lead nowhere", async (stage) => {
  const page = await stage.open({ language: "en", size: DESKTOP, section: "tools" });
  await page.getByRole("button", { name: "Lost phone" }).click();
  await page.locator("dialog").getByText("Type the mailbox instead").click();
  await page.locator("dialog input[name=destination]").fill(stage.secret("nobody"));
  await page.locator("dialog").getByRole("button", { name: "Stop everything" }).click();
  await page.getByRole("alert").filter({ hasText: "Nothing leads to this address." }).waitFor();
});

scene("a correspondent is forgotten everywhere", async (stage) => {
  const parent = stage.secret("hanako");
  const pta = await stage.api.addAddress("pta@school.example");
  const forwarding = await stage.api.addForwarding(pta.id, stage.secret("taro"));
  await stage.post({ name: "Hanako", address: parent, recipient: "pta@school.example", text: "Hello" });
  assert.equal((await stage.api.aliases(forwarding.id)).length, 1);
  const page = await stage.open({ language: "en", size: DESKTOP, section: "tools" });
  await page.getByRole("button", { name: "Erase a person’s data" }).click();
  await page.locator("dialog input[name=address]").fill(parent);
  await page.locator("dialog").getByRole("button", { name: "Go on" }).click();
  await page.getByRole("heading", { name: "Erase all that is kept about h•••@m•••.example?" }).waitFor();
  assert.equal((await stage.api.aliases(forwarding.id)).length, 1, "not before it was said whose data it is");
  await page.locator("dialog").getByRole("button", { name: "Erase now" }).click();
  await page.getByRole("status").filter({ hasText: "Erased: 1 alias." }).waitFor();
  assert.deepEqual(await stage.api.aliases(forwarding.id), []);
});
