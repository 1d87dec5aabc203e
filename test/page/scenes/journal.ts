/** The journal says what came of each mail, in plain words that claim nothing we do not know. */
import assert from "node:assert/strict";
import { scene } from "../support/scene.ts";
import { DESKTOP, goTo, PHONE } from "../support/stage.ts";

scene("the journal shows what was handed over and what was refused, and filters it", async (stage) => {
  const pta = await stage.api.addAddress("pta@school.example");
  const office = await stage.api.addAddress("office@school.example");
  await stage.api.addForwarding(pta.id, stage.secret("taro"), "会長");
  const off = await stage.api.addForwarding(office.id, stage.secret("jiro"), "事務");
  await stage.post({
    name: "Hanako",
    address: "hanako@family.example",
    recipient: "pta@school.example",
    text: "Hello",
  });
  await stage.api.changeForwarding(off.id, { deliver: false });
  await stage.post({
    name: "Hanako",
    address: "hanako@family.example",
    recipient: "office@school.example",
    text: "Hello",
  });
  const page = await stage.open({ language: "ja", size: PHONE, section: "journal" });
  const rows = page.locator(".records > li");
  await rows
    .filter({ hasText: "届いたメール: 送信済み" })
    .filter({ hasText: "pta@school.example · 会長" })
    .first()
    .waitFor();
  await rows.filter({ hasText: "再送待ち" }).filter({ hasText: "今受け取れる担当者がいません" }).first().waitFor();
  await stage.picture(page, "ja-journal");
  await page.getByLabel("アドレス").selectOption({ label: "office@school.example" });
  await page.getByRole("status").filter({ hasText: "2 件を表示" }).waitFor();
  assert.equal(await rows.filter({ hasText: "pta@school.example" }).count(), 0);
  await page.getByLabel("結果").selectOption({ label: "送信済み" });
  await page.getByRole("status").filter({ hasText: "1 件を表示" }).waitFor();
  await rows.filter({ hasText: "担当者が案内のメールに返信しました" }).waitFor();
});

scene("no word of the page says that mail was delivered", async (stage) => {
  const pta = await stage.api.addAddress("pta@school.example");
  await stage.api.addForwarding(pta.id, stage.secret("taro"));
  await stage.post({
    name: "Hanako",
    address: "hanako@family.example",
    recipient: "pta@school.example",
    text: "Hello",
  });
  for (const [language, claim] of [
    ["ja", /配達|配信|届きました/],
    ["en", /deliver/i],
  ] as const) {
    const page = await stage.open({ language, size: DESKTOP });
    for (const section of ["journal", "tools", "desk"] as const) {
      await goTo(page, section);
      assert.doesNotMatch(await page.locator("body").innerText(), claim);
    }
  }
});

scene("the last 30 days stand as bars and as a table", async (stage) => {
  const pta = await stage.api.addAddress("pta@school.example");
  await stage.api.addForwarding(pta.id, stage.secret("taro"));
  await stage.post({
    name: "Hanako",
    address: "hanako@family.example",
    recipient: "pta@school.example",
    text: "Hello",
  });
  const page = await stage.open({ language: "en", size: DESKTOP });
  const drawing = page.locator(".chart").getByRole("img");
  assert.match(
    (await drawing.getAttribute("aria-label")) ?? "",
    /^Sent: \d+ to officers, \d+ answers. Could not be sent: \d+.$/,
  );
  assert.ok((await page.locator(".chart rect.inbound").count()) >= 1);
  await page.locator(".chart summary").click();
  const today = new Date().toLocaleDateString("en-GB", { month: "short", day: "numeric", timeZone: "Asia/Tokyo" });
  await page.getByRole("row", { name: today }).waitFor();
});

scene("every change stands in the list of changes", async (stage) => {
  const pta = await stage.api.addAddress("pta@school.example");
  await stage.api.addForwarding(pta.id, stage.secret("taro"));
  const page = await stage.open({ language: "ja", size: PHONE, section: "tools" });
  const changes = await page.locator(".records > li").allInnerTexts();
  assert.match(changes.join("\n"), /担当者を追加/);
  assert.match(changes.join("\n"), /公開アドレスを追加\s+pta@school\.example/, "and it says which");
  assert.match(changes.join("\n"), /担当者を追加\s+t•••@m•••\.example · pta@school\.example/);
  await stage.picture(page, "ja-tools");
});

scene("an answer to an older filter does not overwrite the newer one", async (stage) => {
  const pta = await stage.api.addAddress("pta@school.example");
  await stage.api.addForwarding(pta.id, stage.secret("taro"));
  const page = await stage.open({ language: "en", size: DESKTOP, section: "journal" });
  const gate = Promise.withResolvers<void>();
  await page.route("**/api/journal?*outcome=failed*", async (route) => {
    await gate.promise;
    await route.fulfill({ json: { items: [], next: null } });
  });
  await page.locator("select[name=outcome]").selectOption("failed");
  await page.locator("select[name=outcome]").selectOption("sent");
  const count = page.locator(".card .count");
  await count.waitFor();
  const shown = await count.textContent();
  const late = page.waitForResponse(/outcome=failed/);
  gate.resolve();
  await (await late).finished();
  await page.evaluate("new Promise((done) => setTimeout(done))");
  assert.equal(await count.textContent(), shown);
  assert.ok((await page.locator(".records > li").count()) >= 1);
});

scene("a second press on Show more fetches no page twice", async (stage) => {
  const pta = await stage.api.addAddress("pta@school.example");
  await stage.api.addForwarding(pta.id, stage.secret("taro"));
  const page = await stage.open({ language: "en", size: DESKTOP });
  let fetched = 0;
  await page.route("**/api/journal?*", async (route) => {
    const isMore = new URL(route.request().url()).searchParams.has("cursor");
    if (isMore) fetched += 1;
    const response = await route.fetch({
      url: route
        .request()
        .url()
        .replace(/&cursor=[^&]*/, ""),
    });
    await route.fulfill({ response, json: { ...(await response.json()), next: isMore ? null : "more" } });
  });
  await goTo(page, "journal");
  const before = await page.locator(".records > li").count();
  const more = page.getByRole("button", { name: "Show more" });
  await more.waitFor();
  await page.evaluate("[1, 2].map(() => document.querySelector('.records + button').click())");
  await more.waitFor({ state: "hidden" });
  assert.equal(fetched, 1);
  assert.equal(await page.locator(".records > li").count(), before * 2);
});
