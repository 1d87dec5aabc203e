/**
 * The trace field: which public addresses a copy has passed. It is sealed with a random nonce, so that outsiders can
 * neither forge one (and shut an address out by it) nor recognise anybody by its value.
 */
import { fromBase64Url, toBase64Url } from "../../mail/base-encoding.ts";
import { utf8 } from "../../mail/octets.ts";
import type { PublicAddress } from "../model.ts";
import type { RelayContext } from "../transit.ts";

export const TRACE_FIELD = "X-SafetyAnswer-Trace";

/** A copy that has passed more of our addresses than this is going round in circles. */
export const TRACE_LIMIT = 5;

const NONCE_LENGTH = 12;
/** Of more trace fields than this only the first count: opening one costs CPU. */
const FIELDS_READ = 5;

/** @param passed ids of public addresses */
export async function sealTrace(key: CryptoKey, passed: readonly string[]): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_LENGTH));
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, utf8(passed.join(" "))),
  );
  const whole = new Uint8Array(NONCE_LENGTH + sealed.length);
  whole.set(nonce);
  whole.set(sealed, NONCE_LENGTH);
  return toBase64Url(whole);
}

/** The ids of the public addresses that genuine trace fields list; forged ones say nothing. */
export async function openTraces(keys: readonly CryptoKey[], values: readonly string[]): Promise<readonly string[]> {
  const read = values.slice(0, FIELDS_READ);
  const opened = await Promise.all(keys.flatMap((key) => read.map((value) => openTrace(key, value))));
  return [...new Set(opened.flat())];
}

async function openTrace(key: CryptoKey, value: string): Promise<readonly string[]> {
  const octets = fromBase64Url(value.replaceAll(/\s/g, ""));
  if (!octets || octets.length <= NONCE_LENGTH) return [];
  const algorithm = { name: "AES-GCM", iv: octets.subarray(0, NONCE_LENGTH) };
  try {
    const plain = await crypto.subtle.decrypt(algorithm, key, octets.subarray(NONCE_LENGTH));
    return new TextDecoder().decode(plain).split(" ");
  } catch {
    return []; // Not sealed by us: an outsider's field.
  }
}

/** Whether a message has been at this public address before, or goes round among several. */
export function isLoop(transit: RelayContext, publicAddress: PublicAddress): boolean {
  return transit.passed.includes(publicAddress.id) || transit.passed.length >= TRACE_LIMIT;
}
