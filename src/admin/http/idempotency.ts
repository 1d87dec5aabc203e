/**
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): whoever got no answer asks the same again, and it is done once. The
 * answer is kept sealed for a day: a card's code may stand in it.
 */
import { claimKey, freeKey, keepAnswer } from "../../store/admins/idempotency.ts";
import type { AdminContext } from "../context.ts";
import { Problem } from "./problem.ts";

const FIELD = "Idempotency-Key";

/** Characters of an answer: a D1 row has 2 MB, and sealing makes four octets of three; three in each character at worst. */
const MAX_KEPT = 400_000;

/** What of an answer is said again. */
interface Kept {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
}

/**
 * @param act does it
 * @throws Problem 400 for a key that is none, 409 while the first one is under way, 422 when it had another body
 */
export async function once(
  request: Request,
  context: AdminContext,
  act: (request: Request) => Promise<Response>,
): Promise<Response> {
  const sent = request.headers.get(FIELD);
  if (sent === null) return act(request);
  const { vault, db, clock } = context;
  const { pathname, search } = new URL(request.url);
  const indexes = await vault.indexes("idempotency", [context.actor, pathname, readKey(sent)].join("\n"));
  const bodies = await vault.indexes("idempotency-body", `${search}\n${await request.clone().text()}`);
  const [keyIndex] = indexes;
  const known = await claimKey(db, { keyIndex, bodyIndex: bodies[0], createdAt: clock.now() }, indexes);
  if (!known) return actAndKeep(request, context, keyIndex, act);
  if (!bodies.includes(known.bodyIndex)) throw new Problem(422, "Another body needs another Idempotency-Key.", FIELD);
  if (known.answerSealed === null) throw underWay();
  return sayAgain(JSON.parse(await vault.unseal(contextOf(known.keyIndex), known.answerSealed)));
}

/** A structured string, or the same without its quotation marks, as most clients send it. */
function readKey(sent: string): string {
  const key = /^"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"$|^([\x21\x23-\x7e]{1,255})$/.exec(sent.trim());
  if (key) return key[1] ?? key[2] ?? "";
  throw new Problem(400, `${FIELD} must be 1 to 255 characters of ASCII.`, FIELD);
}

const contextOf = (keyIndex: string) => `idempotency:${keyIndex}`;

/** Whatever refuses has done nothing. A fault is another matter: how far it came is not known, so the key stays taken. */
async function actAndKeep(
  request: Request,
  { vault, db }: AdminContext,
  keyIndex: string,
  act: (request: Request) => Promise<Response>,
): Promise<Response> {
  try {
    const answer = await act(request);
    const kept: Kept = { status: answer.status, headers: sayable(answer), text: await answer.text() };
    // One that no row can hold is not said again: the key stays taken.
    if (kept.text.length <= MAX_KEPT)
      await keepAnswer(db, keyIndex, await vault.seal(contextOf(keyIndex), JSON.stringify(kept)));
    return sayAgain(kept, answer.headers);
  } catch (error) {
    if (error instanceof Problem && error.status < 500) await freeKey(db, keyIndex);
    throw error;
  }
}

/** A cookie is for whoever was there at first. */
function sayable(answer: Response): Kept["headers"] {
  return [...answer.headers].filter(([name]) => name !== "set-cookie");
}

function sayAgain({ status, headers, text }: Kept, own = new Headers(headers.map(([name, value]) => [name, value]))) {
  return new Response(text === "" ? null : text, { status, headers: own });
}

function underWay(): Problem {
  const detail = "The first request with this Idempotency-Key has not ended, or not said how: look whether it is done.";
  return new Problem(409, detail, FIELD, {}, "under-way");
}
