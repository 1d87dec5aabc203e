/** The contract as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html). */

import { FAULT_CODES } from "../../src/admin/contract/fault-codes.ts";
import type { Route, Schema } from "../../src/admin/contract/route.ts";
import { contract } from "../../src/admin/contract/routes.ts";
import { VERSION } from "../../src/admin/version.ts";
import { exampleOf } from "./examples.ts";
import { type JsonSchema, namedSchemas, schemaOf, wholeSchemaOf } from "./schemas.ts";

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

interface Content {
  readonly [type: string]: { readonly schema: JsonSchema; readonly example?: unknown };
}

/** Described here, or a reference to where it is. */
export interface Answer {
  readonly $ref?: string;
  readonly description?: string;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
  readonly content?: Content;
}

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly [];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
}

export interface OpenApi {
  readonly openapi: "3.1.0";
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>>; readonly [kind: string]: object };
  readonly info: {
    readonly title: string;
    readonly license: object;
    readonly version: string;
    readonly description: string;
  };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly [member: string]: unknown;
}

/** What each refusal means; the words behind `#` are also anchors of the documentation page. */
export const PROBLEMS: Readonly<Record<number, readonly [anchor: string, meaning: string]>> = {
  400: ["invalid", "Something in the request is not as it should be; `field` names it."],
  401: ["sign-in", "Nobody has signed in, or the token is wrong."],
  403: [
    "forbidden",
    "Another website tried to change something (see ADMIN_ORIGINS), or your role has no place for it (`role`).",
  ],
  404: ["not-found", "There is no such thing, or it is deleted."],
  405: ["method", "The path is there, the method is not; `Allow` says which are."],
  409: ["conflict", "It does not go together with what is there."],
  412: ["changed", "Somebody has changed it since it was read (`If-Match`); `detail` says who and when."],
  413: ["too-large", "The body is larger than 64 KB."],
  415: ["content-type", "The body is not `application/json`."],
  422: ["key-reused", "The `Idempotency-Key` was sent with another body before."],
  429: ["slow-down", "Too many wrong sign-ins; `Retry-After` says for how long."],
  500: ["internal", "Something went wrong in the worker; its log says what."],
  503: ["setting", "A setting is missing or wrong, or the database is; `field` names which."],
};

export function openApi(): OpenApi {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of contract) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "SafetyAnswer admin API",
      license: { name: "MIT", identifier: "MIT" },
      version: VERSION,
      description:
        "Public addresses, where they lead, and what became of their mail. Real addresses go in and never come out: answers show `t•••@g•••.com`. Times are ISO 8601 in UTC. Members that are not described are refused.",
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }, { session: [] }, { access: [] }],
    paths: { ...paths, ...documents() },
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "the secret ADMIN_TOKEN" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-safetyanswer",
          description: "set by `POST /api/session`; HttpOnly, Secure, SameSite=Strict",
        },
        access: {
          type: "apiKey",
          in: "header",
          name: "Cf-Access-Jwt-Assertion",
          description: "put there by Cloudflare Access when somebody has signed in",
        },
      },
      schemas: { Problem: PROBLEM, ...namedSchemas() },
      responses: refusals(),
    },
  };
}

const PROBLEM: JsonSchema = {
  type: "object",
  description: "RFC 9457",
  properties: {
    type: { type: "string", format: "uri-reference" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "what is wrong and what to do; never a value that was sent" },
    code: { type: "string", enum: FAULT_CODES, description: "a stable word, where the status does not say enough" },
    field: { type: "string", description: "the member of the body or query, or the setting, that it is about" },
    change: {
      type: "object",
      description: "of a 412: the change that was quicker",
      properties: {
        action: { type: "string" },
        actor: { type: "string" },
        name: { type: "string", description: "of that admin; else empty" },
        time: { type: "string", format: "date-time" },
      },
      required: ["action", "actor", "name", "time"],
      additionalProperties: false,
    },
    errors: {
      type: "array",
      description: "every member that is wrong, not only the first",
      items: {
        type: "object",
        properties: {
          row: { type: "integer", description: "of a roster: its place in `rows`, from 0" },
          line: { type: "integer", description: "of a roster in CSV: its line, from 1" },
          field: { type: "string" },
          code: { type: "string", enum: FAULT_CODES },
          detail: { type: "string" },
        },
        required: ["code", "detail"],
        additionalProperties: false,
      },
    },
  },
  required: ["type", "title", "status", "detail"],
  additionalProperties: false,
};

/** The two routes that answer files. */
function documents(): OpenApi["paths"] {
  const file = (operationId: string, summary: string, type: string): Operation => ({
    operationId,
    tags: ["Documentation"],
    summary,
    security: [],
    responses: {
      "200": { description: "The file", content: { [type]: { schema: {} } } },
      "404": { description: "It was not uploaded" },
    },
  });
  return {
    "/api/openapi.json": { get: file("getOpenApi", "This description", "application/json") },
    "/api/docs": { get: file("getDocs", "This description, to read", "text/html") },
  };
}

function operation(route: Route): Operation {
  const guarded = [...(route.refusals.includes(412) ? [IF_MATCH] : []), ...(takesKey(route) ? [IDEMPOTENCY_KEY] : [])];
  const parameters = [...pathParameters(route.path), ...queryParameters(route.query), ...guarded];
  return {
    operationId: route.name,
    tags: [route.group],
    summary: route.summary,
    description: [route.details, whoMay(route)].filter(Boolean).join(" "),
    ...(route.may === "anybody" ? { security: [] as const } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: { required: true, content: json(route.body, "input") } } : {}),
    responses: responses(route),
  };
}

/** One that anybody may ask keeps nothing of theirs. */
const takesKey = ({ method, may }: Route) => method === "POST" && may !== "anybody";

function whoMay({ may }: Route): string {
  return may === "anybody" ? "Anybody may ask." : `For the roles: ${may.roles.join(", ")}.`;
}

const IF_MATCH: Parameter = {
  name: "If-Match",
  in: "header",
  required: false,
  description: "the ETag of what was read: 412 if it was changed since",
  schema: { type: "string" },
};

const IDEMPOTENCY_KEY: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "a word of your own: asked again with it and the same body within a day, it is done once and answered the same; with another body 422",
  schema: { type: "string", maxLength: 257 },
  example: "0b9b6f1e-7f0e-4a55-9f0b-1d8f9c1e2a3b",
};

const ETAG = { description: "for If-Match and If-None-Match", schema: { type: "string" } };
const LOCATION = { description: "where it stands", schema: { type: "string", format: "uri-reference" } };

function headersOf(route: Route): NonNullable<Answer["headers"]> {
  return {
    ...(route.method === "GET" && route.may !== "anybody" ? { ETag: ETAG } : {}),
    ...(route.location ? { Location: LOCATION } : {}),
  };
}

function responses(route: Route): Operation["responses"] {
  const good = route.status === 204 ? { description: "Done" } : goodAnswer(route);
  const signedIn = route.may === "anybody" ? [] : [401, 403, 429];
  const asked = route.may === "anybody" && route.method === "POST" ? [403, 429] : signedIn;
  const always = [...asked, 405, 500, 503];
  const ofKey = takesKey(route) ? [400, 409, 422] : [];
  const bad = [...new Set([...route.refusals, ...always, ...ofKey])]
    .sort((a, b) => a - b)
    .map((status) => [status, { $ref: `#/components/responses/${status}` }] as const);
  return { [route.status]: good, ...Object.fromEntries(bad) };
}

function goodAnswer(route: Route) {
  const headers = headersOf(route);
  return {
    description: route.status === 201 ? "Made" : "Done",
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    content: json(route.answer, "output"),
  };
}

function refusals(): Readonly<Record<string, Answer>> {
  const content: Content = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
  const entries = Object.entries(PROBLEMS).map(([status, [, description]]) => {
    const headers = REFUSAL_HEADERS[status];
    return [status, { description, ...(headers ? { headers } : {}), content }] as const;
  });
  return Object.fromEntries(entries);
}

const text = (description: string) => ({ description, schema: { type: "string" } });
const RATE_LIMIT = {
  RateLimit: text("how many wrong tokens are left, and for how many seconds"),
  "RateLimit-Policy": text("ten wrong tokens a minute and network"),
};
const REFUSAL_HEADERS: Readonly<Record<string, NonNullable<Answer["headers"]>>> = {
  401: { "WWW-Authenticate": text("`Bearer`"), ...RATE_LIMIT },
  405: { Allow: text("the methods that are possible") },
  429: { "Retry-After": text("seconds"), ...RATE_LIMIT },
};

function json(schema: Schema, mode: "input" | "output"): Content {
  return { "application/json": { schema: schemaOf(schema, mode), example: exampleOf(wholeSchemaOf(schema, mode)) } };
}

function pathParameters(path: string): Parameter[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return names.map((name) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
    example: exampleOf({ type: "string" }, name),
  }));
}

function queryParameters(query: Schema): Parameter[] {
  const { properties = {} } = schemaOf(query, "input");
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: false,
    ...(description ? { description } : {}),
    schema,
  }));
}
