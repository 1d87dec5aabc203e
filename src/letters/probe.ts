/** The mail that the relay writes to itself. Nobody reads it, unless it goes astray. */
import type { Both, Language } from "./language.ts";
import type { Letter } from "./letter.ts";

const SUBJECT: Both = { ja: "SafetyAnswer の自己点検", en: "SafetyAnswer tries itself" };
const TEXT: Both = {
  ja: "このメールは、メールがこのドメインに届くことを確かめるために、週に一度、自動で送られます。対応は不要です。\n",
  en: "This mail is sent once a week, by a program, to see whether mail reaches this domain. Nothing is to be done.\n",
};

export function probeLetter(language: Language): Letter {
  return { subject: SUBJECT[language], text: TEXT[language] };
}
