import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Route } from "../../src/admin/contract/route.ts";
import { contract } from "../../src/admin/contract/routes.ts";
import { openSchool, routeAt, type School } from "../admin/support/school.ts";
import { runs } from "../support/runs.ts";

const RUNS = runs(400);
const LIMIT = { timeout: 60_000 + RUNS * 100 };

/** A mailbox that is behind the desk before the fuzzing starts: no answer may ever show it. */
const OFFICER = "hanako.himitsu@private.example";

/** Members that some route knows, so that bodies get past the first look. */
const MEMBERS = [
  ...["address", "name", "nameSuffix", "open", "destination", "label", "hideSender", "hideName", "deliver"],
  ...["allowReply", "keepAliases", "blocked", "__proto__", "constructor", OFFICER],
];

const NASTY = [
  OFFICER,
  OFFICER.toUpperCase(),
  "pta@school.example",
  "a..b@docomo.example",
  '"a b"@x.example',
  "x@[127.0.0.1]",
  "a@b@c.example",
  "PTA\r\nBcc: x@y.example",
  "\u202e\u0000\ud800",
  "'; DROP TABLE alias; --",
  "％００＠ｘ",
  "x".repeat(300),
];

const value = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.boolean(),
  fc.constant(null),
  fc.double(),
  fc.string(),
  fc.jsonValue({ maxDepth: 3 }),
);
const object = fc.dictionary(fc.constantFrom(...MEMBERS), value, { maxKeys: 5 }).map((body) => JSON.stringify(body));
const body = fc.oneof(
  { weight: 6, arbitrary: object },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.constantFrom('{"address":', "[".repeat(30_000), "\u0000", '{"a":1e999}', "\ufeff{}") },
);

const query = fc.dictionary(
  fc.constantFrom("cursor", "limit", "outcome", "addressId", "days", "x"),
  fc.oneof(fc.string(), fc.constantFrom("0", "1", "201", "-1", "1e3", btoa("[1,2]"), "%00", OFFICER)),
  { maxKeys: 3 },
);

const request = fc.record({
  name: fc.constantFrom(...contract.map(({ name }) => name)),
  id: fc.oneof(fc.constantFrom("known", "known", "known", ".", "..", "%2e%2e", "'", "0000000000000000"), fc.string()),
  query,
  body,
  type: fc.constantFrom("application/json", "application/json", "application/json", "text/plain", ""),
});

describe("a request that nobody thought of", LIMIT, () => {
  let school: School;
  let ids: Readonly<Record<string, string>>;

  beforeAll(async () => {
    school = await openSchool();
    const addresses = await school.publish();
    const forwardings = (await school.lead(addresses, OFFICER)).id;
    const aliases = (await school.aliasFor(forwardings, "taro@company.example")).id;
    ids = { addresses, forwardings, aliases };
  });

  /** What is there is never deleted: else the rest of the run would meet nothing but 404. */
  const pathOf = (route: Route, id: string) =>
    route.path.replaceAll(
      /\{\w+\}/g,
      id === "known" && route.method !== "DELETE"
        ? (ids[route.path.split("/")[2] ?? ""] ?? "x")
        : encodeURIComponent(id),
    );

  it.each([".", "..", "%2e", "%2E%2e"])("with the id %s is answered as what arrives of it", async (id) => {
    for (const route of contract.filter(({ path }) => path.includes("{"))) {
      const { status } = await school.ask(
        route.method,
        route.path.replaceAll(/\{\w+\}/g, id),
        route.body ? {} : undefined,
      );
      expect(status, `${route.method} ${route.path}`).not.toBe(500);
    }
    expect(school.logged.filter((line) => line.includes("admin-error"))).toEqual([]);
  });

  it("gets an answer that the contract names, and never one that shows somebody", async () => {
    const statuses = new Map<number, number>();
    const property = fc.asyncProperty(request, async ({ name, id, query, body, type }) => {
      const route = contract.find((known) => known.name === name);
      if (!route) throw new Error(`no such route: ${name}`);
      school.answered.length = 0;
      // A stranger in any query gets 400, but routes that take nothing but an id do not name it yet.
      const path = pathOf(route, id);
      const search = routeAt(route.method, path)?.refusals.includes(400) ? `?${new URLSearchParams(query)}` : "";
      const asking = { headers: { "Content-Type": type }, ...(route.body ? { raw: body } : {}) };
      const { status } = await school.ask(route.method, `${path}${search}`, undefined, asking);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      expect(school.answered.join("")).not.toMatch(/hanako\.himitsu/i);
    });
    await fc.assert(property, { numRuns: RUNS });
    console.log(`API answers: ${JSON.stringify(Object.fromEntries(statuses))}`);
    expect(school.logged.filter((line) => line.includes("admin-error"))).toEqual([]);
    expect(school.logged.join("")).not.toMatch(/hanako\.himitsu/i);
  });
});
