/**
 * The keys, and all that they do. Everything is derived from the secret `ADDRESS_KEY` by HKDF (RFC 5869), one key a
 * purpose, so that a value made for one column means nothing in another. A stolen database reveals nobody without it.
 */
import { base32, fromBase64, toBase64 } from "../mail/base-encoding.ts";
import { utf8 } from "../mail/octets.ts";
import type { CarrierKey, Keys } from "../relay/keys.ts";

const GCM_NONCE = 12;
/** 20 base32 characters are 100 bits: no two rows collide by chance, and an index stays small. */
const INDEX_LENGTH = 20;

interface KeyShape {
  readonly name: string;
  readonly hash?: string;
  /** Bits. */
  readonly length: number;
}

export class Vault implements Keys {
  readonly #sealKey: CryptoKey;
  readonly #indexKey: CryptoKey;
  /** Hides a thread's ids from everybody but their own side (relay/carrier.ts). */
  readonly carrierKey: CarrierKey;
  /** Seals the list of public addresses that a copy has passed (relay/trace.ts). */
  readonly traceKey: CryptoKey;

  private constructor(seal: CryptoKey, index: CryptoKey, mac: CryptoKey, cipher: CryptoKey, trace: CryptoKey) {
    this.#sealKey = seal;
    this.#indexKey = index;
    this.carrierKey = { mac, cipher };
    this.traceKey = trace;
  }

  /** @param secret 32 random octets, the decoded `ADDRESS_KEY`. */
  static async open(secret: Uint8Array<ArrayBuffer>): Promise<Vault> {
    const master = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
    const derive = (purpose: string, algorithm: KeyShape, usages: string[]) =>
      crypto.subtle.deriveKey(
        { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: utf8(`safetyanswer/${purpose}/1`) },
        master,
        algorithm,
        false,
        usages,
      );
    const hmac: KeyShape = { name: "HMAC", hash: "SHA-256", length: 256 };
    const aes = (name: string): KeyShape => ({ name, length: 256 });
    return new Vault(
      ...(await Promise.all([
        derive("seal", aes("AES-GCM"), ["encrypt", "decrypt"]),
        derive("index", hmac, ["sign"]),
        derive("carrier-mac", hmac, ["sign", "verify"]),
        derive("carrier", aes("AES-CTR"), ["encrypt", "decrypt"]),
        derive("trace", aes("AES-GCM"), ["encrypt", "decrypt"]),
      ])),
    );
  }

  /**
   * Encrypts a value for one place: `place` is bound to it (AES-GCM additional data), so that a ciphertext moved to
   * another row does not open.
   */
  async seal(place: string, text: string): Promise<string> {
    const nonce = crypto.getRandomValues(new Uint8Array(GCM_NONCE));
    const algorithm = { name: "AES-GCM", iv: nonce, additionalData: utf8(place) };
    const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, this.#sealKey, utf8(text)));
    const whole = new Uint8Array(GCM_NONCE + sealed.length);
    whole.set(nonce);
    whole.set(sealed, GCM_NONCE);
    return toBase64(whole);
  }

  /** @throws Error when the value was not sealed for this place with this key: a wrong `ADDRESS_KEY`, or a changed row. */
  async unseal(place: string, sealed: string): Promise<string> {
    const whole = fromBase64(sealed);
    const algorithm = { name: "AES-GCM", iv: whole.subarray(0, GCM_NONCE), additionalData: utf8(place) };
    try {
      const opened = await crypto.subtle.decrypt(algorithm, this.#sealKey, whole.subarray(GCM_NONCE));
      return new TextDecoder().decode(opened);
    } catch {
      throw new Error("a stored value does not open: is ADDRESS_KEY the one that this database was written with?");
    }
  }

  /** A blind index: the same value under the same scope gives the same word, and the word says nothing about it. */
  async index(scope: string, value: string): Promise<string> {
    const mac = await crypto.subtle.sign("HMAC", this.#indexKey, utf8(`${scope}\0${value}`));
    return base32(new Uint8Array(mac)).slice(0, INDEX_LENGTH);
  }
}
