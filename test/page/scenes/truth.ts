/** What the page says is so, and was so at the time that it names. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { scene } from "../support/scene.ts";
import { DESKTOP, PHONE, type Stage } from "../support/stage.ts";

async function desk(stage: Stage) {
  const address = await stage.api.addAddress("pta@school.example");
  const taro = stage.secret("taro");
  return { address, taro, forwarding: await stage.api.addForwarding(address.id, taro, "会長") };
}

/** Somebody comes back to the tab. */
const comeBack = (page: Page) => page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");

const headline = (page: Page, name: RegExp) => page.getByRole("heading", { level: 1, name }).waitFor();

scene("a desk in a tab left open is read again when somebody comes back, and says as of when it is", async (stage) => {
  const { forwarding } = await desk(stage);
  const page = await stage.open({ language: "en", size: DESKTOP });
  await headline(page, /Today all is well/);
  assert.match((await page.locator(".as-of").textContent()) ?? "", /^As of today \d\d:\d\d$/);
  await stage.api.changeForwarding(forwarding.id, { deliver: false });
  const focused = page.locator("main button").last();
  await focused.focus();
  await comeBack(page);
  await headline(page, /Needs attention: mail to pta@school.example reaches nobody/);
  assert.equal(
    await focused.evaluate((element) => element === element.ownerDocument.activeElement),
    true,
    "the focus stays",
  );
});

scene("coming back from the browser's own memory reads the desk again, too", async (stage) => {
  const { forwarding } = await desk(stage);
  const page = await stage.open({ language: "ja", size: PHONE });
  await headline(page, /今日は問題ありません/);
  await stage.api.changeForwarding(forwarding.id, { deliver: false });
  await page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
  await headline(page, /誰にも届きません/);
});

scene("what is being typed is not swept away by reading again", async (stage) => {
  const page = await stage.open({ language: "en", size: DESKTOP });
  await page.locator("input[name=address]").fill("pta@school.example");
  await comeBack(page);
  await page.evaluate("new Promise((done) => setTimeout(done, 500))");
  assert.equal(await page.locator("input[name=address]").inputValue(), "pta@school.example");
});

scene("right after a lost phone all is not well, and whoever was stopped is named", async (stage) => {
  const { address, taro } = await desk(stage);
  await stage.api.addForwarding(address.id, stage.secret("jiro"), "会計");
  await stage.api.stop(taro);
  const page = await stage.open({ language: "ja", size: PHONE });
  await headline(page, /ご確認ください。1 人の担当者が停止中です。/);
  await page.locator(".state li").getByRole("button", { name: "1 人の担当者が停止中です" }).waitFor();
  await stage.picture(page, "ja-stopped");
});

const LINKS = [
  { figures: { failures: 1 }, text: "1 mail could not be sent this week", asked: /outcome=failed&since=/ },
  {
    figures: { unanswered: { afterDays: 3, count: 2, oldestAt: null } },
    text: "2 mails have had no answer for 3 days",
    asked: /unansweredDays=3/,
  },
] as const;

for (const { figures, text, asked } of LINKS) {
  scene(`even a single reason leads to what it speaks of: ${text}`, async (stage) => {
    await desk(stage);
    const page = await stage.open({ language: "en", size: DESKTOP, section: "tools" });
    await page.route(/api\/(stats|desk)\b/, async (route) => {
      const { "if-none-match": _, ...headers } = route.request().headers();
      const response = await route.fetch({ headers });
      const answer = await response.json();
      const json = answer.stats ? { ...answer, stats: { ...answer.stats, ...figures } } : { ...answer, ...figures };
      await route.fulfill({ response, json });
    });
    await page.locator('nav a[href="#desk"]').click();
    const journal = page.waitForRequest((request) => /api\/journal/.test(request.url()) && asked.test(request.url()));
    await page.locator(".state").getByRole("link", { name: text }).click();
    await journal;
    await page.getByRole("heading", { name: "Journal" }).waitFor();
    assert.notEqual(await page.locator("select[name=outcome]").inputValue(), "", "the filter shows what is asked for");
  });
}

scene(
  "the chart counts mails, whatever the number of officers, and says how many its tallest bar is",
  async (stage) => {
    const { address } = await desk(stage);
    await stage.api.addForwarding(address.id, stage.secret("jiro"), "会計");
    for (const text of ["one", "two, longer"]) {
      const letter = { name: "Hanako", address: "hanako@family.example", recipient: "pta@school.example" };
      assert.equal(await stage.post({ ...letter, text }), "ok");
    }
    const page = await stage.open({ language: "en", size: DESKTOP });
    await page.locator(".chart").scrollIntoViewIfNeeded();
    await page
      .getByText(/Sent: \d+ to officers/)
      .first()
      .waitFor();
    const shown = async (selector: string) => (await page.locator(selector).allTextContents()).join(" ");
    await page.locator(".chart summary").click();
    const [cell = ""] = await page.locator(".chart tbody tr:last-child td").allTextContents();
    const tallest = Number(/(\d+)$/.exec(await shown(".chart .most"))?.[1]);
    assert.ok(tallest >= Number(cell));
    assert.equal(await page.locator("pattern").count(), 2);
  },
);
