import { exportJWK, generateKeyPair, importJWK, SignJWT } from "jose";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { contract } from "../../../src/admin/contract/routes.ts";
import { isEqual } from "../../../src/admin/http/sign-in.ts";
import { becomeAdmin } from "../support/admins.ts";
import { openSchool, type School, TOKEN } from "../support/school.ts";

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

/** A path with ids that nothing has. */
const pathOf = (path: string) => path.replaceAll(/\{\w+\}/g, "0000000000000000");

describe("without signing in", () => {
  it.each(contract.map((route) => [route.method, route.path, route.may === "anybody"] as const))(
    "%s %s says so",
    async (method, path, isOpen) => {
      const body = method === "POST" || method === "PATCH" ? {} : undefined;
      const answer = await school.ask(method, pathOf(path), body, { token: null });
      expect(answer.status).toBe(isOpen ? (method === "GET" ? 200 : 400) : 401);
      if (!isOpen) expect(answer.headers.get("WWW-Authenticate")).toBe('Bearer realm="SafetyAnswer"');
    },
  );

  it("nobody learns which paths there are", async () => {
    expect((await school.ask("GET", "/api/nothing", undefined, { token: null })).status).toBe(401);
    expect((await school.ask("DELETE", "/api/addresses", undefined, { token: null })).status).toBe(401);
  });

  it("is no guess: a page that has not signed in yet locks nobody out", async () => {
    for (let n = 0; n < 20; n++) await school.ask("GET", "/api/addresses", undefined, { token: null });
    expect((await school.ask("GET", "/api/addresses")).status).toBe(200);
    expect(school.waits).toEqual([]);
  });
});

describe("the admin token", () => {
  it.each([
    ["one character less", TOKEN.slice(0, -1)],
    ["one character more", `${TOKEN}x`],
    ["another case", TOKEN.toUpperCase()],
    ["nothing", ""],
    ["a very long one", "x".repeat(10_000)],
  ])("is refused with %s, after a wait", async (_, token) => {
    const headers = { "CF-Connecting-IP": `192.0.2.${token.length % 250}` };
    expect((await school.ask("GET", "/api/addresses", undefined, { token, headers })).status).toBe(401);
    expect(school.waits).toEqual([500]);
  });

  it("says with each wrong one how many are left, and for how long", async () => {
    const headers = { "CF-Connecting-IP": "198.51.100.77" };
    const left: (string | null)[] = [];
    for (let n = 0; n < 3; n++) {
      const answer = await school.ask("GET", "/api/addresses", undefined, { token: "wrong", headers });
      left.push(answer.headers.get("RateLimit"));
      school.now += 20_000;
    }
    expect(left).toEqual(['"wrong-tokens";r=9;t=60', '"wrong-tokens";r=8;t=40', '"wrong-tokens";r=7;t=20']);
    const fine = await school.ask("GET", "/api/addresses", undefined, { headers });
    expect(fine.headers.get("RateLimit")).toBeNull();
  });

  it("is not accepted under another scheme", async () => {
    const headers = { Authorization: `Basic ${btoa(`admin:${TOKEN}`)}`, "CF-Connecting-IP": "192.0.2.251" };
    expect((await school.ask("GET", "/api/addresses", undefined, { token: null, headers })).status).toBe(401);
  });

  it("is always heard; of wrong ones only ten a minute and network are weighed", async () => {
    const headers = { "CF-Connecting-IP": "2001:db8:1:2::1" };
    for (let n = 0; n < 10; n++) {
      expect((await school.ask("GET", "/api/addresses", undefined, { token: `wrong${n}`, headers })).status).toBe(401);
    }
    const neighbour = { "CF-Connecting-IP": "2001:db8:1:2:3:4:5:6" };
    const refused = await school.ask("GET", "/api/addresses", undefined, { token: "wrong", headers: neighbour });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("Retry-After")).toBe("60");
    expect(refused.headers.get("RateLimit-Policy")).toBe('"wrong-tokens";q=10;w=60');
    expect(refused.headers.get("RateLimit")).toBe('"wrong-tokens";r=0;t=60');
    expect((await school.ask("GET", "/api/addresses", undefined, { headers })).status).toBe(200);
    const ask = async (ip: string) =>
      (await school.ask("GET", "/api/addresses", undefined, { token: "w", headers: { "CF-Connecting-IP": ip } }))
        .status;
    expect(await ask("2001:0DB8:0001:0002::9")).toBe(429);
    expect(await ask("2001:db8:1:3::1")).toBe(401);
    school.now += 60_000;
    expect(await ask("2001:db8:1:2::1")).toBe(401);
  });

  it("opens nothing while none is set, not even with an empty one", async () => {
    school = await openSchool({ adminToken: undefined, access: { teamDomain: "t.example", audience: "a" } });
    const headers = { "CF-Connecting-IP": "192.0.2.252" };
    for (const token of ["", "undefined"]) {
      expect((await school.ask("GET", "/api/addresses", undefined, { token, headers })).status).toBe(401);
    }
  });
});

it("the token's digest is compared whole: one octet that differs, wherever, is another token", () => {
  const digest = Uint8Array.from({ length: 32 }, (_, at) => at);
  expect(isEqual(digest, digest.slice())).toBe(true);
  for (const at of digest.keys()) expect(isEqual(digest, digest.with(at, 255))).toBe(false);
  expect(isEqual(digest, digest.slice(0, 31))).toBe(false);
  expect(isEqual(digest.slice(0, 31), digest)).toBe(false);
});

describe("the password of an admin", () => {
  it("is heard whatever others have guessed, and is nobody's but theirs", async () => {
    await school.publish();
    const { password } = await becomeAdmin(school, "all");
    const headers = { "CF-Connecting-IP": "203.0.113.99" };
    const ask = async (token: string) => (await school.ask("GET", "/api/desk", undefined, { token, headers })).status;
    for (const at of [0, 15, 31]) {
      const other = password.slice(0, at) + (password[at] === "0" ? "1" : "0") + password.slice(at + 1);
      expect(await ask(other)).toBe(401);
    }
    for (let n = 0; n < 9; n++) await ask(password.toUpperCase());
    expect(await ask("x")).toBe(429);
    expect(await ask(password)).toBe(200);
    expect(await ask(TOKEN)).toBe(200);
  });

  it("opens the desk also where there is no ADMIN_TOKEN", async () => {
    await school.publish();
    const { password, cookie } = await becomeAdmin(school, "read");
    Object.assign(school, { deps: { ...school.deps, settings: { ...school.deps.settings, adminToken: undefined } } });
    expect((await school.ask("GET", "/api/desk", undefined, { token: password })).status).toBe(200);
    const asked = { token: null, headers: { Cookie: cookie } };
    expect((await school.ask("GET", "/api/desk", undefined, asked)).status).toBe(200);
  });
});

describe("Cloudflare Access", () => {
  const issuer = "https://school.cloudflareaccess.com";
  const access = { teamDomain: "school.cloudflareaccess.com", audience: "the-application" };
  let keys: CryptoKeyPair;
  let fetched: string[];

  beforeAll(async () => {
    keys = (await generateKeyPair("RS256", { extractable: true })) as CryptoKeyPair;
  });

  beforeEach(async () => {
    school = await openSchool({ adminToken: undefined, access });
    fetched = [];
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: "first" };
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
      fetched.push(String(input));
      return Response.json({ keys: [jwk] });
    });
  });
  afterEach(() => vi.restoreAllMocks());

  const nowSeconds = () => Math.floor(Date.now() / 1000);

  async function assertion(claims: object = {}, signWith: CryptoKey = keys.privateKey): Promise<string> {
    const usual = { iss: issuer, aud: [access.audience], exp: nowSeconds() + 600, email: "secretary@school.example" };
    const all = { ...usual, ...claims };
    return new SignJWT(all).setProtectedHeader({ alg: "RS256", kid: "first" }).sign(signWith);
  }

  const ask = (jwt: string) =>
    school.ask(
      "POST",
      "/api/addresses",
      { address: "pta@school.example" },
      {
        token: null,
        headers: { "Cf-Access-Jwt-Assertion": jwt, "CF-Connecting-IP": crypto.randomUUID() },
      },
    );

  it("lets in whoever it has signed in, and the audit list tells people apart without naming them", async () => {
    expect((await ask(await assertion())).status).toBe(201);
    expect(fetched.every((url) => url === `${issuer}/cdn-cgi/access/certs`)).toBe(true);
    const headers = { "Cf-Access-Jwt-Assertion": await assertion() };
    const { body } = await school.ask("GET", "/api/audit", undefined, { token: null, headers });
    expect(body.items[0].actor).toMatch(/^access:[0-9a-z]{8}$/);
    expect(JSON.stringify(body)).not.toContain("secretary");
  });

  it("has its keys fetched once, not with every request", async () => {
    await ask(await assertion());
    const before = fetched.length;
    await ask(await assertion());
    await ask(await assertion());
    expect(fetched.length).toBe(before);
  });

  it.each<[string, object]>([
    ["has run out", { exp: 1 }],
    ["never runs out", { exp: undefined }],
    ["is for another application", { aud: ["another"] }],
    ["is of another team", { iss: "https://another.cloudflareaccess.com" }],
    ["is not valid yet", { nbf: 4_000_000_000 }],
    ["names nobody", { email: "" }],
  ])("is refused when its token %s", async (_, claims) => {
    expect((await ask(await assertion(claims))).status).toBe(401);
  });

  it("is refused when another key has signed", async () => {
    const other = await generateKeyPair("RS256");
    expect((await ask(await assertion({}, other.privateKey))).status).toBe(401);
  });

  describe("for somebody who is an admin under a name of their own", () => {
    const headers = async (email: string) => ({ "Cf-Access-Jwt-Assertion": await assertion({ email }) });
    const asAdmin = async (method: string, path: string, email: string, body?: unknown) =>
      school.ask(method, path, body, { token: null, headers: await headers(email) });
    const lead = async (role: string) => {
      await asAdmin("POST", "/api/addresses", "secretary@school.example", { address: "pta@school.example" });
      const body = { name: "山田", mailbox: "yamada@board.example", role };
      return (await asAdmin("POST", "/api/admins", "secretary@school.example", body)).body.id as string;
    };

    it.each(["yamada@board.example", "YAMADA@board.example", "Yamada@Board.Example"])(
      "%s has that role, from the invitation on, and that name",
      async (email) => {
        const id = await lead("read");
        expect((await asAdmin("GET", "/api/desk", email)).body).toMatchObject({
          ...{ role: "read", admin: "山田", signedInBy: "access" },
        });
        expect((await asAdmin("POST", "/api/addresses", email, { address: "b@school.example" })).status).toBe(403);
        await asAdmin("PATCH", `/api/admins/${id}`, "secretary@school.example", { role: "all" });
        expect((await asAdmin("POST", "/api/addresses", email, { address: "b@school.example" })).status).toBe(201);
        const { items } = (await asAdmin("GET", "/api/audit", email)).body;
        expect(items.some(({ actor, name }: Record<string, string>) => actor === id && name === "山田")).toBe(true);
      },
    );

    it("opens nothing once their access was taken away: nobody becomes more by being revoked", async () => {
      const id = await lead("read");
      expect((await asAdmin("DELETE", `/api/admins/${id}`, "secretary@school.example")).status).toBe(204);
      const answer = await asAdmin("GET", "/api/desk", "yamada@board.example");
      expect([answer.status, answer.body.code]).toEqual([403, "role"]);
      expect(school.waits).toEqual([]);
    });
  });

  it("is refused without a signature, and when signed with the public key as a shared secret", async () => {
    const claims = { iss: issuer, aud: access.audience, exp: nowSeconds() + 600, email: "x@y.example" };
    const part = (value: object) => btoa(JSON.stringify(value)).replaceAll("=", "");
    expect((await ask(`${part({ alg: "none" })}.${part(claims)}.`)).status).toBe(401);
    const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)));
    const shared = await new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "first" }).sign(secret);
    expect((await ask(shared)).status).toBe(401);
    expect((await ask("nonsense")).status).toBe(401);
  });

  it("is refused when the right key has signed in another way than Access signs", async () => {
    const sameKey = await importJWK(await exportJWK(keys.privateKey), "RS512");
    const claims = { iss: issuer, aud: access.audience, exp: nowSeconds() + 600, email: "x@y.example" };
    const jwt = await new SignJWT(claims).setProtectedHeader({ alg: "RS512", kid: "first" }).sign(sameKey);
    expect((await ask(jwt)).status).toBe(401);
  });

  it("means nothing while it is not set up, whatever the token says", async () => {
    school = await openSchool();
    expect((await ask(await assertion())).status).toBe(401);
  });

  it("lets nobody in when the team's keys cannot be had", async () => {
    school = await openSchool({ access: { teamDomain: "unreachable.cloudflareaccess.com", audience: "a" } });
    vi.spyOn(globalThis, "fetch").mockRejectedValue(new Error("no network"));
    expect((await ask(await assertion())).status).toBe(401);
  });
});
