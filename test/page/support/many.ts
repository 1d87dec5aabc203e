/** A big desk: fifteen public addresses with twelve officers each, as one roster makes it, all of them at work. */
import type { Page } from "playwright-core";
import { answerInFull, type Stage } from "./stage.ts";

export const ADDRESSES = 15;
export const OFFICERS = 12;

const DESKS = [
  "pta",
  "office",
  "nurse",
  "counselling",
  "library",
  "lunch",
  "bus",
  "class-1a",
  "class-1b",
  "class-2a",
  "class-2b",
  "class-3a",
  "class-3b",
  "afterschool",
  "alumni",
];
const OFFICES = [
  "会長",
  "副会長",
  "書記",
  "会計",
  "会計監査",
  "広報委員長",
  "学年委員 1 年",
  "学年委員 2 年",
  "学年委員 3 年",
  "校外委員長",
  "文化委員長",
  "事務局",
];

export async function manyOfficers(stage: Stage): Promise<void> {
  const rows = DESKS.slice(0, ADDRESSES).flatMap((desk) =>
    OFFICES.slice(0, OFFICERS).map((label, index) => ({
      address: `${desk}@midori-shogakko.school.example`,
      name: `みどり小学校 ${desk}`,
      label,
      destination: `officer${index}.${desk}@mailbox.example`,
    })),
  );
  await stage.api.roster(rows);
}

/** A roster's officers have yet to answer their welcome mails; the page is shown what it will be once all have. */
export async function asIfAllHadAnswered(page: Page): Promise<void> {
  await page.route("**/api/**", async (route) => {
    if (route.request().method() !== "GET") return route.fallback();
    const response = await answerInFull(route);
    const text = await response.text();
    const body = text
      .replaceAll(/"state":"(?:pending|invited)"/g, '"state":"active"')
      .replaceAll(/,"advice":\{[^}]*\}/g, "");
    await route.fulfill({ response, body });
  });
}
