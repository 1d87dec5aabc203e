/**
 * The keys that one secret gives. Everything is derived from `ADDRESS_KEY` by HKDF (RFC 5869), one key a purpose, so that
 * a value made for one column means nothing in another. What is stored begins with the key's id: whoever reads a row
 * knows at once which secret opens it, and rows of a former secret are found by an index.
 */
import { base32, fromBase64, toBase64 } from "../mail/base-encoding.ts";
import { utf8 } from "../mail/octets.ts";
import type { CarrierKey } from "../relay/ports/keys.ts";

/** Octets of an `ADDRESS_KEY`. */
export const SECRET_LENGTH = 32;
const GCM_NONCE = 12;
/** 20 base32 characters are 100 bits: no two rows collide by chance, and an index stays small. */
const INDEX_LENGTH = 20;
/** 20 bits tell two secrets apart; derived like everything else, they say nothing about either. */
const KEY_ID_LENGTH = 4;
/** Neither base32 nor base64 has it. */
const MARK = ".";

interface KeyShape {
  readonly name: string;
  readonly hash?: string;
  /** Bits. */
  readonly length: number;
}

const HMAC: KeyShape = { name: "HMAC", hash: "SHA-256", length: 256 };
const aes = (name: string): KeyShape => ({ name, length: 256 });

/** The octets of an `ADDRESS_KEY` as it is set: base64 of 32 random octets. `undefined` when the text is no such thing. */
export function readSecret(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const octets = fromBase64(text.trim());
    return octets.length === SECRET_LENGTH ? octets : undefined;
  } catch {
    return undefined; // Not base64.
  }
}

export class KeySet {
  /** Stands before all that these keys made. */
  readonly id: string;
  readonly #sealKey: CryptoKey;
  readonly #indexKey: CryptoKey;
  /** Hides a thread's ids from everybody but their own side (relay/carrier.ts). */
  readonly carrierKey: CarrierKey;
  /** Seals the list of public addresses that a copy has passed (relay/trace.ts). */
  readonly traceKey: CryptoKey;

  private constructor(
    id: string,
    [seal, index, mac, cipher, trace]: readonly [CryptoKey, CryptoKey, CryptoKey, CryptoKey, CryptoKey],
  ) {
    this.id = id;
    this.#sealKey = seal;
    this.#indexKey = index;
    this.carrierKey = { mac, cipher };
    this.traceKey = trace;
  }

  /** @param secret 32 random octets */
  static async derive(secret: Uint8Array<ArrayBuffer>): Promise<KeySet> {
    const master = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey", "deriveBits"]);
    const derivation = (purpose: string) => ({
      name: "HKDF",
      hash: "SHA-256",
      salt: new Uint8Array(0),
      info: utf8(`safetyanswer/${purpose}/1`),
    });
    const derive = (purpose: string, shape: KeyShape, usages: ("encrypt" | "decrypt" | "sign" | "verify")[]) =>
      crypto.subtle.deriveKey(derivation(purpose), master, shape, false, usages);
    const id = new Uint8Array(await crypto.subtle.deriveBits(derivation("key-id"), master, 8 * KEY_ID_LENGTH));
    const keys = await Promise.all([
      derive("seal", aes("AES-GCM"), ["encrypt", "decrypt"]),
      derive("index", HMAC, ["sign"]),
      derive("carrier-mac", HMAC, ["sign", "verify"]),
      derive("carrier", aes("AES-CTR"), ["encrypt", "decrypt"]),
      derive("trace", aes("AES-GCM"), ["encrypt", "decrypt"]),
    ]);
    return new KeySet(base32(id).slice(0, KEY_ID_LENGTH), keys);
  }

  /** `place` is bound to the value (AES-GCM additional data), so that a ciphertext moved to another row does not open. */
  async seal(place: string, text: string): Promise<string> {
    const nonce = crypto.getRandomValues(new Uint8Array(GCM_NONCE));
    const algorithm = { name: "AES-GCM", iv: nonce, additionalData: utf8(place) };
    const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, this.#sealKey, utf8(text)));
    const whole = new Uint8Array(GCM_NONCE + sealed.length);
    whole.set(nonce);
    whole.set(sealed, GCM_NONCE);
    return this.id + MARK + toBase64(whole);
  }

  /** @throws when the value was not sealed for this place with this key */
  async unseal(place: string, sealed: string): Promise<string> {
    const whole = fromBase64(sealed.slice(KEY_ID_LENGTH + MARK.length));
    const algorithm = { name: "AES-GCM", iv: whole.subarray(0, GCM_NONCE), additionalData: utf8(place) };
    const opened = await crypto.subtle.decrypt(algorithm, this.#sealKey, whole.subarray(GCM_NONCE));
    return new TextDecoder().decode(opened);
  }

  /** A blind index: the same value under the same scope gives the same word, and the word says nothing about it. */
  async index(scope: string, value: string): Promise<string> {
    const mac = await crypto.subtle.sign("HMAC", this.#indexKey, utf8(`${scope}\0${value}`));
    return this.id + MARK + base32(new Uint8Array(mac)).slice(0, INDEX_LENGTH);
  }

  /** Whether a sealed value or an index was made by these keys. */
  made(stored: string): boolean {
    return stored.startsWith(this.id + MARK);
  }

  /** All that these keys made sorts from the first of these two words up to, and without, the second. */
  get range(): readonly [string, string] {
    return [this.id + MARK, this.id + String.fromCharCode(MARK.charCodeAt(0) + 1)];
  }
}
