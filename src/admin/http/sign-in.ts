/** Who is asking: the holder of the admin token, an admin with a password of their own, a browser that was signed in with either, or somebody whom Cloudflare Access has signed in. */
import { foldMailbox, parseAddress } from "../../mail/header/address.ts";
import { utf8 } from "../../mail/octets.ts";
import { openAdminDb } from "../../store/admin/db.ts";
import { type AdminRow, adminOfMailbox, adminWithToken, wordHash } from "../../store/admins/admins.ts";
import { adminScope } from "../../store/contexts.ts";
import type { AdminDeps } from "../context.ts";
import type { Role } from "../contract/route.ts";
import type { SignedInBy } from "../contract/session.ts";
import { ACCESS_HEADER, verifyAccess } from "./access.ts";
import { type GuessLimit, networkOf } from "./guess-limit.ts";
import { Problem } from "./problem.ts";
import { requireSameOrigin, sessionOf } from "./session-cookie.ts";

/** Characters of an identity's keyed hash in the audit list: enough to tell people apart, nothing to recognise them by. */
const ACTOR_LENGTH = 8;

interface SignedIn {
  /** As the audit list names them: `token`, an admin's id, or `access:` and a keyed hash. */
  readonly actor: string;
  readonly signedInBy: SignedInBy;
  readonly role: Role;
  /** The one public address where that is all. */
  readonly onlyAddress?: string | undefined;
  readonly adminName?: string | undefined;
  readonly sessionMark?: string | undefined;
}

/** @throws Problem 401, 403 for another site's request, or 429 after too many wrong tokens */
export function signIn(request: Request, deps: AdminDeps, guesses: GuessLimit): Promise<SignedIn> {
  // Nothing presented is no guess: a page that has not signed in yet must not lock its reader out.
  const isGuess = request.headers.has("Authorization") || request.headers.has(ACCESS_HEADER);
  return limitGuesses(request, deps, guesses, isGuess ? 401 : undefined, () => identify(request, deps));
}

/** @param wrong the status that says so @throws Problem 429 after too many wrong ones */
export async function limitGuesses<Answer>(
  request: Request,
  { clock }: AdminDeps,
  guesses: GuessLimit,
  wrong: number | undefined,
  act: () => Promise<Answer>,
): Promise<Answer> {
  const network = networkOf(request);
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== wrong) throw error;
    // Only now: the right token is heard whatever others have guessed, or a lost phone could not be stopped.
    guesses.admit(network, clock.now());
    await guesses.punish(network, clock);
    throw error.with(guesses.fields(network, clock.now()));
  }
}

async function identify(request: Request, deps: AdminDeps): Promise<SignedIn> {
  const { settings } = deps;
  const authorization = request.headers.get("Authorization");
  if (authorization !== null) return byPassword(authorization, deps);
  const assertion = request.headers.get(ACCESS_HEADER);
  if (assertion !== null && settings.access) return byAccess(await verifyAccess(assertion, settings.access), deps);
  const found = await sessionOf(request, deps);
  if (!found) throw unauthorized("Send `Authorization: Bearer` with a password, or sign in through Cloudflare Access.");
  requireSameOrigin(request);
  return found.admin ? asAdmin(found.admin, "session") : { ...BY_TOKEN, signedInBy: "session" };
}

const BY_TOKEN: SignedIn = { actor: "token", signedInBy: "token", role: "all" };

function asAdmin({ id, name, role, addressId, tokenHash }: AdminRow, signedInBy: SignedInBy): SignedIn {
  const onlyAddress = role === "address" ? (addressId ?? undefined) : undefined;
  return { actor: id, signedInBy, role, onlyAddress, adminName: name, sessionMark: tokenHash ?? undefined };
}

/** The ADMIN_TOKEN first: it opens the desk whatever the table of admins holds. */
async function byPassword(authorization: string, { settings, d1 }: AdminDeps): Promise<SignedIn> {
  // RFC 6750 §2.1.
  const presented = /^Bearer +([\x21-\x7e]{1,500}) *$/i.exec(authorization)?.[1] ?? "";
  if (settings.adminToken && (await isToken(presented, settings.adminToken))) return BY_TOKEN;
  // Found by its hash: how long it takes says nothing about how much was right.
  const admin = OWN_PASSWORD.test(presented)
    ? await adminWithToken(openAdminDb(d1), await wordHash(presented))
    : undefined;
  if (admin) return asAdmin(admin, "token");
  throw unauthorized("The token is not right.");
}

/** Of this form are those that we give out (admins/invitation.ts). */
const OWN_PASSWORD = /^[0-9a-z]{32}$/;

/** @throws Problem 403 for somebody whose access was taken away here: what is not named here may do everything */
async function byAccess(identity: string, { vault, d1 }: AdminDeps): Promise<SignedIn> {
  const mailbox = parseAddress(identity);
  const indexes = mailbox ? await vault.indexes(adminScope, foldMailbox(mailbox)) : [];
  const admin = mailbox && (await adminOfMailbox(openAdminDb(d1), indexes));
  if (admin && admin.revokedAt !== null)
    throw new Problem(403, "Your access was taken away. Ask the admin.", undefined, {}, "role");
  if (admin) return asAdmin(admin, "access");
  const actor = `access:${(await vault.index("actor", identity)).slice(-ACTOR_LENGTH)}`;
  return { actor, signedInBy: "access", role: "all" };
}

function unauthorized(detail: string): Problem {
  return new Problem(401, detail, undefined, { "WWW-Authenticate": 'Bearer realm="SafetyAnswer"' });
}

/** Compared as keyed hashes of one length: the time it takes says nothing about how much was right. */
async function isToken(presented: string, token: string): Promise<boolean> {
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
