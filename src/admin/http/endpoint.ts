/** A route of the contract, and what is done for it: the input is checked before, the answer's shape by the compiler. */
import * as v from "valibot";
import type { AdminContext } from "../context.ts";
import type { Route, Schema } from "../contract/route.ts";
import { Problem } from "./problem.ts";

/** What stands in a path's braces. */
interface Parameters {
  readonly id?: string;
  readonly replyFromId?: string;
}

interface Asked<Query, Body> {
  readonly id: string;
  readonly parameters: Parameters;
  readonly query: Query;
  readonly body: Body;
}

export interface Endpoint {
  readonly route: Route;
  /** @throws Problem */
  answer(request: Request, parameters: Parameters, context: AdminContext): Promise<Response>;
}

export function endpoint<Query extends Schema, Body extends Schema, Answer extends Schema>(
  route: Route<Query, Body, Answer>,
  act: (
    asked: Asked<v.InferOutput<Query>, v.InferOutput<Body>>,
    context: AdminContext,
  ) => Promise<v.InferOutput<Answer>>,
): Endpoint {
  return {
    route,
    async answer(request, parameters, context) {
      const query = check(route.query, Object.fromEntries(new URL(request.url).searchParams));
      const body = route.body ? check(route.body, await readJson(request)) : undefined;
      const { id = "" } = parameters;
      const answer = await act({ id, parameters, query, body: body as v.InferOutput<Body> }, context);
      const headers = { "Cache-Control": "no-store" };
      return route.status === 204
        ? new Response(null, { status: 204, headers })
        : Response.json(answer, { status: route.status, headers });
    },
  };
}

async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get("Content-Type") ?? "";
  // A form of another website can post, but never with this type: one reason more to insist on it.
  if (!/^application\/json\s*(?:;|$)/i.test(type)) throw new Problem(415, "Send `Content-Type: application/json`.");
  try {
    return await request.json();
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, "The body is no valid JSON.");
  }
}

/** @throws Problem 400 that names the first field which is not as it should be */
function check<S extends Schema>(schema: S, value: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw refusal(issue);
}

function refusal(issue: v.BaseIssue<unknown>): Problem {
  const key = issue.path?.map((item) => String(item.key)).join(".") ?? "";
  // A member's name can itself be anything, an address even: only what looks like a name is repeated.
  const field = /^[A-Za-z.]{1,60}$/.test(key) ? key : undefined;
  if (issue.type === "strict_object") return new Problem(400, objectAdvice(issue, field), field);
  return new Problem(400, `${field ?? "The body"} ${ownWords(issue)}.`, field);
}

/** A member too many, a member too few, or no object at all. */
function objectAdvice(issue: v.BaseIssue<unknown>, field: string | undefined): string {
  if (!issue.path) return "The body must be a JSON object.";
  if (issue.expected === "never") return `${field ?? "A member"} is not known here; leave it out.`;
  return `${field ?? "A member"} is missing.`;
}

/** The library's own words repeat what it received; ours never do. */
function ownWords(issue: v.BaseIssue<unknown>): string {
  return issue.message.startsWith("Invalid ") ? "is not as it should be" : issue.message;
}
