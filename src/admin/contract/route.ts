/** What a route is: its place, what it takes, what it answers. Handlers, the OpenAPI file and the tests all read this. */
import type * as v from "valibot";

export type Schema = v.GenericSchema<unknown, unknown>;

/** Answers beside the good one, each a problem (RFC 9457). 401, 403 and 429 go without saying. */
type Refusal = 400 | 404 | 409 | 412 | 413 | 415;

/** What an admin may do: everything; read everything; or all that hangs on one public address, and nothing else. */
export type Role = "all" | "read" | "address";

/**
 * How a route tells which public address it is about: its path's id is that of the address, or of what hangs on one. `answer`: its
 * path names nothing, and it looks at `onlyAddress` itself.
 */
type Owner = "address" | "forwarding" | "alias" | "block" | "answer";

export type Rule =
  | { readonly roles: readonly Exclude<Role, "address">[] }
  | { readonly roles: readonly Role[]; readonly of: Owner };

/** Of the whole installation. */
export const ONLY_ALL: Rule = { roles: ["all"] };
export const READING: Rule = { roles: ["all", "read"] };
/** Of one public address, too, by whoever is there for that one. */
export const readingOf = (of: Owner): Rule => ({ roles: ["all", "read", "address"], of });
export const changingOf = (of: Exclude<Owner, "answer">): Rule => ({ roles: ["all", "address"], of });

export interface Route<Query extends Schema = Schema, Body extends Schema = Schema, Answer extends Schema = Schema> {
  /** The OpenAPI operationId. */
  readonly name: string;
  readonly group: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With parameters as OpenAPI writes them: `/api/addresses/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly details?: string;
  /** Who may ask: one rule for each route, and `admins/roles.ts` the one place that holds it. */
  readonly may: Rule | "anybody";
  readonly query: Query;
  /** Absent: the route takes no body. */
  readonly body?: Body;
  readonly status: 200 | 201 | 204;
  /** Where that which was made stands (RFC 9110 §10.2.2): `{id}` is the answer's. */
  readonly location?: string;
  /** Nothing for 204. */
  readonly answer: Answer;
  readonly refusals: readonly Refusal[];
}

/** Keeps the exact schemas of a route in its type. */
export function route<Query extends Schema, Body extends Schema, Answer extends Schema>(
  described: Route<Query, Body, Answer>,
): Route<Query, Body, Answer> {
  return described;
}
