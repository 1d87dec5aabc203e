/** WCAG 2.2 AA, as far as axe sees it. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

export async function requireNoBarrier(page: Page, name: string, rules = RULES): Promise<void> {
  await page.evaluate(AXE);
  const run = `axe.run(document, { runOnly: ${rules}, preload: false }).then(({ violations }) => violations)`;
  const violations = (await page.evaluate(run)) as Violation[];
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("; ")}`,
  );
  assert.deepEqual(found, [], name);
}

/** Also in the other colour scheme, where nothing differs but the colours. */
export async function requireNoBarrierInBothSchemes(page: Page, name: string): Promise<void> {
  await requireNoBarrier(page, name);
  await page.emulateMedia({ colorScheme: "dark" });
  await requireNoBarrier(page, `${name}, dark`, "{ type: 'rule', values: ['color-contrast'] }");
  await page.emulateMedia({ colorScheme: "light" });
}
