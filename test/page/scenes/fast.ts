/** How little the page asks for: few files, each of them once and for good, and nothing before somebody wants it. */
import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Page, Response } from "playwright-core";
import { scene } from "../support/scene.ts";
import { DESKTOP, goTo, PHONE, type Stage } from "../support/stage.ts";

/** With the icon and the manifest, which not every browser fetches. */
const MOST_REQUESTS = 8;
/** As they are on disk; they travel compressed. */
const MOST_OCTETS = 250_000;

const pathOf = (response: Response) => new URL(response.url()).pathname;

function listen(page: Page): Response[] {
  const answers: Response[] = [];
  page.on("response", (response) => answers.push(response));
  return answers;
}

/** Of a file that was served, as it lies on disk. */
async function octets({ worker }: Stage, path: string): Promise<number> {
  return (await stat(join(worker.folder, "dist/public", path === "/" ? "index.html" : path))).size;
}

scene("fifteen addresses with twelve officers are there after eight requests, one of them for data", async (stage) => {
  await stage.api.publish(15, 12);
  const page = await stage.open({ language: "ja", size: PHONE, at: "docs", signedIn: false });
  const answers = listen(page);
  await page.goto(`${stage.worker.url.href}#token=${stage.worker.adminToken}`);
  await page.locator(".state").waitFor();
  await page.waitForLoadState("networkidle");
  const paths = answers.map(pathOf);
  assert.ok(paths.length <= MOST_REQUESTS, paths.join(" "));
  assert.deepEqual(
    paths.filter((path) => path.startsWith("/api/")),
    ["/api/desk"],
  );
  const files = paths.filter((path) => !path.startsWith("/api/"));
  const size = (await Promise.all(files.map((path) => octets(stage, path)))).reduce((sum, one) => sum + one, 0);
  assert.ok(size <= MOST_OCTETS, `${size} octets`);
});

scene(
  "a second visit within minutes asks for the desk alone: files are kept for good under names of their own",
  async (stage) => {
    await stage.api.publish(2, 1); // One with one officer would look for the first mail, too.
    const page = await stage.open({ language: "en", size: DESKTOP });
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    const sent: string[] = [];
    session.on("Network.responseReceived", ({ response }) => {
      if (!response.fromDiskCache) sent.push(new URL(response.url).pathname);
    });
    await page.goto("about:blank");
    await page.goto(stage.worker.url.href);
    await page.locator(".state").waitFor();
    assert.deepEqual(sent, ["/api/desk"]);
  },
);

scene("the other language and Try it are fetched when somebody wants them", async (stage) => {
  const page = await stage.open({ language: "en", size: DESKTOP, at: "docs", signedIn: false });
  const answers = listen(page);
  const fetched = () => answers.map(pathOf).flatMap((path) => /\/assets\/(en|ja|try-it)-/.exec(path)?.[1] ?? []);
  await page.goto(`${stage.worker.url.href}#token=${stage.worker.adminToken}`);
  await page.locator("main h1").waitFor();
  await page.waitForLoadState("networkidle");
  assert.deepEqual(fetched(), ["en"]);
  await goTo(page, "try");
  assert.deepEqual(fetched(), ["en", "try-it"]);
  await page.locator("#language").click();
  await page.locator("html[lang=ja]").waitFor();
  assert.deepEqual(fetched(), ["en", "try-it", "ja"]);
});

scene("a page that is older than the files that are there loads itself anew, once", async (stage) => {
  const page = await stage.open({ language: "en", size: DESKTOP });
  const gone = await fetch(new URL("/assets/main-OLDONE00.js", stage.worker.url));
  const script = { contentType: "text/javascript", body: await gone.text() };
  await page.route("**/assets/ja-*", (route) => route.fulfill(script), { times: 1 });
  await page.locator("#language").click();
  await page.getByRole("button", { name: "English" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "ja");
  assert.equal(await page.evaluate("sessionStorage.getItem('safetyanswer.reloaded')"), null);
});

scene("the page can be installed: Chrome finds nothing amiss with its manifest", async (stage) => {
  const page = await stage.open({ language: "ja", size: PHONE });
  const session = await page.context().newCDPSession(page);
  const { errors, url } = await session.send("Page.getAppManifest");
  assert.deepEqual([errors, new URL(url).pathname], [[], "/manifest.webmanifest"]);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  assert.deepEqual(
    installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito"),
    [],
  );
  assert.equal(await page.evaluate("navigator.serviceWorker.getRegistrations().then(({ length }) => length)"), 0);
});
