/**
 * The trace field: which public addresses a copy has passed. It is sealed with a random nonce, so that outsiders can
 * neither forge one (and shut an address out by it) nor recognise anybody by its value.
 */
import { fromBase64Url, toBase64Url } from "../../mail/base-encoding.ts";
import { utf8 } from "../../mail/octets.ts";
import type { PublicAddress } from "../model.ts";
import type { RelayContext, Travelled } from "../transit.ts";

export const TRACE_FIELD = "X-SafetyAnswer-Trace";

/** A copy that has passed more of our addresses than this is going round in circles. */
const TRACE_LIMIT = 5;

const NONCE_LENGTH = 12;
/** Of more trace fields than this only the first count: opening one costs CPU. One more than are passed on. */
const FIELDS_READ = 2 * TRACE_LIMIT;

/** @param passed ids of public addresses */
async function sealTrace(key: CryptoKey, passed: readonly string[]): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_LENGTH));
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, utf8(passed.join(" "))),
  );
  const whole = new Uint8Array(NONCE_LENGTH + sealed.length);
  whole.set(nonce);
  whole.set(sealed, NONCE_LENGTH);
  return toBase64Url(whole);
}

/** A trace as any installation writes it: a nonce, at least one id and a tag, in base64url. */
const TRACE_FORM = /^[\w-]{50,400}$/;

/** @param values of the message's trace fields, as they stand there */
export async function openTraces(keys: readonly CryptoKey[], values: readonly string[]): Promise<Travelled> {
  const ours: string[] = [];
  const foreign: string[] = [];
  for (const value of new Set(values.slice(0, FIELDS_READ).map((written) => written.replaceAll(/\s/g, "")))) {
    const opened = (await Promise.all(keys.map((key) => openTrace(key, value)))).flat();
    if (opened.length > 0) ours.push(...opened);
    else if (TRACE_FORM.test(value)) foreign.push(value);
  }
  return { ours: [...new Set(ours)], foreign };
}

async function openTrace(key: CryptoKey, value: string): Promise<readonly string[]> {
  const octets = fromBase64Url(value);
  if (!octets || octets.length <= NONCE_LENGTH) return [];
  const algorithm = { name: "AES-GCM", iv: octets.subarray(0, NONCE_LENGTH) };
  try {
    const plain = await crypto.subtle.decrypt(algorithm, key, octets.subarray(NONCE_LENGTH));
    return new TextDecoder().decode(plain).split(" ");
  } catch {
    return []; // Not sealed by us: an outsider's field.
  }
}

/** The traces that a copy bears: ours with this address added, and those of other installations as they came. */
export async function tracesOf(context: RelayContext, publicAddress: PublicAddress): Promise<readonly string[]> {
  const { passed, ports } = context;
  return [await sealTrace(ports.keys.traceKey, [...passed.ours, publicAddress.id]), ...passed.foreign];
}

/** Whether a message has been at this public address before, or goes round among several. */
export function isLoop(transit: RelayContext, publicAddress: PublicAddress): boolean {
  const { ours, foreign } = transit.passed;
  return ours.includes(publicAddress.id) || ours.length >= TRACE_LIMIT || foreign.length > TRACE_LIMIT;
}
