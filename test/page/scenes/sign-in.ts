/** Who may sit at the desk, and where the token goes. */
import assert from "node:assert/strict";
import { scene } from "../support/scene.ts";
import { DESKTOP, PHONE } from "../support/stage.ts";

scene("a wrong token is refused in plain words, the right one opens the desk and outlives a reload", async (stage) => {
  stage.expectFailures();
  const page = await stage.open({ language: "ja", size: PHONE, signedIn: false });
  const token = page.locator("input[name=token]");
  await token.fill("not-the-token");
  await page.getByRole("button", { name: "サインイン", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "管理用パスワードが違います" }).waitFor();
  await token.fill(stage.worker.adminToken);
  await page.getByRole("button", { name: "サインイン", exact: true }).click();
  await page.locator(".state").waitFor();
  await page.reload();
  await page.locator(".state").waitFor();
});

scene("no script can read what signs the browser in, nor does it stand in any storage", async (stage) => {
  stage.expectFailures();
  const page = await stage.open({ language: "en", size: DESKTOP, signedIn: false });
  await page.locator("input[name=token]").fill(stage.worker.adminToken);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.locator(".state").waitFor();
  const readable = await page.evaluate("JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])");
  assert.doesNotMatch(String(readable), new RegExp(stage.worker.adminToken));
  const [cookie] = await page.context().cookies();
  assert.equal(String(readable).includes(cookie?.value ?? ""), false);
  assert.deepEqual([cookie?.httpOnly, cookie?.secure, cookie?.sameSite], [true, true, "Strict"]);
});

scene("a browser that takes no cookie is signed in for as long as its tab is open", async (stage) => {
  stage.expectFailures();
  const page = await stage.open({ language: "en", size: DESKTOP, signedIn: false });
  await page.route("**/api/session", async (route) => {
    const answer = await route.fetch();
    await page.context().clearCookies();
    await route.fulfill({ status: answer.status(), json: await answer.json() });
  });
  await page.locator("input[name=token]").fill(stage.worker.adminToken);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.locator(".state").waitFor();
  assert.deepEqual(await page.context().cookies(), []);
  await page.reload();
  await page.locator(".state").waitFor();
});

scene(
  "signing out without a network holds: the server hears of it before the page asks for anything",
  async (stage) => {
    stage.expectFailures();
    const page = await stage.open({ language: "en", size: DESKTOP, signedIn: false });
    const signIn = async () => {
      await page.locator("input[name=token]").fill(stage.worker.adminToken);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.locator(".state").waitFor();
    };
    await signIn();
    const [cookie] = await page.context().cookies();
    await page.route("**/api/session", (route) => route.abort());
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.locator("input[name=token]").waitFor();
    await page.unroute("**/api/session");
    await page.reload();
    await page.locator("input[name=token]").waitFor();
    const headers = { cookie: `${cookie?.name}=${cookie?.value}` };
    assert.equal((await fetch(new URL("/api/desk", stage.worker.url), { headers })).status, 401);
    await signIn();
  },
);

scene("signing out forgets the token", async (stage) => {
  const page = await stage.open({ language: "en", size: DESKTOP });
  stage.expectFailures();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.locator("input[name=token]").waitFor();
  assert.equal(await page.evaluate("sessionStorage.length"), 0);
});

scene("a link that names another API cannot make the page talk to it", async (stage) => {
  stage.expectFailures();
  const page = await stage.open({ language: "en", size: DESKTOP, signedIn: false });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).host));
  await page.goto(`${stage.worker.url.href}?api=https://evil.example`);
  await page.getByRole("button", { name: "Try again" }).waitFor();
  assert.deepEqual([...new Set(asked)], [stage.worker.url.host]);
  stage.forgive(/Content Security Policy|violates the document/);
});

scene("outside local development there is no Try it, and a link signs nobody in", async (stage) => {
  stage.expectFailures();
  const page = await stage.open({
    language: "en",
    size: DESKTOP,
    signedIn: false,
    host: "desk.example",
    at: `#token=${stage.worker.adminToken}`,
  });
  await page.locator("input[name=token]").waitFor();
  assert.deepEqual(await page.locator("nav a").allInnerTexts(), ["Desk", "Journal", "Tools"]);
  stage.forgive(/Cross-Origin-Opener-Policy header has been ignored/); // For there is no HTTPS here.
});
