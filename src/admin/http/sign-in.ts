/** Who is asking: the holder of the admin token, a browser that was signed in with it, or somebody whom Cloudflare Access has signed in. */
import { utf8 } from "../../mail/octets.ts";
import type { AdminDeps } from "../context.ts";
import type { SignedInBy } from "../contract/session.ts";
import { ACCESS_HEADER, verifyAccess } from "./access.ts";
import { type GuessLimit, networkOf } from "./guess-limit.ts";
import { Problem } from "./problem.ts";
import { requireSameOrigin, sessionOf } from "./session-cookie.ts";

/** Characters of an identity's keyed hash in the audit list: enough to tell people apart, nothing to recognise them by. */
const ACTOR_LENGTH = 8;

interface SignedIn {
  /** As the audit list names them: `token`, or `access:` and a keyed hash. */
  readonly actor: string;
  readonly signedInBy: SignedInBy;
}

/** @throws Problem 401, 403 for another site's request, or 429 after too many wrong tokens */
export async function signIn(request: Request, deps: AdminDeps, guesses: GuessLimit): Promise<SignedIn> {
  const { clock } = deps;
  const network = networkOf(request);
  try {
    return await identify(request, deps);
  } catch (error) {
    // Nothing presented is no guess: a page that has not signed in yet must not lock its reader out.
    if (request.headers.has("Authorization") || request.headers.has(ACCESS_HEADER)) {
      // Only now: the right token is heard whatever others have guessed, or a lost phone could not be stopped.
      guesses.admit(network, clock.now());
      await guesses.punish(network, clock);
      if (error instanceof Problem) throw error.with(guesses.fields(network, clock.now()));
    }
    throw error;
  }
}

async function identify(request: Request, deps: AdminDeps): Promise<SignedIn> {
  const { settings, vault } = deps;
  const authorization = request.headers.get("Authorization");
  if (authorization !== null) {
    if (settings.adminToken && (await isToken(authorization, settings.adminToken))) return BY_TOKEN;
    throw unauthorized("The token is not right.");
  }
  const assertion = request.headers.get(ACCESS_HEADER);
  if (assertion !== null && settings.access) {
    const identity = await verifyAccess(assertion, settings.access);
    const actor = `access:${(await vault.index("actor", identity)).slice(-ACTOR_LENGTH)}`;
    return { actor, signedInBy: "access" };
  }
  if (await sessionOf(request, deps)) {
    requireSameOrigin(request);
    return { ...BY_TOKEN, signedInBy: "session" };
  }
  throw unauthorized("Send `Authorization: Bearer` with the ADMIN_TOKEN, or sign in through Cloudflare Access.");
}

const BY_TOKEN: SignedIn = { actor: "token", signedInBy: "token" };

function unauthorized(detail: string): Problem {
  return new Problem(401, detail, undefined, { "WWW-Authenticate": 'Bearer realm="SafetyAnswer"' });
}

/** RFC 6750 §2.1. Compared as keyed hashes of one length: the time it takes says nothing about how much was right. */
async function isToken(authorization: string, token: string): Promise<boolean> {
  const presented = /^Bearer +([\x21-\x7e]{1,500}) *$/i.exec(authorization)?.[1] ?? "";
  const random = crypto.getRandomValues(new Uint8Array(32));
  const key = await crypto.subtle.importKey("raw", random, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const [ours, theirs] = await Promise.all(
    [token, presented].map((text) => crypto.subtle.sign("HMAC", key, utf8(text))),
  );
  return ours !== undefined && theirs !== undefined && isEqual(new Uint8Array(ours), new Uint8Array(theirs));
}

/** Whether two digests are the same in every octet, in a time that does not say in how many. */
export function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (const [at, octet] of one.entries()) difference |= octet ^ (other[at] ?? 0);
  return difference === 0;
}
