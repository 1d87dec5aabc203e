/** The one place that says who may ask for what: each route has a rule (contract/route.ts), and here it is held. */
import { addressOfThing } from "../../store/admins/admins.ts";
import type { AdminContext } from "../context.ts";
import type { Route, Rule } from "../contract/route.ts";
import type { Parameters } from "../http/endpoint.ts";
import { notFound, Problem } from "../http/problem.ts";

/**
 * @throws Problem 403 where the role has no place for it; 404 for what hangs on another public address, which is for them as
 * what never was
 */
export async function requireRole(
  { may }: Route,
  request: Request,
  parameters: Parameters,
  context: AdminContext,
): Promise<void> {
  if (may === "anybody") return;
  if (!isAmong(may, context)) throw outOfPlace();
  if (context.role !== "address") return;
  const asked = new URL(request.url).searchParams.get("addressId");
  if (asked !== null && asked !== context.onlyAddress) throw outOfPlace();
  await requireOwn(may, parameters.id ?? "", context);
}

function outOfPlace(): Problem {
  return new Problem(403, "Your role has no place for that.", undefined, {}, "role");
}

/** Whoever has no role may do nothing. */
function isAmong({ roles }: Rule, { role }: AdminContext): boolean {
  return role !== undefined && roles.some((one) => one === role);
}

async function requireOwn(rule: Rule, id: string, { db, onlyAddress }: AdminContext): Promise<void> {
  const of = "of" in rule ? rule.of : undefined;
  if (of === "answer" && onlyAddress !== undefined) return;
  const address =
    of === undefined || of === "answer" ? undefined : of === "address" ? id : await addressOfThing(db, of, id);
  if (address === undefined || address !== onlyAddress) throw notFound("thing");
}
