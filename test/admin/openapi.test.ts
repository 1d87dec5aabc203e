import * as v from "valibot";
import { describe, expect, it } from "vitest";
import writtenPage from "../../public/docs.html?raw";
import writtenDocument from "../../public/openapi.json?raw";
import { docsPage } from "../../scripts/openapi/docs-page.ts";
import { openApi } from "../../scripts/openapi/document.ts";
import { exampleOf } from "../../scripts/openapi/examples.ts";
import { wholeSchemaOf } from "../../scripts/openapi/schemas.ts";
import { adminApp, endpoints } from "../../src/admin/app.ts";
import { RECORDED_REASONS } from "../../src/admin/contract/reasons.ts";
import { contract } from "../../src/admin/contract/routes.ts";
import { AUDIT_ACTIONS } from "../../src/store/admin/audit-actions.ts";
import { openSchool } from "./support/school.ts";

const document = openApi();

describe("public/openapi.json", () => {
  it("is what the contract says now (else run: node scripts/openapi.ts)", () => {
    expect(writtenDocument).toBe(`${JSON.stringify(document, undefined, 2)}\n`);
  });

  it("has every route that the worker serves, and no other", async () => {
    const { deps } = await openSchool();
    const served = adminApp(deps)
      .routes.filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/"))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(new Set(served).size).toBe(served.length);
    expect(served.sort()).toEqual(described.sort());
  });

  it("gives every operation an id of its own", () => {
    const ids = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("refers only to what it has", () => {
    const references = [...writtenDocument.matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, path = ""]) => path);
    expect(references.length).toBeGreaterThan(50);
    for (const path of new Set(references)) {
      const target = path.split("/").reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document);
      expect(target, path).toBeDefined();
    }
  });

  it("says what a body must have: members that are not described are refused", () => {
    expect(document.components.schemas.NewForwarding).toMatchObject({
      required: ["destination"],
      additionalProperties: false,
      properties: { hideSender: { type: "boolean", default: true } },
    });
  });
});

describe("an example", () => {
  const schemas = (route: (typeof contract)[number]) => [
    ...(route.body ? [[route.body, "input"] as const] : []),
    ...(route.status === 204 ? [] : [[route.answer, "output"] as const]),
  ];

  it.each(contract.map((route) => [route.name, route] as const))("of %s is what it takes and answers", (_, route) => {
    for (const [schema, mode] of schemas(route)) v.parse(schema, exampleOf(wholeSchemaOf(schema, mode)));
  });

  it("stands beside every body, every answer and every id in a path", () => {
    for (const operations of Object.values(document.paths)) {
      for (const { operationId, parameters = [], requestBody, responses } of Object.values(operations)) {
        const contents = [requestBody, ...Object.values(responses)].flatMap((one) =>
          Object.entries(one?.content ?? {}),
        );
        const bodies = contents.filter(([type]) => type === "application/json" && operationId !== "getOpenApi");
        const examples = [...bodies.map(([, content]) => content), ...parameters.filter((one) => one.in === "path")];
        expect(
          examples.filter(({ example }) => example === undefined),
          operationId,
        ).toEqual([]);
      }
    }
  });
});

describe("every reason and every action", () => {
  it("stands in the document as one of a list", () => {
    const { JournalEntry, AuditEntry } = document.components.schemas;
    expect(JournalEntry?.properties?.reason?.enum).toEqual([...RECORDED_REASONS]);
    expect(AuditEntry?.properties?.action?.enum).toEqual([...AUDIT_ACTIONS]);
    expect(RECORDED_REASONS.length).toBeGreaterThan(100);
  });
});

describe("the documentation page", () => {
  it("is what the contract says now", () => {
    expect(writtenPage).toBe(docsPage(document));
  });

  it("loads nothing from outside and runs nothing", () => {
    expect(writtenPage).not.toMatch(/<script|<style|\sstyle=|\son\w+=|(?:src|href)="(?:https?:)?\/\//);
  });

  it("has a place for every call and for every problem's type", async () => {
    for (const { name } of contract) expect(writtenPage).toContain(`<article id="${name}">`);
    const school = await openSchool();
    const { body } = await school.ask("GET", "/api/nothing");
    expect(writtenPage).toContain(`<tr id="${body.type.split("#")[1]}">`);
  });
});

describe("the contract", () => {
  it("has an endpoint for each route and a route for each endpoint", () => {
    expect(new Set(endpoints.map(({ route }) => route))).toEqual(new Set(contract));
  });
});
