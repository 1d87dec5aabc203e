/** The worker of these scenes writes Japanese. "Try it" plays more than one mail: a class and its survey, an officer's commands, a shared desk, a handover. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { scene } from "../support/scene.ts";
import { DESKTOP, type Stage } from "../support/stage.ts";

const open = (stage: Stage) => stage.open({ language: "en", size: DESKTOP, section: "try" });

/** The card of that heading. */
const act = (page: Page, heading: string) =>
  page.locator("section.card", { has: page.getByRole("heading", { level: 2, name: heading }) });

async function officerSends(page: Page, tag: string) {
  const card = act(page, "An officer commands");
  await card.locator("select[name=tag]").selectOption(tag);
  await card.getByRole("button", { name: "Send as this officer" }).click();
  return card.locator(":scope > .act > .mail");
}

scene("a class joins, is asked, answers, hears the counts, and one leaves", async (stage) => {
  const { id } = await stage.api.addAddress("class-3a@school.example", "Class 3A");
  await stage.api.addForwarding(id, stage.secret("sensei"), "Teacher");
  const page = await open(stage);
  const join = act(page, "A class joins");
  await join.getByRole("button", { name: "Let five families join" }).click();
  await join.locator(".mail").nth(4).waitFor();
  const sheets = await officerSends(page, "ask");
  await sheets.nth(5).waitFor();
  assert.equal(await sheets.count(), 6);
  for (let at = 0; at < 6; at++) {
    const sheet = sheets.nth(at);
    const isReport = (await sheet.locator(":scope > h3").innerText()).startsWith("Teacher");
    assert.equal(await sheet.locator(":scope > .verdict.good").count(), 1);
    if (isReport) continue;
    await sheet.locator("summary", { hasText: "Answer it" }).click();
    await sheet.getByRole("button", { name: "Send the answer" }).click();
    await sheet.getByText("Nothing was passed on.").waitFor();
    await page.getByRole("status").filter({ hasText: "Nothing was passed on." }).waitFor();
  }
  const report = sheets.filter({ has: page.locator(":scope > h3", { hasText: "Teacher" }) });
  await report.locator("summary", { hasText: "Answer it" }).click();
  await report.locator("textarea").fill("tally");
  await report.getByRole("button", { name: "Send the answer" }).click();
  await report.getByText("1: 5").waitFor();
  const family = sheets.filter({ has: page.locator(":scope > h3", { hasText: "tanaka@family.example" }) });
  await family.getByRole("button", { name: "Leave the network" }).click();
  await family.getByText("This mail address is not in the contact network of Class 3A").waitFor();
  await stage.picture(page, "en-try-a-class");
});

scene("an officer stops by mail, resumes, and writes first", async (stage) => {
  const { id } = await stage.api.addAddress("pta@school.example", "Midori PTA");
  await stage.api.addForwarding(id, stage.secret("taro"), "Chair");
  const page = await open(stage);
  const sheets = await officerSends(page, "stop");
  await sheets.getByText("あなたには届かなくなりました").waitFor();
  await officerSends(page, "start");
  await sheets.getByText("あてのメールがまた届き").waitFor();
  await officerSends(page, "hanako=family.example");
  await sheets.getByText("この相手には、これからは").waitFor();
  assert.equal(await sheets.count(), 2);
  assert.equal(await sheets.locator(":scope > .verdict.good").count(), 2);
});

scene("a shared desk's colleague reads the answer, and answers it", async (stage) => {
  const { id } = await stage.api.addAddress("pta@school.example", "Midori PTA");
  await stage.api.addForwarding(id, stage.secret("taro"), "Accounts");
  await stage.api.addForwarding(id, stage.secret("jiro"), "Chair");
  await stage.api.changeAddress(id, { shareAnswers: true });
  const page = await open(stage);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const first = act(page, "What each officer receives").locator(".mail", { hasText: "Accounts receives" });
  await first.getByText("Answer as this officer").click();
  await first.getByRole("button", { name: "Send the answer" }).click();
  const result = act(page, "What the parent gets");
  const copy = result.locator(".mail", { hasText: "Chair receives" });
  await copy.getByText("Accounts（返信済み）").first().waitFor();
  await copy.locator("summary", { hasText: "Answer it" }).click();
  await copy.getByRole("button", { name: "Send the answer" }).click();
  await copy.getByRole("heading", { name: "h•••@f•••.example receives" }).waitFor();
  assert.equal(await result.locator(".verdict.bad").count(), 0);
});

scene("a handover is confirmed in the play, and the next mail reaches the successor", async (stage) => {
  const { id } = await stage.api.addAddress("pta@school.example", "Midori PTA");
  const { id: former } = await stage.api.addForwarding(id, stage.secret("taro"), "Chair");
  await stage.api.handOver(former, stage.secret("jiro"), "Chair 2027");
  const page = await open(stage);
  await page.getByRole("button", { name: "Answer as Chair 2027" }).click();
  await page.getByRole("button", { name: "Answer as Chair 2027" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const officers = act(page, "What each officer receives");
  await officers.getByRole("heading", { name: "Chair 2027 receives" }).waitFor();
  assert.equal(await officers.locator(".mail").count(), 1);
});

/** こんにちは in ISO-2022-JP. */
const HELLO = "\x1b$B$3$s$K$A$O\x1b(B";

scene("raw mail reads as its charset says: ISO-2022-JP, and UTF-8 in eight bits", async (stage) => {
  const { id } = await stage.api.addAddress("pta@school.example", "みどり PTA");
  await stage.api.addForwarding(id, stage.secret("taro"), "会長");
  const page = await open(stage);
  await page.getByRole("button", { name: "Send", exact: true }).first().click();
  const mail = page.locator(".mail").first();
  await mail.locator("summary", { hasText: "as it was sent" }).first().click();
  assert.match(await mail.locator("pre").first().innerText(), /the bus/);
  await page.route("**/cdn-cgi/local/email?*", async (route) => {
    const [head = ""] = (route.request().postData() ?? "").split("\r\n\r\n");
    const postData = `${head.replace("charset=utf-8", "charset=iso-2022-jp").replace("8bit", "7bit")}\r\n\r\n${HELLO}\r\n`;
    await route.fallback({ postData });
  });
  await page.getByRole("button", { name: "Send", exact: true }).first().click();
  await mail.locator(".mail-text", { hasText: "こんにちは" }).waitFor();
  await mail.locator("summary", { hasText: "as it was sent" }).first().click();
  assert.match(await mail.locator("pre").first().innerText(), /charset=iso-2022-jp[\s\S]*こんにちは/);
  await stage.picture(page, "en-try-raw");
});
