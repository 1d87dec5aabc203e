/**
 * The value of one Authentication-Results field (RFC 8601 §2.2), in the one form that Cloudflare writes it: a result a line,
 * or all in one, in a fixed order. Whoever wrote it may have copied the sender's words into it as they came (DKIM `i=`, MAIL
 * FROM, HELO), so nothing is believed that those words could have made of it.
 */

import { parseAddress } from "./addr-spec.ts";

/** In the order in which they are written: DKIM once a signature, the rest once at most. */
const GROUPS = ["dkim", "dmarc", "spf-helo", "spf-mailfrom", "arc", "other"] as const;

type Group = (typeof GROUPS)[number];

/** One `method=result` with the properties that belong to it. */
export interface MethodResult {
  readonly group: Group;
  readonly result: string;
  /** `header.d` and the like, without quotes. */
  readonly properties: ReadonlyMap<string, string>;
}

interface AuthResults {
  /** In lower case. */
  readonly authservId: string;
  readonly results: readonly MethodResult[];
}

/** Undefined when the value has any other form: half of a sentence proves nothing. @param value raw, with its folding */
export function readAuthResults(value: string): AuthResults | undefined {
  const [head = "", ...statements] = splitStatements(value) ?? [];
  const authservId = AUTHSERV_ID.exec(head)?.[1]?.toLowerCase();
  if (authservId === undefined) return undefined;
  if (statements.length === 1 && /^[ \t]*none[ \t]*$/i.test(statements[0] ?? "")) return { authservId, results: [] };
  const results = statements.map(readStatement).filter((result) => result !== undefined);
  return results.length === statements.length && isInOrder(results) ? { authservId, results } : undefined;
}

// An identity without quotes, and no version but the first (RFC 8601 §2.2).
const AUTHSERV_ID = /^[ \t]*([a-z0-9._-]+)(?:[ \t]+1)?[ \t]*$/i;

/** Line breaks that fold nothing, other control characters, and what is not ASCII: none belongs here. */
const UNPRINTABLE = /[^\t\r\n -~]|\r(?!\n)|\n(?![ \t])/;

/**
 * The identity and the results behind it. No semicolon stands inside of a comment or of quotes, so each one ends a result;
 * and in a folded value each result is a line, so that none can begin inside of another.
 */
function splitStatements(value: string): readonly string[] | undefined {
  if (UNPRINTABLE.test(value)) return undefined;
  const lines = value.split(/\r?\n/);
  const statements = value.split(";");
  if (lines.length === 1) return statements;
  const isLineEach = lines.length === statements.length && lines.slice(0, -1).every((line) => /;[ \t]*$/.test(line));
  return isLineEach ? statements.map((statement) => statement.replace(/^[ \t]*\r?\n/, "")) : undefined;
}

// A comment can stand behind the result alone, and holds nothing that could end it early.
const STATEMENT = /^[ \t]*([a-z0-9-]+)(?:\/1)?=([a-z0-9-]+)(?:[ \t]+\([^()";\\]*\))?(?=[ \t]|$)(.*)$/i;
const PROPERTY = /^([a-z0-9-]+\.[a-z0-9_-]+)=("[^"();\\]*"|[^"();\\]*)$/i;

function readStatement(statement: string): MethodResult | undefined {
  const [, method = "", result = "", rest = ""] = STATEMENT.exec(statement) ?? [];
  const words = rest.split(/[ \t]+/).filter((word) => word !== "");
  const properties = words.map((word) => PROPERTY.exec(word));
  if (method === "" || properties.includes(null)) return undefined;
  const pairs = properties.map((match) => [match?.[1]?.toLowerCase() ?? "", unquoted(match?.[2] ?? "")] as const);
  const group = groupOf(method.toLowerCase(), pairs);
  return isWritten(group, pairs) ? { group, result: result.toLowerCase(), properties: new Map(pairs) } : undefined;
}

type Properties = readonly (readonly [name: string, value: string])[];

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1) : value;
}

function groupOf(method: string, properties: Properties): Group {
  if (method === "spf") return properties[0]?.[0] === "smtp.helo" ? "spf-helo" : "spf-mailfrom";
  return method === "dkim" || method === "dmarc" || method === "arc" ? method : "other";
}

/**
 * Which properties a group has, in their order. A sender whose signature names `i=x header.d=school.example` must not have
 * signed for the school: there is one `header.d` or one `header.i`, then the selector, then what Cloudflare itself computed.
 */
const WRITTEN: Readonly<Record<Group, RegExp>> = {
  dkim: /^(?:header\.[di](?: header\.s)?(?: header\.b)?(?: header\.a)?)?$/,
  dmarc: /^(?:header\.from)?(?: ?policy\.[a-z0-9_-]+)*$/,
  "spf-helo": /^smtp\.helo$/,
  "spf-mailfrom": /^(?:smtp\.mailfrom)?$/,
  arc: /^/,
  other: /^/,
};

const SHAPES: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ["header.d", (value) => parseAddress(`x@${value}`) !== undefined],
  ["header.s", (value) => /^[a-z0-9._-]*$/i.test(value)],
  ["header.b", (value) => /^[a-z0-9+/]*={0,2}$/i.test(value)],
  ["header.a", (value) => /^[a-z0-9-]*$/i.test(value)],
]);

function isWritten(group: Group, properties: Properties): boolean {
  const names = properties.map(([name]) => name).join(" ");
  return WRITTEN[group].test(names) && properties.every(([name, value]) => SHAPES.get(name)?.(value) ?? true);
}

function isInOrder(results: readonly MethodResult[]): boolean {
  return results.every(({ group }, at) => {
    const before = results[at - 1]?.group;
    if (before === undefined) return true;
    const isRepeated = before === group && (group === "dkim" || group === "other");
    return isRepeated || GROUPS.indexOf(before) < GROUPS.indexOf(group);
  });
}
