/**
 * What mail/, letters/ and relay/ may use beside the language itself: what every browser, Node and Workers have alike
 * (WinterTC's minimum common API, and no more of it than is needed). Their tsconfig.json knows these names and no others.
 */

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  readonly encoding: string;
  decode(octets?: ArrayBuffer | ArrayBufferView, options?: { readonly stream?: boolean }): string;
}

declare class URL {
  static canParse(url: string): boolean;
  static parse(url: string): URL | null;
  constructor(url: string);
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}

/** A string of octets to base64, and back. */
declare function btoa(octets: string): string;
declare function atob(base64: string): string;

/** A key of Web Crypto: what it is stays with the platform. */
interface CryptoKey {
  readonly type: string;
  readonly extractable: boolean;
}

/** AES-GCM takes `iv`, AES-CTR takes `counter` and `length`. */
interface WebCipher {
  readonly name: string;
  readonly iv?: Uint8Array<ArrayBuffer>;
  readonly counter?: Uint8Array<ArrayBuffer>;
  readonly length?: number;
}

declare const crypto: {
  getRandomValues<Octets extends Uint8Array>(octets: Octets): Octets;
  readonly subtle: {
    digest(algorithm: "SHA-256", octets: Uint8Array): Promise<ArrayBuffer>;
    sign(algorithm: "HMAC", key: CryptoKey, octets: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
    encrypt(cipher: WebCipher, key: CryptoKey, octets: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
    decrypt(cipher: WebCipher, key: CryptoKey, octets: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  };
};
