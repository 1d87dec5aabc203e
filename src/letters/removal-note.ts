/** The lines that stand where something was removed: nobody should wonder where a signature went. */
import type { Language } from "./language.ts";

export interface RemovalNotes {
  readonly signature: string;
  readonly keys: string;
}

const NOTES: Record<Language, RemovalNotes> = {
  ja: {
    signature: "［この窓口を通る際、送信者が分かってしまう電子署名を取り除きました。］",
    keys: "［この窓口を通る際、送信者が分かってしまう公開鍵を取り除きました。］",
  },
  en: {
    signature: "[A digital signature was removed on the way, since it names its maker.]",
    keys: "[A public key was removed on the way, since it names its owner.]",
  },
};

export function removalNotes(language: Language): RemovalNotes {
  return NOTES[language];
}
