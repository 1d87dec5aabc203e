/** A route of the contract, and what is done for it: the input is checked before, the answer's shape by the compiler. */
import type * as v from "valibot";
import type { AdminContext } from "../context.ts";
import type { Route, Schema } from "../contract/route.ts";
import { check } from "./check.ts";
import { entityTag } from "./entity-tag.ts";
import { Problem, refused } from "./problem.ts";

/** What stands in a path's braces. */
export interface Parameters {
  readonly id?: string;
  readonly replyFromId?: string;
}

interface Asked<Query, Body> {
  readonly id: string;
  readonly parameters: Parameters;
  /** Where this worker was reached: `https://…`. */
  readonly origin: string;
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
      const answer = await act(
        { id, parameters, origin: new URL(request.url).origin, query, body: body as v.InferOutput<Body> },
        context,
      );
      return respond(route, answer, parameters);
    },
  };
}

async function respond(route: Route, answer: unknown, parameters: Parameters): Promise<Response> {
  const headers = new Headers({ "Cache-Control": "no-store" });
  if (route.status === 204) return new Response(null, { status: 204, headers });
  const text = JSON.stringify(answer);
  headers.set("Content-Type", "application/json");
  if (isRead(route)) headers.set("ETag", await entityTag(text));
  if (route.location) headers.set("Location", fillPath(route.location, { ...parameters, ...membersOf(answer) }));
  return new Response(text, { status: route.status, headers });
}

/** What stands at the path now: also the answer to a change (RFC 5789 §2.1), so that its maker can go on from there. */
const isRead = ({ method, may, refusals }: Route) =>
  (method === "GET" && may !== "anybody") || (method === "PATCH" && refusals.includes(412));

function membersOf(answer: unknown): Readonly<Record<string, unknown>> {
  return typeof answer === "object" && answer !== null ? { ...answer } : {};
}

/** `{id}` of the answer, or else of the path that was asked. */
function fillPath(path: string, members: Readonly<Record<string, unknown>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(members[name] ?? "")));
}

export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get("Content-Type") ?? "";
  // A form of another website can post, but never with this type: one reason more to insist on it.
  if (!/^application\/json\s*(?:;|$)/i.test(type)) throw new Problem(415, "Send `Content-Type: application/json`.");
  try {
    return await request.json();
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw refused(400, "not-json", undefined, "The body is no valid JSON.");
  }
}
