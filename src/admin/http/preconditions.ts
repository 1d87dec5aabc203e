/**
 * Whoever changes something says in If-Match which state of it they have read (RFC 9110 §13.1.1): so two admins never
 * overwrite each other unseen, also when both write in the same instant.
 */
import { lastChangeOf } from "../../store/admin/audit.ts";
import { commit, type Statement } from "../../store/admin/db.ts";
import { isChangedSince, readVersion, requireVersion, type Version } from "../../store/admin/versions.ts";
import { namesOf } from "../../store/admins/admins.ts";
import { type AdminContext, timestamp } from "../context.ts";
import type { Route } from "../contract/route.ts";
import type { Endpoint, Parameters } from "./endpoint.ts";
import { Problem, refused } from "./problem.ts";

/** What can be read, and changed by whoever says what they read: its path, and the rows in which it stands. */
const READ_AT: ReadonlyMap<string, Version["of"]> = new Map([
  ["/api/addresses/{id}", "address"],
  ["/api/forwardings/{id}", "forwarding"],
]);

/** The path at which is read what a route changes; undefined where that cannot be said. */
function pathReadFor({ path, refusals }: Route): string | undefined {
  return refusals.includes(412) ? path.split("/", 4).join("/") : undefined;
}

/**
 * @param readerAt answers what stands at a path, as it is now
 * @returns what the change is to be committed with (see `commitUnchanged`); nothing where any state will do
 * @throws Problem 412 that says when it was changed, and by whom; 404 when it is gone
 */
export async function requireUnchanged(
  request: Request,
  route: Route,
  readerAt: (path: string) => Endpoint | undefined,
  parameters: Parameters,
  context: AdminContext,
): Promise<Version | undefined> {
  const wanted = request.headers.get("If-Match");
  if (wanted === null) return undefined;
  const path = pathReadFor(route);
  const [of, current] = path === undefined ? [] : [READ_AT.get(path), readerAt(path)];
  if (!of || !current)
    throw refused(400, "if-match", "If-Match", "If-Match is of no use here: nothing is read at this path.");
  const { id = "" } = parameters;
  // Before the comparison: what changes between the two fails the commit.
  const version = await readVersion(context.db, of, id);
  const answer = await current.answer(new Request(new URL("/", request.url)), parameters, context);
  const tags = wanted.split(",").map((tag) => tag.trim());
  if (tags.includes("*")) return undefined;
  if (tags.includes(answer.headers.get("ETag") ?? "")) return version;
  throw await changed(context, id);
}

/**
 * As `commit`, of what stands only where what was read is still so.
 * @throws Problem 412
 */
export async function commitUnchanged(
  context: AdminContext,
  statements: readonly Statement[],
): Promise<readonly number[]> {
  const { db, wasRead } = context;
  if (!wasRead) return commit(db, statements);
  try {
    return (await commit(db, [requireVersion(wasRead), ...statements])).slice(1);
  } catch (error) {
    if (!isChangedSince(error)) throw error;
    throw await changed(context, wasRead.id);
  }
}

async function changed(context: AdminContext, subject: string): Promise<Problem> {
  const last = await lastChangeOf(context.db, subject);
  const names = await namesOf(context.db, last ? [last.actor] : []);
  const name = names.get(last?.actor ?? "") ?? "";
  const change = last && { action: last.action, actor: last.actor, name, time: timestamp(last.time) };
  const by = change ? ` (${change.action}, by ${name || change.actor}, ${change.time})` : "";
  const detail = `It was changed since you read it${by}. Read it again, then change what still needs it.`;
  return new Problem(412, detail, undefined, {}, undefined, [], change ? { change } : {});
}

/** 304 (RFC 9110 §13.1.2) for whoever has this very answer already. */
export function unlessKnown(request: Request, response: Response): Response {
  const tag = response.headers.get("ETag");
  const known =
    request.headers
      .get("If-None-Match")
      ?.split(",")
      .map((one) => one.trim().replace(/^W\//, "")) ?? [];
  if (tag === null || !known.includes(tag)) return response;
  return new Response(null, { status: 304, headers: { ETag: tag, "Cache-Control": "no-store" } });
}
