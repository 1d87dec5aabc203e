/** The page on another host than the API: `?api=` names it, and it is remembered once somebody has signed in. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { BrowserContext, Route } from "playwright-core";
import { scene } from "../support/scene.ts";
import { DESKTOP, type Stage } from "../support/stage.ts";

const HOST = "https://desk.school.example";
const API = "https://api.school.example";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** A host that knows nothing but the page's files, as they were built for the worker. */
async function serveFiles(route: Route, { worker }: Stage): Promise<void> {
  const { pathname } = new URL(route.request().url());
  const file = pathname === "/" ? "/index.html" : pathname;
  const body = await readFile(join(worker.folder, "dist/public", file));
  await route.fulfill({ body, contentType: `${TYPES[extname(file)] ?? "text/plain"}; charset=utf-8` });
}

/** The worker under a name of its own, with this host among ADMIN_ORIGINS. */
async function serveApi(route: Route, stage: Stage): Promise<void> {
  const request = route.request();
  const cors = {
    "access-control-allow-origin": HOST,
    "access-control-allow-headers": "authorization, content-type, if-none-match",
    "access-control-allow-methods": "GET, POST, PATCH, DELETE",
  };
  if (request.method() === "OPTIONS") return route.fulfill({ status: 204, headers: cors });
  const { pathname, search } = new URL(request.url());
  const authorization = (await request.headerValue("authorization")) ?? "";
  const response = await fetch(new URL(pathname + search, stage.worker.url), { headers: { authorization } });
  await route.fulfill({
    status: response.status,
    headers: cors,
    body: await response.text(),
    contentType: "application/json",
  });
}

async function furnish(context: BrowserContext, stage: Stage): Promise<void> {
  await context.route(`${HOST}/**`, (route) => serveFiles(route, stage));
  await context.route(`${API}/**`, (route) => serveApi(route, stage));
}

scene("from another host the page names the API it signs in to, works, and finds it again", async (stage) => {
  stage.expectFailures();
  await stage.api.addAddress("pta@school.example");
  const page = await stage.open({ language: "en", size: DESKTOP, signedIn: false });
  await furnish(page.context(), stage);
  await page.goto(`${HOST}/?api=${API}`);
  await page.getByText("It is sent to api.school.example").waitFor();
  await page.locator("input[name=token]").fill(stage.worker.adminToken);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.locator(".steps", { hasText: "pta@school.example" }).waitFor();
  assert.deepEqual(await page.locator("nav a").allInnerTexts(), ["Desk", "Journal", "Tools"]);
  await page.goto(`${HOST}/`);
  await page.locator(".steps", { hasText: "pta@school.example" }).waitFor();
});
