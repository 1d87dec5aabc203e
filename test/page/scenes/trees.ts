/** What a screen reader has of each screen, in both languages: see trees/. */
import type { Page } from "playwright-core";
import { closeDialog, openOfficer, openSettings } from "../support/list.ts";
import { scene } from "../support/scene.ts";
import { answerInFull, DESKTOP, goTo, type Language, type Stage } from "../support/stage.ts";
import { requireTree } from "../support/trees.ts";

const TIME = "2026-11-20T01:00:00.000Z";
const MAIL = { direction: "inbound", forwardingId: null, alias: null, remark: "none", size: 2048, mails: 1 };

/** Other scenes have left mail and changes behind; here they are these. */
async function withFixedRecords(page: Page): Promise<void> {
  await page.route("**/api/journal?*", async (route) => {
    const mail = { time: TIME, addressId: null, ...MAIL };
    const items = [
      { ...mail, outcome: "sent", reason: "" },
      { ...mail, outcome: "rejected", reason: "blocked" },
    ];
    await route.fulfill({ json: { items, next: null } });
  });
  await page.route("**/api/audit?*", async (route) => {
    const change = { time: TIME, actor: "token", action: "address.change", subject: "", detail: "open: false" };
    await route.fulfill({ json: { items: [{ ...change, object: "pta@school.example", livesAt: "x" }], next: null } });
  });
  await page.route("**/api/desk?*", async (route) => {
    const response = await answerInFull(route);
    const desk = await response.json();
    const stats = { ...desk.stats, lastThroughAt: null, items: [], failures: 0, unanswered: 0 };
    await route.fulfill({ response, json: { ...desk, stats } });
  });
}

async function furnish(stage: Stage): Promise<void> {
  const pta = await stage.api.addAddress("pta@school.example", "みどり小学校 PTA");
  const { id } = await stage.api.addForwarding(pta.id, stage.secret("taro"), "会長");
  await stage.api.invite(pta.id, stage.secret("jiro"), "会計");
  await stage.api.changeForwarding(id, { allowReply: false });
  await stage.post({ name: "Hanako", address: "hanako@family.example", recipient: "pta@school.example", text: "Hi" });
}

/** Every row of a sheet, and what it opens. */
async function behindRows(page: Page, count: number, name: (row: number) => string): Promise<void> {
  for (let row = 0; row < count; row++) {
    await page.locator("dialog .rows .row").nth(row).click();
    await page.locator("dialog").nth(1).waitFor();
    await requireTree(page, name(row));
    await closeDialog(page);
  }
}

for (const language of ["ja", "en"] satisfies Language[]) {
  scene(`trees: each screen reads in ${language} as its file says`, async (stage) => {
    const empty = await stage.open({ language, size: DESKTOP });
    await requireTree(empty, `${language}/desk-empty`);
    await furnish(stage);
    const page = await stage.open({ language, size: DESKTOP });
    await withFixedRecords(page);
    await page.reload();
    await page.locator(".forwarding").first().waitFor();
    await requireTree(page, `${language}/desk`);
    await openOfficer(page, "会長");
    await requireTree(page, `${language}/officer`);
    await behindRows(page, 5, (row) => `${language}/officer-${row + 1}`);
    await closeDialog(page);
    await openSettings(page);
    await requireTree(page, `${language}/settings`);
    await behindRows(page, 4, (row) => `${language}/settings-${row + 1}`);
    await closeDialog(page);
    await goTo(page, "journal");
    await requireTree(page, `${language}/journal`);
    await goTo(page, "tools");
    await requireTree(page, `${language}/tools`);
    const tools = page.locator(".tool button");
    for (let at = 0; at < (await tools.count()); at++) {
      await tools.nth(at).click();
      await page.locator("dialog").waitFor();
      await requireTree(page, `${language}/tools-${at + 1}`);
      await closeDialog(page);
    }
    await page.locator(".shell-buttons button").last().click();
    await page.locator("input[name=token]").waitFor();
    await requireTree(page, `${language}/sign-in`);
  });
}
