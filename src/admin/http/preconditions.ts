/**
 * Whoever changes something says in If-Match which state of it they have read (RFC 9110 §13.1.1): so two admins never
 * overwrite each other unseen.
 */
import { lastChangeOf } from "../../store/admin/audit.ts";
import { type AdminContext, timestamp } from "../context.ts";
import type { Endpoint, Parameters } from "./endpoint.ts";
import { Problem, refused } from "./problem.ts";

/**
 * @param current answers what is to be changed as it stands now; absent where nothing can be read at that path
 * @throws Problem 412 that says when it was changed, and by whom; 404 when it is gone
 */
export async function requireUnchanged(
  request: Request,
  current: Endpoint | undefined,
  parameters: Parameters,
  context: AdminContext,
): Promise<void> {
  const wanted = request.headers.get("If-Match");
  if (wanted === null) return;
  if (!current) throw refused(400, "if-match", "If-Match", "If-Match is of no use here: nothing is read at this path.");
  const path = new URL(request.url);
  path.search = "";
  const answer = await current.answer(new Request(path), parameters, context);
  const tags = wanted.split(",").map((tag) => tag.trim());
  if (tags.includes("*") || tags.includes(answer.headers.get("ETag") ?? "")) return;
  throw new Problem(412, await whoChanged(context, parameters.id ?? ""));
}

async function whoChanged(context: AdminContext, subject: string): Promise<string> {
  const change = await lastChangeOf(context.db, subject);
  const by = change ? ` (${change.action}, by ${change.actor}, ${timestamp(change.time)})` : "";
  return `It was changed since you read it${by}. Read it again, then change what still needs it.`;
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
