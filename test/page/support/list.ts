/** How a person gets from the list of addresses to what stands behind a line. */
import type { Locator, Page } from "playwright-core";

/** Opens an officer's sheet by a word of their line. @returns the sheet */
export async function openOfficer(page: Page, called: string): Promise<Locator> {
  await page.locator(".forwarding", { hasText: called }).locator(".row").first().click();
  return sheet(page);
}

/** Opens the settings of the first open address. @returns the sheet */
export async function openSettings(page: Page): Promise<Locator> {
  await page
    .locator(".address-body")
    .getByRole("button", { name: /^(窓口の設定|Settings)$/ })
    .first()
    .click();
  return sheet(page);
}

/** What is dangerous stands in a menu. */
export async function chooseInMenu(holder: Locator, item: string): Promise<void> {
  await holder.locator(".dots").click();
  await holder.locator(".menu").getByRole("button", { name: item }).click();
}

/** Closes the uppermost dialog. */
export async function closeDialog(page: Page): Promise<void> {
  const before = await page.locator("dialog").count();
  await page.locator("dialog").last().locator(".cross").first().click();
  await page
    .locator("dialog")
    .nth(before - 1)
    .waitFor({ state: "detached" });
}

async function sheet(page: Page): Promise<Locator> {
  const dialog = page.locator("dialog", { has: page.locator(".officer") });
  await dialog.waitFor();
  return dialog;
}
