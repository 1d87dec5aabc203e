/** Each screen as a screen reader has it, in a file under trees/: what changes there is read before it is committed. */
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { requireNoBarrierInBothSchemes } from "./barriers.ts";

const TREES = join(import.meta.dirname, "../trees");

let isUpdating = false;

/** From here on the files follow the page, instead of the page them. */
export function updateTrees(): void {
  isUpdating = true;
}

/** Nor is there a barrier in it. @param name of the file below trees/ */
export async function requireTree(page: Page, name: string): Promise<void> {
  await requireNoBarrierInBothSchemes(page, name);
  const path = join(TREES, `${name}.yml`);
  const dialogs = page.locator("dialog[open]");
  const shown = (await dialogs.count()) > 0 ? dialogs.last() : page.locator("body");
  const tree = `${settled(await shown.ariaSnapshot())}\n`;
  if (isUpdating) {
    await mkdir(dirname(path), { recursive: true });
    return writeFile(path, tree);
  }
  assert.equal(
    tree,
    await readFile(path, "utf8"),
    `${name}: if this is as it should be, npm run test:page -- trees --update`,
  );
}

/** Without what is another one each time: times, days and words by chance. */
function settled(tree: string): string {
  return tree
    .replaceAll(/127\.0\.0\.1:\d+/g, "(host)")
    .replaceAll(/(This month |今月は )\d+/g, "$1(count)")
    .replaceAll(/anon-[0-9a-z]{12}/g, "anon-…")
    .replaceAll(/\d{1,2}:\d{2}(?::\d{2})?/g, "00:00")
    .replaceAll(/(?:\d{4}年)?\d{1,2}月\d{1,2}日/g, "(日)")
    .replaceAll(/\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?: \d{4})?/g, "(day)")
    .replaceAll(/SafetyAnswer \d+\.\d+\.\d+\S*/g, "SafetyAnswer (version)")
    .replaceAll(/\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2,}\b/gi, "(code)");
}
