/** The desk's HTTP side: what holds for every request stands here; what a route does stands in the file of its resource. */
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
// The preset with the smallest router: some thirty routes, and each invocation builds them anew.
import { Hono } from "hono/tiny";
import { openAdminDb } from "../store/admin/db.ts";
import { addressEndpoints } from "./addresses.ts";
import { adminEndpoints } from "./admins/admins.ts";
import { requireRole } from "./admins/roles.ts";
import { sessionEndpoints } from "./admins/session.ts";
import { aliasEndpoints } from "./aliases.ts";
import { blockEndpoints } from "./blocks.ts";
import { cardEndpoint } from "./card.ts";
import type { AdminContext, AdminDeps } from "./context.ts";
import { deskEndpoint } from "./desk.ts";
import { emergencyEndpoints } from "./emergency.ts";
import { forwardingEndpoints, handoverEndpoint } from "./forwardings.ts";
import { healthEndpoints } from "./health.ts";
import type { Endpoint } from "./http/endpoint.ts";
import { fileOrReload } from "./http/gone-file.ts";
import { GuessLimit } from "./http/guess-limit.ts";
import { once } from "./http/idempotency.ts";
import { requireUnchanged, unlessKnown } from "./http/preconditions.ts";
import { answerError, notFound, Problem } from "./http/problem.ts";
import { secured } from "./http/security-headers.ts";
import { limitGuesses, signIn } from "./http/sign-in.ts";
import { leaveByClick } from "./network/leave.ts";
import { networkEndpoints } from "./network/networks.ts";
import { recordEndpoints } from "./records.ts";
import { replyFromEndpoints } from "./reply-from.ts";
import { rosterEndpoint } from "./roster/roster.ts";
import { mailEndpoints } from "./search/mails.ts";

export type { AdminDeps } from "./context.ts";

/** Octets of a request's body, and of a roster's. */
const MAX_BODY = 64 * 1024;
const MAX_ROSTER = 1024 * 1024;

/** Files that the API shows under a path of its own, to anybody. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  "/api/openapi.json": "/openapi.json",
  "/api/docs": "/docs",
};

export const endpoints: readonly Endpoint[] = [
  ...addressEndpoints,
  ...forwardingEndpoints,
  handoverEndpoint,
  rosterEndpoint,
  cardEndpoint,
  ...replyFromEndpoints,
  ...aliasEndpoints,
  ...blockEndpoints,
  ...mailEndpoints,
  ...emergencyEndpoints,
  ...healthEndpoints,
  deskEndpoint,
  ...networkEndpoints,
  ...recordEndpoints,
  ...sessionEndpoints,
  ...adminEndpoints,
];

/** One for this isolate, however many apps it builds. */
const guesses = new GuessLimit();

/** Serves /api/**; everything else is a file. */
export function adminApp(deps: AdminDeps): Hono {
  const app = new Hono();
  app.onError((error) => answerError(error, deps.log));
  app.use(async (context, next) => {
    await next();
    context.res = secured(context.res);
  });
  app.use("/api/*", cors(corsFor(deps)));
  app.use("/api/*", (context, next) => limitBody(context.req.path === rosterEndpoint.route.path)(context, next));
  app.use("/api/*", async (context, next) => {
    refuseForeignOrigin(context.req.raw, deps);
    await next();
  });
  serveDocuments(app, deps);
  for (const endpoint of endpoints) serve(app, endpoint, deps);
  refuseOtherMethods(app, deps);
  app.all("/api/*", async (context) => {
    await signIn(context.req.raw, deps, guesses);
    throw notFound("route");
  });
  app.all("/leave/:token", ({ req }) => leaveByClick(req.raw, req.param("token"), deps));
  app.all("*", (context) => fileOrReload(context.req.raw, deps.assets));
  return app;
}

function corsFor({ settings }: AdminDeps) {
  return {
    origin: (origin: string) => (settings.adminOrigins.includes(origin) ? origin : null),
    allowMethods: ["GET", "POST", "PATCH", "DELETE"],
    allowHeaders: ["Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key"],
    exposeHeaders: ["ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy"],
    maxAge: 600,
  };
}

function limitBody(isRoster: boolean) {
  const maxSize = isRoster ? MAX_ROSTER : MAX_BODY;
  const onError = () => {
    throw new Problem(413, `A request has ${maxSize / 1024} KB at most.`);
  };
  return bodyLimit({ maxSize, onError });
}

/**
 * Cross-site request forgery: behind Access a browser signs every request in by itself, another website's, too. Browsers
 * name the website in Origin whenever something could be changed.
 */
function refuseForeignOrigin(request: Request, { settings }: AdminDeps): void {
  const origin = request.headers.get("Origin");
  if (origin === null || ["GET", "HEAD", "OPTIONS"].includes(request.method)) return;
  if (origin === new URL(request.url).origin || settings.adminOrigins.includes(origin)) return;
  throw new Problem(403, "Add the website's origin to ADMIN_ORIGINS if it is yours.");
}

function serveDocuments(app: Hono, { assets }: AdminDeps): void {
  for (const [path, file] of Object.entries(DOCUMENTS)) {
    app.get(path, (context) => assets.fetch(new Request(new URL(file, context.req.url))));
  }
}

function serve(app: Hono, endpoint: Endpoint, deps: AdminDeps): void {
  const { method, path, may } = endpoint.route;
  app.on(method, honoPath(path), async ({ req }) => {
    const own = { ...deps, db: openAdminDb(deps.d1) };
    if (may === "anybody") return forAnybody(req.raw, endpoint, { ...own, actor: "" });
    const asked = { ...own, ...(await signIn(req.raw, deps, guesses)) };
    await requireRole(endpoint.route, req.raw, req.param(), asked);
    if (method === "GET") return unlessKnown(req.raw, await endpoint.answer(req.raw, req.param(), asked));
    const change = async (request: Request) => {
      const wasRead = await requireUnchanged(request, endpoint.route, readerOf, req.param(), asked);
      return endpoint.answer(request, req.param(), { ...asked, wasRead });
    };
    return method === "POST" ? once(req.raw, asked, change) : change(req.raw);
  });
}

/** Nothing is kept for strangers; whatever they present that is not there is a guess. */
function forAnybody(request: Request, endpoint: Endpoint, context: AdminContext): Promise<Response> {
  return limitGuesses(request, context, guesses, 404, () => endpoint.answer(request, {}, context));
}

/** What answers the thing that stands at a path, as it is now. */
function readerOf(path: string): Endpoint | undefined {
  return endpoints.find(({ route }) => route.method === "GET" && route.path === path);
}

/** 405 (RFC 9110 §15.5.6) where the path exists and the method does not. */
function refuseOtherMethods(app: Hono, deps: AdminDeps): void {
  for (const [path, routes] of Map.groupBy(endpoints, ({ route }) => route.path)) {
    const allow = routes.map(({ route }) => route.method).join(", ");
    app.all(honoPath(path), async (context) => {
      if (!routes.some(({ route }) => route.may === "anybody")) await signIn(context.req.raw, deps, guesses);
      throw new Problem(405, `Possible here: ${allow}.`, undefined, { Allow: allow });
    });
  }
}

/** `{id}` → `:id`. */
function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}
