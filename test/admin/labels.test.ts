/** What the admin calls people and desks is stored in the clear, and others read it: an address has no business there. */
import { beforeEach, describe, expect, it } from "vitest";
import { databaseText } from "./support/database.ts";
import { openSchool, type School } from "./support/school.ts";

const SPELLINGS = [
  "会計 geheim@home.example",
  "geheim@home.example",
  "Geheim＠home．example",
  "g\u0435heim @ home.example",
  "会計（geheim@メール.example）",
] as const;

let school: School;
let pta: string;
let officer: string;
beforeEach(async () => {
  school = await openSchool();
  pta = await school.publish();
  officer = (await school.lead(pta, "hanako@private.example", { label: "会計" })).id;
});

const row = { address: "nurse@school.example", label: "養護", destination: "mai@home.example" };
const roster = (more: object) => ({ rows: [{ ...row, ...more }], dryRun: false });

const PLACES: readonly (readonly [string, string, (text: string) => readonly [string, string, object]])[] = [
  [
    "a new forwarding",
    "label",
    (label) => ["POST", `addresses/${pta}/forwardings`, { destination: "a@b.example", label }],
  ],
  ["a forwarding", "label", (label) => ["PATCH", `forwardings/${officer}`, { label }]],
  [
    "a handover",
    "label",
    (label) => ["POST", `forwardings/${officer}/handover`, { destination: "a@b.example", keepAliases: true, label }],
  ],
  ["a new address", "name", (name) => ["POST", "addresses", { address: "nurse@school.example", name }]],
  ["an address", "name", (name) => ["PATCH", `addresses/${pta}`, { name }]],
  ["a desk's mark", "nameSuffix", (nameSuffix) => ["PATCH", `addresses/${pta}`, { nameSuffix }]],
  [
    "a new desk's mark",
    "nameSuffix",
    (nameSuffix) => ["POST", "addresses", { address: "x@school.example", nameSuffix }],
  ],
  ["a roster's row", "label", (label) => ["POST", "roster", roster({ label })]],
  ["the name in a roster's row", "name", (name) => ["POST", "roster", roster({ name })]],
];

describe("a name or label with an address in it", () => {
  it.each(PLACES)("is refused by name at %s, however the address is spelled", async (_, field, call) => {
    for (const text of SPELLINGS) {
      const [method, path, body] = call(text);
      const answer = await school.ask(method, `/api/${path}`, body);
      expect(answer).toMatchObject({ status: 400, body: { code: "address-in-label" } });
      expect(answer.body.errors).toMatchObject([{ field, code: "address-in-label" }]);
      expect(JSON.stringify(answer.body)).not.toMatch(/home|geheim/i);
    }
    expect(await databaseText()).not.toMatch(/geheim/i);
  });

  it("is none where an at sign is only an at sign", async () => {
    for (const label of ["会計@2026", "会計 @ PTA", "＠委員", "x@y"]) {
      expect((await school.ask("PATCH", `/api/forwardings/${officer}`, { label })).status).toBe(200);
    }
  });

  it("is named by row and line where it stands in a spreadsheet", async () => {
    const csv = "address,label,destination\r\nnurse@school.example,geheim@home.example,a@b.example\r\n";
    const answer = await school.ask("POST", "/api/roster?dryRun=true", undefined, {
      raw: csv,
      headers: { "Content-Type": "text/csv" },
    });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ row: 0, line: 2, field: "label" }] } });
    expect(answer.body.errors[0].code).toBe("address-in-label");
  });
});
