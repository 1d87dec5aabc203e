/**
 * ADDRESS_KEY on the operator's own machine: from the environment, or typed without echo. Never an argument: every user
 * of a machine can read the arguments of its programs, and a shell keeps them.
 */
import { readSecret } from "../../src/store/key-set.ts";
import type { Terminal } from "./ask.ts";
import type { Words } from "./language.ts";

export const ASK_KEY: Words = { ja: "ADDRESS_KEY（表示されません）: ", en: "ADDRESS_KEY (it is not shown): " };

const MALFORMED = "must be 32 octets in base64";

/** @throws Error when it is not 32 octets in base64 */
export async function addressKey(terminal: Terminal, question: string): Promise<Uint8Array<ArrayBuffer>> {
  const key = readSecret(process.env.ADDRESS_KEY || (await terminal.askSecret(question)));
  if (key) return key;
  throw new Error(`ADDRESS_KEY ${MALFORMED}`);
}

/** The key before, while keys are changed; from the environment alone. */
export function previousAddressKey(): Uint8Array<ArrayBuffer> | undefined {
  const text = process.env.ADDRESS_KEY_PREVIOUS;
  if (!text) return undefined;
  const key = readSecret(text);
  if (key) return key;
  throw new Error(`ADDRESS_KEY_PREVIOUS ${MALFORMED}`);
}
