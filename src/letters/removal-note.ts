/** The lines that stand where something was removed: nobody should wonder where a signature went. */
import type { Both, Language } from "./language.ts";

interface RemovalNotes {
  readonly signature: string;
  readonly keys: string;
}

const NOTES: Readonly<Record<keyof RemovalNotes, Both>> = {
  signature: {
    ja: "［この窓口を通る際、送信者が分かってしまう電子署名を取り除きました。］",
    en: "[A digital signature was removed on the way, since it names its maker.]",
  },
  keys: {
    ja: "［この窓口を通る際、送信者が分かってしまう公開鍵を取り除きました。］",
    en: "[A public key was removed on the way, since it names its owner.]",
  },
};

export function removalNotes(language: Language): RemovalNotes {
  return { signature: NOTES.signature[language], keys: NOTES.keys[language] };
}
