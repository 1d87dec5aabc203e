/**
 * The cookie of somebody who has signed in at the page. No script can read it, so that none can take it along; it goes over TLS alone,
 * to this host alone, and with no request that another site has caused (RFC 6265bis).
 */
import { randomWord } from "../../mail/base-encoding.ts";
import { HOUR } from "../../mail/duration.ts";
import { type AdminDb, openAdminDb } from "../../store/admin/db.ts";
import { deleteSession, type FoundSession, findSession, insertSession } from "../../store/admins/sessions.ts";
import type { AdminDeps } from "../context.ts";
import { Problem } from "./problem.ts";

/** `__Host-`: browsers take it from this very host alone, and a sibling's cannot stand in its place. */
const NAME = "__Host-safetyanswer";
const ATTRIBUTES = "Path=/; HttpOnly; Secure; SameSite=Strict";
/** A working day: whoever finds the browser open tomorrow finds no desk in it. */
const LASTS = 12 * HOUR;
/** 160 random bits. */
const WORD = 32;

/** @param mark of the password that opens it, if it is an admin's own @returns the cookie, and when it runs out */
export async function startSession({ vault, d1, clock, settings }: AdminDeps, mark: string | undefined) {
  const word = randomWord(WORD);
  const [wordIndex, tokenIndex] = await Promise.all([
    vault.index("session", word),
    mark ?? vault.index("session-token", settings.adminToken ?? ""),
  ]);
  const createdAt = clock.now();
  const expiresAt = createdAt + LASTS;
  await insertSession(openAdminDb(d1), { wordIndex, tokenIndex, createdAt, expiresAt });
  return { cookie: `${NAME}=${word}; Max-Age=${LASTS / 1000}; ${ATTRIBUTES}`, expiresAt };
}

/** The cookie with which a browser forgets it. */
export const GONE = `${NAME}=; Max-Age=0; ${ATTRIBUTES}`;

/** @returns whose cookie is good, has not run out, and was given for a password that is good today */
export async function sessionOf(
  request: Request,
  { vault, d1, clock, settings }: AdminDeps,
): Promise<FoundSession | undefined> {
  const word = wordIn(request);
  if (word === undefined) return undefined;
  const found = await findSession(openAdminDb(d1), await vault.indexes("session", word), clock.now());
  if (!found || found.admin) return found;
  const tokens: readonly string[] = settings.adminToken
    ? await vault.indexes("session-token", settings.adminToken)
    : [];
  return tokens.includes(found.session.tokenIndex) ? found : undefined;
}

export async function endSession(
  request: Request,
  deps: AdminDeps & { readonly db: AdminDb },
  everywhere: boolean,
): Promise<void> {
  const found = await sessionOf(request, deps);
  if (found) await deleteSession(deps.db, found.session, everywhere);
}

function wordIn(request: Request): string | undefined {
  const pairs = (request.headers.get("Cookie") ?? "").slice(0, 8_000).split(";");
  const [own] = pairs.map((pair) => pair.trim()).filter((pair) => pair.startsWith(`${NAME}=`));
  const word = own?.slice(NAME.length + 1);
  return word !== undefined && /^[0-9a-z]{32}$/.test(word) ? word : undefined;
}

/**
 * Cross-site request forgery: a browser adds the cookie by itself, also for a page at a sibling of this host ("same-site").
 * @throws Problem 403 for what changes something and is not known to come from this very origin
 */
export function requireSameOrigin(request: Request): void {
  if (["GET", "HEAD", "OPTIONS"].includes(request.method)) return;
  const site = request.headers.get("Sec-Fetch-Site");
  const isOwn = site === null ? request.headers.get("Origin") === new URL(request.url).origin : site === "same-origin";
  if (!isOwn) throw new Problem(403, "With the page's cookie, only the page itself may change something.");
}
