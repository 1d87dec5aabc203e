/** The contract as one page to read: plain HTML and one stylesheet, nothing from outside, nothing to run. */

import { type OpenApi, type Operation, type Parameter, PROBLEMS } from "./document.ts";
import { type Html, html, raw } from "./html.ts";
import type { JsonSchema } from "./schemas.ts";

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export function docsPage(api: OpenApi): string {
  const groups = Map.groupBy(entriesOf(api), ({ operation }) => operation.tags[0] ?? "");
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>SafetyAnswer admin API</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/docs.css">
</head>
<body>
<header>
<h1>SafetyAnswer admin API</h1>
<p>${prose(api.info.description)}</p>
<p>Version ${api.info.version}. The same as <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>
<pre><code>curl -H "Authorization: Bearer $ADMIN_TOKEN" https://YOUR-WORKER/api/addresses</code></pre>
</header>
<nav aria-label="Calls">
${[...groups].map(([group, entries]) => contents(group, entries))}
<h2><a href="#problems">Problems</a></h2>
</nav>
<main>
${[...groups].map(([group, entries]) => section(group, entries, api))}
${problems()}
</main>
</body>
</html>
`}`;
}

function entriesOf(api: OpenApi): Entry[] {
  return Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

function contents(group: string, entries: readonly Entry[]): Html {
  return html`<h2>${group}</h2>
<ul>
${entries.map(({ operation }) => html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>\n`)}</ul>
`;
}

function section(group: string, entries: readonly Entry[], api: OpenApi): Html {
  return html`<section>
<h2>${group}</h2>
${entries.map((entry) => article(entry, api))}</section>
`;
}

function article({ method, path, operation }: Entry, api: OpenApi): Html {
  const { operationId, summary, description, parameters = [], requestBody } = operation;
  const query = parameters.filter((parameter) => parameter.in === "query");
  const body = requestBody?.content["application/json"]?.schema;
  return html`<article id="${operationId}">
<h3>${summary}</h3>
<p class="call"><code><b>${method}</b> ${path}</code>${operation.security ? html` <span>no sign-in</span>` : ""}</p>
${description ? html`<p>${prose(description)}</p>\n` : ""}${
  query.length > 0 ? members("Query", query.map(fromParameter), api) : ""
}${body ? members("Body", membersOf(body, api), api) : ""}${answers(operation, api)}</article>
`;
}

interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

function fromParameter({ name, required, description, schema }: Parameter): Member {
  return { name, required, schema: description ? { ...schema, description } : schema };
}

function membersOf(schema: JsonSchema, api: OpenApi): Member[] {
  const { properties = {}, required = [] } = resolved(schema, api);
  return Object.entries(properties).map(([name, member]) => ({
    name,
    required: required.includes(name),
    schema: member,
  }));
}

function resolved(schema: JsonSchema, api: OpenApi): JsonSchema {
  return schema.$ref ? (api.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}) : schema;
}

function members(caption: string, all: readonly Member[], api: OpenApi): Html {
  return html`<table>
<caption>${caption}</caption>
${all.map((member) => row(member, api))}</table>
`;
}

function row({ name, required, schema }: Member, api: OpenApi): Html {
  const { description = "", default: byDefault } = resolved(schema, api);
  const whole = schema.description ?? description;
  const standard = byDefault === undefined ? "" : html` <span>default <code>${JSON.stringify(byDefault)}</code></span>`;
  return html`<tr><th scope="row"><code>${name}</code>${required ? "" : html` <span>optional</span>`}</th><td>${typeOf(schema, api)}${standard}${
    whole ? html`<br>${prose(whole)}` : ""
  }${nested(schema, api)}</td></tr>
`;
}

/** The members of an object, or of a list's items, that have no name of their own. */
function nested(schema: JsonSchema, api: OpenApi): Html | "" {
  const inner = schema.items ?? schema;
  const all = membersOf(inner, api);
  return all.length > 0 ? html`<table>${all.map((member) => row(member, api))}</table>` : "";
}

function typeOf(schema: JsonSchema, api: OpenApi): string {
  if (schema.anyOf) return schema.anyOf.map((either) => typeOf(either, api)).join(" or ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(", ");
  if (schema.items) return "list";
  const { type = "anything", format } = resolved(schema, api);
  return format ? `${type} (${format})` : type;
}

function answers({ responses }: Operation, api: OpenApi): Html {
  const [status = "", good] = Object.entries(responses).find(([code]) => code.startsWith("2")) ?? [];
  const schema = good?.content?.["application/json"]?.schema;
  const bad = Object.keys(responses).filter((code) => !code.startsWith("2"));
  return html`${schema?.type || schema?.$ref ? members(`Answer ${status}`, membersOf(schema, api), api) : html`<p>Answers ${status}.</p>\n`}${
    bad.length > 0 ? html`<p class="refusals">Or a problem: ${bad.map(problemLink)}</p>\n` : ""
  }`;
}

function problemLink(status: string): Html {
  return html`<a href="#${PROBLEMS[Number(status)]?.[0] ?? ""}">${status}</a> `;
}

function problems(): Html {
  const rows = Object.entries(PROBLEMS).map(
    ([status, [anchor, meaning]]) =>
      html`<tr id="${anchor}"><th scope="row">${status}</th><td>${prose(meaning)}</td></tr>\n`,
  );
  return html`<section id="problems">
<h2>Problems</h2>
<p>${prose("Whatever goes wrong is answered as `application/problem+json` (RFC 9457): `{type, title, status, detail, field?}`.")}</p>
<table>
${rows}</table>
</section>`;
}

/** Text with `code` in it. */
function prose(text: string): Html {
  const parts = text.split("`");
  return raw(parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`)).join(""));
}
