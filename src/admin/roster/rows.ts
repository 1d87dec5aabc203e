/** What was sent as a roster, read: its rows, or everything that is wrong with it at once. No value is ever repeated. */

import * as v from "valibot";
import type { FaultCode } from "../contract/fault-codes.ts";
import { namesNoAddress } from "../contract/fields.ts";
import { Roster, RosterRow } from "../contract/roster.ts";
import { ownWords } from "../http/check.ts";
import { readJson } from "../http/endpoint.ts";
import { Problem } from "../http/problem.ts";
import { readSheet } from "./csv.ts";

/** @property lines of a CSV: where each row begins */
export interface RosterWish {
  readonly roster: Roster;
  readonly lines: readonly number[] | undefined;
}

/** @throws Problem 400 that names every wrong field, 415 */
export async function readRoster(request: Request): Promise<RosterWish> {
  const isCsv = /^text\/csv\s*(?:;|$)/i.test(request.headers.get("Content-Type") ?? "");
  const { body, lines } = isCsv ? await readCsvBody(request) : { body: await readJson(request), lines: undefined };
  const result = v.safeParse(Roster, body);
  if (result.success) return { roster: result.output, lines };
  throw new RosterProblem(400, onePerField(result.issues.map(errorOf)), lines);
}

interface RosterError {
  /** Its place in `rows`, from 0; absent for what is about the roster as a whole. */
  readonly row?: number | undefined;
  readonly field: string;
  readonly code: FaultCode;
  /** Goes behind the field's name. */
  readonly detail: string;
}

export class RosterProblem extends Problem {
  constructor(status: 400 | 409, errors: readonly RosterError[], lines: readonly number[] | undefined) {
    const [first] = errors;
    const named = errors.map((error) => withLine(error, lines));
    const detail = first ? `${first.field} ${first.detail}. Nothing was changed.` : "Nothing was changed.";
    super(status, detail, undefined, {}, first?.code, named);
  }
}

function withLine(error: RosterError, lines: readonly number[] | undefined) {
  const line = error.row === undefined ? undefined : lines?.[error.row];
  return {
    ...(error.row === undefined ? {} : { row: error.row }),
    ...(line === undefined ? {} : { line }),
    field: error.field,
    code: error.code,
    detail: `${error.field} ${error.detail}.`,
  };
}

/** What a JSON body says beside its rows, a CSV's request says in the query. */
async function readCsvBody(request: Request) {
  const reading = readSheet(new Uint8Array(await request.arrayBuffer()));
  if (reading.kind === "fault") {
    const detail =
      reading.code === "no-header"
        ? "must begin with a line of headings: address, label and destination at least (窓口, 役職・呼び名, メールアドレス)"
        : `has a heading in column ${reading.column} that is not known here; empty it or leave the column out`;
    throw new RosterProblem(400, [{ field: "rows", code: reading.code, detail }], undefined);
  }
  const { rows, lines } = reading.sheet;
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const asked = Object.entries(query).map(([name, value]) => [name, flagOf(value)]);
  return { body: { ...Object.fromEntries(asked), rows }, lines };
}

function flagOf(value: string): string | boolean {
  return value === "true" ? true : value === "false" ? false : value;
}

const MEMBERS = new Set([...Object.keys(Roster.entries), ...Object.keys(RosterRow.entries)]);

function errorOf(issue: v.BaseIssue<unknown>): RosterError {
  const [first, at, member] = (issue.path ?? []).map(({ key }) => key);
  const row = first === "rows" && typeof at === "number" ? at : undefined;
  const key = row === undefined ? first : member;
  // A member's name can itself be anything, an address even: only those that are known are repeated.
  const field = typeof key === "string" && MEMBERS.has(key) ? key : "rows";
  return { row, field, ...whatOf(issue, field, key) };
}

function whatOf(issue: v.BaseIssue<unknown>, field: string, key: unknown): Pick<RosterError, "code" | "detail"> {
  if (issue.type === "strict_object" && issue.expected === "never") {
    return { code: "unknown", detail: "has a member that is not known here; leave it out" };
  }
  if (issue.type === "strict_object" && key !== undefined) return { code: "missing", detail: "is missing" };
  if (issue.type === "strict_object") return { code: "type", detail: "must come in a JSON object" };
  if (issue.requirement === namesNoAddress) return { code: "address-in-label", detail: ownWords(issue) };
  return { code: codeOf(issue.type, field), detail: ownWords(issue) };
}

function codeOf(type: string, field: string): FaultCode {
  if (field === "address" || field === "destination") return "not-an-address";
  if (type === "min_length") return field === "rows" ? "no-rows" : "missing";
  if (type === "max_length") return field === "rows" ? "too-many-rows" : "too-long";
  return type === "check" ? "format" : "type";
}

/** The first word about a field says enough. */
function onePerField(errors: readonly RosterError[]): readonly RosterError[] {
  return [...new Map([...errors].reverse().map((error) => [`${error.row} ${error.field}`, error])).values()].reverse();
}
