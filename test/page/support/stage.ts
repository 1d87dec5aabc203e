/** What a scene plays on: the real worker, a browser, and eyes that see what must not happen. */
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { APIResponse, Browser, BrowserContext, Page, Route } from "playwright-core";
import type { LocalWorker } from "../../../scripts/support/local-worker.ts";
import { DeskApi } from "./desk-api.ts";
import { type Letter, post } from "./post.ts";

export type Language = "ja" | "en";
export type Section = "desk" | "journal" | "tools" | "try";
export type Scheme = "light" | "dark";

export const PHONE = { width: 360, height: 740 } as const;
export const DESKTOP = { width: 1280, height: 800 } as const;

export interface View {
  readonly language: Language;
  readonly size: typeof PHONE | typeof DESKTOP;
  readonly scheme?: Scheme;
  /** Where to go after the desk. */
  readonly section?: Section;
  /** Behind the page's path: a query, a hash. */
  readonly at?: string;
  /** Whether somebody has signed in already. */
  readonly signedIn?: boolean;
  readonly host?: string;
  /** Where the browser is: an IANA name. */
  readonly timeZone?: string;
}

const SCREENSHOTS = join(import.meta.dirname, "../screenshots");

/** No wait is longer, on however slow a machine. */
const PATIENCE = 30_000;

/** The browser's own line for any answer that is no success; scenes that provoke one allow it. */
const FAILED_LOAD = /Failed to load resource/;

/** Everything that ever stood on the page, were it for a moment: what is typed into a field is no part of it. */
const REMEMBER_ALL = `
  window.shownSoFar = new Set();
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      for (const node of [target, ...addedNodes]) window.shownSoFar.add(node.outerHTML ?? node.textContent);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
`;

/** That, what still stands in fields, and what the browser keeps. */
const KEPT = `JSON.stringify([
  [...window.shownSoFar],
  [...document.querySelectorAll("input, textarea")].map((field) => field.value),
  { ...localStorage },
  { ...sessionStorage },
])`;

/** Whatever is written on the page has one of four sizes. */
const FONT_SIZES = `[...document.querySelectorAll("body *")]
  .filter((element) => element.checkVisibility() && !element.closest("svg, noscript"))
  .filter(({ tagName, childNodes }) => /^(INPUT|SELECT|TEXTAREA)$/.test(tagName)
    || [...childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ""))
  .map((element) => [getComputedStyle(element).fontSize, element.outerHTML.slice(0, 80)])
  .filter(([size]) => ![14, 16, 18, 24].includes(parseFloat(size) * 16 / parseFloat(getComputedStyle(document.documentElement).fontSize)))
  .map((one) => one.join(" "))`;

export class Stage {
  readonly worker: LocalWorker;
  readonly api: DeskApi;
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];
  readonly #faults: string[] = [];
  readonly #secrets: string[] = [];
  #failuresExpected = false;

  constructor(worker: LocalWorker, browser: Browser) {
    this.worker = worker;
    this.api = new DeskApi(worker);
    this.#browser = browser;
  }

  /** A private address that nobody may ever see again, once it has been typed in. */
  secret(localPart: string): string {
    const address = `${localPart}.${Math.random().toString(36).slice(2, 10)}@mailbox.example`;
    this.#secrets.push(address);
    return address;
  }

  /** From here on calls may fail: that is what the scene is about. */
  expectFailures(): void {
    this.#failuresExpected = true;
  }

  /** Takes a complaint of the browser that the scene has provoked. */
  forgive(complaint: RegExp): void {
    this.#faults.splice(0, Infinity, ...this.#faults.filter((fault) => !complaint.test(fault)));
  }

  async open(view: View): Promise<Page> {
    const context = await this.#browser.newContext({
      locale: view.language === "ja" ? "ja-JP" : "en-GB",
      timezoneId: view.timeZone ?? "Asia/Tokyo",
      viewport: view.size,
      colorScheme: view.scheme ?? "light",
      reducedMotion: "reduce",
    });
    this.#contexts.push(context);
    context.setDefaultTimeout(PATIENCE);
    await context.addInitScript(REMEMBER_ALL);
    const page = await context.newPage();
    this.#watch(page);
    await page.goto(this.#address(view));
    if (view.signedIn === false) return page;
    await page.locator("main h1").waitFor();
    if (view.section) await goTo(page, view.section);
    return page;
  }

  post(letter: Letter): Promise<string> {
    return post(this.worker, letter);
  }

  async picture(page: Page, name: string): Promise<void> {
    await this.#lookAtSizes(page);
    await mkdir(SCREENSHOTS, { recursive: true });
    await page.screenshot({
      path: join(SCREENSHOTS, `${name}.png`),
      fullPage: (await page.locator("dialog[open]").count()) === 0,
    });
  }

  /** @throws when something happened that no scene may cause */
  async close(): Promise<void> {
    for (const context of this.#contexts) {
      for (const page of context.pages()) {
        await this.#lookForSecrets(page);
        await this.#lookAtSizes(page);
      }
      await context.close();
    }
    assert.deepEqual(this.#faults, [], "the browser's console");
  }

  /** After a failure: what it looked like, and an end to it. */
  async abandon(name: string): Promise<void> {
    for (const page of this.#contexts.flatMap((context) => context.pages())) {
      await this.picture(page, `failed-${name.replace(/\W+/g, "-")}`).catch(() => undefined);
    }
    await Promise.all(this.#contexts.map((context) => context.close().catch(() => undefined)));
  }

  #address({ host, at = "", signedIn = true }: View): string {
    const url = new URL(this.worker.url);
    if (host) url.hostname = host;
    return `${url.href}${at}${signedIn ? `#token=${this.worker.adminToken}` : ""}`;
  }

  #watch(page: Page): void {
    page.on("pageerror", (error) => this.#faults.push(error.stack ?? error.message));
    page.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      if (this.#failuresExpected && FAILED_LOAD.test(message.text())) return;
      this.#faults.push(message.text());
    });
  }

  async #lookAtSizes(page: Page): Promise<void> {
    const found = (await page.evaluate(FONT_SIZES)) as readonly string[];
    for (const one of found) this.#faults.push(`a fifth size of type: ${one}`);
  }

  async #lookForSecrets(page: Page): Promise<void> {
    const seen = `${await page.content()} ${await page.evaluate(KEPT)}`.toLowerCase();
    for (const secret of this.#secrets) {
      if (seen.includes(secret.split("@")[0] ?? secret)) this.#faults.push(`the page shows ${secret}`);
    }
  }
}

/** By the page's own links. */
export async function goTo(page: Page, section: Section): Promise<void> {
  await page.locator(`nav a[href="#${section}"]`).click();
  await page.locator(`.view-${section} h1`).waitFor();
}

/** Waits until what the server says is so. */
export async function until<Value>(look: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const value = await look();
    if (isSo(value)) return value;
    if (Date.now() > end) throw new Error(`it never became so; last seen: ${JSON.stringify(value)}`);
  }
}

/** What the server answers to somebody who has read nothing yet: never "as it was". */
export function answerInFull(route: Route): Promise<APIResponse> {
  const { "if-none-match": _, ...headers } = route.request().headers();
  return route.fetch({ headers });
}
