/** The one sentence on top, for everything that the figures can say. */
import { scene } from "../support/scene.ts";
import { answerInFull, DESKTOP, type Language, PHONE } from "../support/stage.ts";

const QUIET = { failures: 0, unanswered: { afterDays: 3, count: 0, oldestAt: null } };

const CASES: readonly { language: Language; figures: object; sentence: string }[] = [
  {
    language: "en",
    figures: { ...QUIET, failures: 1 },
    sentence: "Needs attention: 1 mail could not be sent this week.",
  },
  {
    language: "ja",
    figures: { ...QUIET, unanswered: { afterDays: 3, count: 2, oldestAt: "2026-11-20T00:00:00.000Z" } },
    sentence: "ご確認ください。2 通が 3 日以上返信のないままです。",
  },
  {
    language: "en",
    figures: { failures: 2, unanswered: { afterDays: 3, count: 4, oldestAt: "2026-11-20T00:00:00.000Z" } },
    sentence: "Needs attention: 2 mails could not be sent this week, and 1 more thing.",
  },
];

for (const { language, figures, sentence } of CASES) {
  scene(`the sentence on top: ${sentence}`, async (stage) => {
    const pta = await stage.api.addAddress("pta@school.example");
    await stage.api.addForwarding(pta.id, stage.secret("taro"));
    const page = await stage.open({ language, size: language === "ja" ? PHONE : DESKTOP, section: "journal" });
    // Failures and days without an answer take longer than a test may: the server's own figures, but for these.
    await page.route("**/api/desk?*", async (route) => {
      const response = await answerInFull(route);
      const desk = await response.json();
      await route.fulfill({ response, json: { ...desk, stats: { ...desk.stats, ...figures } } });
    });
    await page.locator('nav a[href="#desk"]').click();
    await page.getByRole("heading", { name: sentence }).waitFor();
  });
}
