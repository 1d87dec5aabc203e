/** What the fuzzer does to a message: cuts, copies, swaps and plants, in terms that shrink to few and small ones. */
import fc from "fast-check";

/** Words that readers of mail stumble over. */
const DICTIONARY = [
  "\r\n",
  "\n",
  "\r",
  "\r\n\r\n",
  "\0",
  "--",
  "--outer\r\n",
  "--outer--",
  "=\r\n",
  "=",
  "=40",
  "%40",
  "&#64;",
  "@",
  "<",
  ">",
  '"',
  "(",
  ")",
  ",",
  ";",
  ":",
  "\\",
  " ",
  "\t",
  "\r\n ",
  "\u00ff",
  "\u00e3\u0081",
  "\x1b$B",
  "=?utf-8?B?",
  "=?utf-8?Q?",
  "?=",
  "Content-Type: multipart/mixed; boundary=outer\r\n",
  "Content-Type: message/rfc822\r\n",
  "Content-Type: text/plain; charset=utf-7\r\n",
  "Content-Transfer-Encoding: base64\r\n",
  "Content-Transfer-Encoding: quoted-printable\r\n",
  "Content-Transfer-Encoding: x-uuencode\r\n",
  'filename="',
  "charset=",
  "anon-000000000000@school.example",
  "pta@school.example",
  "From: a@b.example\r\n",
  "Auto-Submitted: auto-replied\r\n",
  "A".repeat(80),
  " ".repeat(40),
  "(".repeat(30),
] as const;

export type Mutation =
  | { readonly kind: "cut"; readonly at: number; readonly length: number }
  | { readonly kind: "copy"; readonly at: number; readonly length: number; readonly to: number }
  | { readonly kind: "plant"; readonly at: number; readonly word: string }
  | { readonly kind: "overwrite"; readonly at: number; readonly word: string }
  | { readonly kind: "flip"; readonly at: number; readonly bit: number }
  | { readonly kind: "bare-lines"; readonly at: number; readonly length: number };

/** A place in the message, as a fraction of its length in millionths. */
const place = fc.nat(1_000_000);
const short = fc.oneof({ weight: 3, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.nat(2000) });
const words = fc.constantFrom(...DICTIONARY);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant("cut" as const), at: place, length: short }),
  fc.record({ kind: fc.constant("copy" as const), at: place, length: short, to: place }),
  fc.record({ kind: fc.constant("plant" as const), at: place, word: words }),
  fc.record({ kind: fc.constant("plant" as const), at: place, word: words }),
  fc.record({ kind: fc.constant("overwrite" as const), at: place, word: words }),
  fc.record({ kind: fc.constant("flip" as const), at: place, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant("bare-lines" as const), at: place, length: short }),
);

/** Mostly one or two, so that the message is still one; at times so many that little is left of it. */
export const mutations = fc.oneof(
  { weight: 3, arbitrary: fc.array(mutation, { minLength: 1, maxLength: 2 }) },
  { weight: 1, arbitrary: fc.array(mutation, { maxLength: 6 }) },
);

/** The message (a binary string), mutated. */
export function mutated(message: string, list: readonly Mutation[]): string {
  return list.reduce(mutate, message);
}

function mutate(message: string, mutation: Mutation): string {
  const at = position(message, mutation.at);
  const [before, after] = [message.slice(0, at), message.slice(at)];
  switch (mutation.kind) {
    case "cut":
      return before + after.slice(mutation.length);
    case "copy": {
      const to = position(message, mutation.to);
      return message.slice(0, to) + after.slice(0, mutation.length) + message.slice(to);
    }
    case "plant":
      return before + mutation.word + after;
    case "overwrite":
      return before + mutation.word + after.slice(mutation.word.length);
    case "flip":
      return before + String.fromCharCode((after.charCodeAt(0) || 0) ^ (1 << mutation.bit)) + after.slice(1);
    case "bare-lines":
      return before + after.slice(0, mutation.length).replaceAll("\r\n", "\n") + after.slice(mutation.length);
  }
}

function position(message: string, millionths: number): number {
  return Math.floor((message.length * millionths) / 1_000_001);
}
