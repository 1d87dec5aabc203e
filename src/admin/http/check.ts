/** What came in, held against the contract: everything that is wrong with it is said at once. */
import * as v from "valibot";
import type { FaultCode } from "../contract/fault-codes.ts";
import { namesNoAddress } from "../contract/fields.ts";
import type { Schema } from "../contract/route.ts";
import { type WrongField, wrongFields } from "./problem.ts";

/** More wrong members than a person can have meant. */
const MOST = 50;

/** @throws Problem 400 that names every member which is not as it should be, with a stable code each */
export function check<S extends Schema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortPipeEarly: true });
  if (result.success) return result.output;
  throw wrongFields(result.issues.slice(0, MOST).map(wrongField));
}

function wrongField(issue: v.BaseIssue<unknown>): WrongField {
  const key = issue.path?.map((item) => String(item.key)).join(".") ?? "";
  // A member's name can itself be anything, an address even: only what looks like a name is repeated.
  const field = /^[A-Za-z0-9.]{1,60}$/.test(key) ? key : undefined;
  const described = issue.type === "strict_object" ? objectAdvice(issue, field) : valueAdvice(issue, field);
  return { ...(field ? { field } : {}), ...described };
}

/** A member too many, a member too few, or no object at all. */
function objectAdvice(issue: v.BaseIssue<unknown>, field: string | undefined): Omit<WrongField, "field"> {
  const member = field ?? (issue.path ? "A member" : "The body");
  if (issue.expected === "never") return { code: "unknown", detail: `${member} is not known here; leave it out.` };
  // A member that is missing is undefined; whatever else stands there is no object.
  if (issue.path && issue.input === undefined) return { code: "missing", detail: `${member} is missing.` };
  return { code: "type", detail: `${member} must be a JSON object.` };
}

function valueAdvice(issue: v.BaseIssue<unknown>, field: string | undefined): Omit<WrongField, "field"> {
  return { code: codeOf(issue), detail: `${field ?? "The body"} ${ownWords(issue)}.` };
}

/** The library's kinds of issue, in six words that stay whatever library checks. */
function codeOf(issue: v.BaseIssue<unknown>): FaultCode {
  if (issue.kind === "schema") return issue.type === "picklist" || issue.type === "literal" ? "choice" : "type";
  switch (issue.type) {
    case "max_length":
      return "too-long";
    case "min_value":
    case "max_value":
      return "range";
    case "check":
      return issue.requirement === namesNoAddress ? "address-in-label" : "format";
    default:
      return "format";
  }
}

/** The library's own words repeat what it received; ours never do. */
export function ownWords(issue: v.BaseIssue<unknown>): string {
  return issue.message.startsWith("Invalid ") ? "is not as it should be" : issue.message;
}
