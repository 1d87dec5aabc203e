/**
 * Cloudflare Access: the JWT that it puts before a request when somebody has signed in. Verified here, too, since a
 * worker can also be reached by its workers.dev name, past Access.
 */
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { Problem } from "./problem.ts";

interface AccessTeam {
  /** As `school.cloudflareaccess.com`. */
  readonly teamDomain: string;
  readonly audience: string;
}

export const ACCESS_HEADER = "Cf-Access-Jwt-Assertion";

type TeamKeys = ReturnType<typeof createRemoteJWKSet>;

/** The team's keys, one fetch an isolate until a key is missing; jose waits 30 s between fetches. */
const keysByTeam = new Map<string, TeamKeys>();

function keysOf(teamDomain: string): TeamKeys {
  const known = keysByTeam.get(teamDomain);
  if (known) return known;
  const keys = createRemoteJWKSet(new URL(`https://${teamDomain}/cdn-cgi/access/certs`));
  keysByTeam.set(teamDomain, keys);
  return keys;
}

/**
 * Who has signed in: their mail address at the team, or a service token's name.
 * @throws Problem 401 for anything but a valid token of this team, for this application, that has not run out
 */
export async function verifyAccess(assertion: string, team: AccessTeam): Promise<string> {
  const { email, common_name: serviceToken, sub } = await readPayload(assertion, team);
  const identity = [email, serviceToken, sub].find(isName);
  if (identity !== undefined) return identity;
  throw new Problem(401, "The Access token names nobody.");
}

async function readPayload(assertion: string, team: AccessTeam): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(assertion, keysOf(team.teamDomain), {
      issuer: `https://${team.teamDomain}`,
      audience: team.audience,
      // Access signs with RSA; to accept what the token itself names would let it choose a weaker way.
      algorithms: ["RS256"],
      requiredClaims: ["exp"],
    });
    return payload;
  } catch (error) {
    const why =
      error instanceof errors.JWTExpired ? "Your sign-in has run out: load the page again." : "Sign in again.";
    throw new Problem(401, `The Access token is not valid. ${why}`);
  }
}

function isName(claim: unknown): claim is string {
  return typeof claim === "string" && claim !== "";
}
