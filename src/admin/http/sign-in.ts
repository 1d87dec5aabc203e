/** Who is asking: the holder of the admin token, or somebody whom Cloudflare Access has signed in. */
import type { Settings } from "../../env.ts";
import { utf8 } from "../../mail/octets.ts";
import type { Vault } from "../../store/vault.ts";
import type { AdminDeps } from "../context.ts";
import { ACCESS_HEADER, verifyAccess } from "./access.ts";
import { type GuessLimit, networkOf } from "./guess-limit.ts";
import { Problem } from "./problem.ts";

/** Characters of an identity's keyed hash in the audit list: enough to tell people apart, nothing to recognise them by. */
const ACTOR_LENGTH = 8;

/**
 * The actor, as the audit list names them: `token`, or `access:` and a keyed hash.
 * @throws Problem 401, or 429 after too many wrong ones
 */
export async function signIn(request: Request, { settings, vault, clock }: AdminDeps, guesses: GuessLimit) {
  const network = networkOf(request);
  try {
    return await identify(request, settings, vault);
  } catch (error) {
    // Nothing presented is no guess: a page that has not signed in yet must not lock its reader out.
    if (request.headers.has("Authorization") || request.headers.has(ACCESS_HEADER)) {
      // Only now: the right token is heard whatever others have guessed, or a lost phone could not be stopped.
      guesses.admit(network, clock.now());
      await guesses.punish(network, clock);
    }
    throw error;
  }
}

async function identify(request: Request, settings: Settings, vault: Vault): Promise<string> {
  const authorization = request.headers.get("Authorization");
  if (authorization !== null) {
    if (settings.adminToken && (await isToken(authorization, settings.adminToken))) return "token";
    throw unauthorized("The token is not right.");
  }
  const assertion = request.headers.get(ACCESS_HEADER);
  if (assertion !== null && settings.access) {
    const identity = await verifyAccess(assertion, settings.access);
    return `access:${(await vault.index("actor", identity)).slice(-ACTOR_LENGTH)}`;
  }
  throw unauthorized("Send `Authorization: Bearer` with the ADMIN_TOKEN, or sign in through Cloudflare Access.");
}

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
