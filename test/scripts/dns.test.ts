/** Where a domain's mail goes: what is not known is never "nowhere". */
import { afterAll, beforeAll, expect, it } from "vitest";
import { mailWay } from "../../scripts/cloudflare/dns.ts";
import { CloudflareStandIn } from "./support/cloudflare/server.ts";

const DOMAIN = "pta.example";

let standIn: CloudflareStandIn;
beforeAll(async () => {
  standIn = await CloudflareStandIn.open();
  process.env.SAFETYANSWER_DNS = `${standIn.url}/dns-query`;
});
afterAll(() => standIn.close());

it.each([
  [[], { kind: "none" }],
  [["13 route1.mx.cloudflare.net.", "86 Route2.MX.Cloudflare.net."], { kind: "cloudflare" }],
  [["10 mx.google.example."], { kind: "foreign", hosts: ["mx.google.example"] }],
  [["1 route1.mx.cloudflare.net.", "20 backup.school.example."], { kind: "foreign", hosts: ["backup.school.example"] }],
  [["10 mx.cloudflare.net.evil.example."], { kind: "foreign", hosts: ["mx.cloudflare.net.evil.example"] }],
  [["10 evilmx.cloudflare.net."], { kind: "foreign", hosts: ["evilmx.cloudflare.net"] }],
  [["0 ."], { kind: "null-mx" }],
])("MX %j", async (records, way) => {
  standIn.account.mx.set(DOMAIN, records);
  expect(await mailWay(DOMAIN)).toEqual(way);
});

it("of a domain that is none, of a resolver that fails, and of none at all", async () => {
  expect(await mailWay("no.example")).toEqual({ kind: "no-such-name" });
  standIn.account.mx.set(DOMAIN, "fail");
  expect(await mailWay(DOMAIN)).toEqual({ kind: "unknown", why: "DNS answers with error 2" });
  process.env.SAFETYANSWER_DNS = "data:text/html,<p>Sign in to this network";
  expect(await mailWay(DOMAIN)).toMatchObject({ kind: "unknown" });
  process.env.SAFETYANSWER_DNS = "http://127.0.0.1:9/dns-query";
  expect(await mailWay(DOMAIN)).toEqual({ kind: "unknown", why: "the resolver 127.0.0.1:9 does not answer" });
});
