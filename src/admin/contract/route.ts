/** What a route is: its place, what it takes, what it answers. Handlers, the OpenAPI file and the tests all read this. */
import type * as v from "valibot";

export type Schema = v.GenericSchema<unknown, unknown>;

/** Answers beside the good one, each a problem (RFC 9457). 401, 403 and 429 go without saying. */
type Refusal = 400 | 404 | 409 | 412 | 413 | 415;

export interface Route<Query extends Schema = Schema, Body extends Schema = Schema, Answer extends Schema = Schema> {
  /** The OpenAPI operationId. */
  readonly name: string;
  readonly group: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With parameters as OpenAPI writes them: `/api/addresses/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly details?: string;
  /** Whether anybody may ask, without signing in. */
  readonly open?: true;
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
