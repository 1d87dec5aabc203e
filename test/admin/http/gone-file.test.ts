/** Files of a version that is gone. */
import { beforeEach, expect, it } from "vitest";
import { openSchool, type School } from "../support/school.ts";

let school: School;
beforeEach(async () => {
  school = await openSchool();
  const assets = { fetch: async () => new Response("not here", { status: 404 }) } as unknown as Fetcher;
  Object.assign(school, { deps: { ...school.deps, assets } });
});

it("a script of the page that is not there any more is answered with one that loads the page anew, once", async () => {
  const response = await school.fetch("GET", "/assets/main-ABCDEFGH.js", {});
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toBe("text/javascript; charset=utf-8");
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(await response.text()).toMatch(/if \(!sessionStorage\.getItem\(key\)\) \{[^}]*location\.reload\(\)/);
});

it.each(["/assets/style-ABCDEFGH.css", "/assets/a/b.js", "/assetsx.js", "/page/main.js", "/nothing"])(
  "%s is not found, as ever",
  async (path) => {
    expect((await school.fetch("GET", path, {})).status).toBe(404);
  },
);
