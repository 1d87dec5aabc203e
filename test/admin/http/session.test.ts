/** A browser that has signed in: a cookie in the place of the token. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { contract } from "../../../src/admin/contract/routes.ts";
import { databaseText } from "../support/database.ts";
import { openSchool, type School, TOKEN } from "../support/school.ts";
import { upkeep } from "../support/upkeep.ts";

const HOST = "https://relay.school.example";
const HOUR = 3_600_000;

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

async function signIn(): Promise<string> {
  const answer = await school.ask("POST", "/api/session");
  expect(answer.status).toBe(201);
  return (answer.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";
}

/** As a browser sends it from the page itself. */
const own = (cookie: string) => ({ Cookie: cookie, "Sec-Fetch-Site": "same-origin" });

const ask = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: unknown) =>
  school.ask(method, path, body, { token: null, headers });

describe("a session", () => {
  it("is a cookie that no script reads, that goes over TLS to this host alone, and with no other site's request", async () => {
    const { headers, body } = await school.ask("POST", "/api/session");
    expect(headers.get("Set-Cookie")).toMatch(
      /^__Host-safetyanswer=[0-9a-z]{32}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(body).toEqual({ expiresAt: "2026-04-01T12:00:00.000Z" });
  });

  it("signs in in the token's place for twelve hours, and not a moment longer", async () => {
    const cookie = await signIn();
    school.now += 12 * HOUR - 1;
    expect((await ask("GET", "/api/desk", own(cookie))).body.signedInBy).toBe("session");
    school.now += 1;
    expect((await ask("GET", "/api/desk", own(cookie))).status).toBe(401);
  });

  it("stands in the database as a hash, and goes from there when it has run out", async () => {
    const cookie = await signIn();
    expect(await databaseText()).not.toContain(cookie.split("=")[1]);
    expect(await databaseText()).not.toContain(TOKEN);
    const count = () => env.DB.prepare("SELECT count(*) AS n FROM session").first("n");
    expect(await count()).toBe(1);
    school.now += 13 * HOUR;
    await upkeep(school.deps);
    expect(await count()).toBe(0);
  });

  it("ends with signing out, for whoever else has the cookie, too, and the browser is told to forget it", async () => {
    const [cookie, other] = [await signIn(), await signIn()];
    const out = await ask("DELETE", "/api/session", own(cookie));
    expect(out.status).toBe(204);
    expect(out.headers.get("Set-Cookie")).toMatch(
      /^__Host-safetyanswer=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect((await ask("GET", "/api/desk", own(cookie))).status).toBe(401);
    expect((await ask("GET", "/api/desk", own(other))).status).toBe(200);
  });

  it("ends when the ADMIN_TOKEN is changed, or taken away", async () => {
    const cookie = await signIn();
    const { deps } = school;
    for (const adminToken of ["another-token-of-more-than-24-characters", undefined]) {
      Object.assign(school, { deps: { ...deps, settings: { ...deps.settings, adminToken } } });
      expect((await ask("GET", "/api/desk", own(cookie))).status).toBe(401);
    }
    Object.assign(school, { deps });
    expect((await ask("GET", "/api/desk", own(cookie))).status).toBe(200);
  });

  it("is opened with the token alone: none prolongs itself", async () => {
    const cookie = await signIn();
    expect((await ask("POST", "/api/session", own(cookie))).status).toBe(409);
    expect((await ask("POST", "/api/session", {})).status).toBe(401);
  });

  it.each([
    ["made up", "__Host-safetyanswer=00000000000000000000000000000000"],
    ["empty", "__Host-safetyanswer="],
    ["of another name", "safetyanswer=00000000000000000000000000000000"],
    ["too long", `__Host-safetyanswer=${"0".repeat(33)}`],
    ["behind a thousand others", `${"a=b; ".repeat(5_000)}__Host-safetyanswer=x`],
  ])("that is %s signs nobody in, and counts for no wrong token", async (_, cookie) => {
    expect((await ask("GET", "/api/desk", own(cookie))).status).toBe(401);
    expect(school.waits).toEqual([]);
  });

  it("never stands in for a token that was sent, and is wrong", async () => {
    const headers = { ...own(await signIn()), "CF-Connecting-IP": "198.51.100.8" };
    expect((await school.ask("GET", "/api/desk", undefined, { token: "wrong", headers })).status).toBe(401);
  });
});

describe("with a session, a change", () => {
  const unsafe = contract.filter(({ method, may }) => method !== "GET" && may !== "anybody");
  const pathOf = (path: string) => path.replaceAll(/\{\w+\}/g, "0000000000000000");

  it.each(unsafe.map(({ method, path }) => [method, path] as const))(
    "by %s %s is refused to another site, a sibling of this host and whoever does not say",
    async (method, path) => {
      const Cookie = await signIn();
      for (const origin of [
        { "Sec-Fetch-Site": "cross-site" },
        { "Sec-Fetch-Site": "same-site", Origin: "https://other.school.example" },
        { "Sec-Fetch-Site": "same-site" },
        { "Sec-Fetch-Site": "none" },
        { Origin: "null" },
        { Origin: "https://desk.example" },
        {},
      ]) {
        const body = method === "DELETE" ? undefined : {};
        expect((await ask(method, pathOf(path), { Cookie, ...origin }, body)).status).toBe(403);
      }
    },
  );

  it("is made from the page itself, also by a browser that names its origin alone", async () => {
    const cookie = await signIn();
    const first = await ask("POST", "/api/addresses", own(cookie), { address: "pta@school.example" });
    expect(first.status).toBe(201);
    const older = { Cookie: cookie, Origin: HOST };
    expect((await ask("PATCH", `/api/addresses/${first.body.id}`, older, { open: false })).status).toBe(200);
  });
});
