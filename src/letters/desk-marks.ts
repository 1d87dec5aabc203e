/** What stands in display names at a shared desk: who has answered, and who is at it. */
import type { Language } from "./language.ts";

const NOBODY: Readonly<Record<Language, string>> = { ja: "担当者", en: "An officer" };

/**
 * Whom an answer's copy for the other officers is from.
 * @param label as the admin calls the officer; "" where no name was given
 */
export function answeredName(label: string, language: Language): string {
  const name = label || NOBODY[language];
  return { ja: `${name}（返信済み）`, en: `${name} (answered)` }[language];
}

/** Behind a correspondent's name: somebody of the desk has answered them of late. */
export function atItMark(label: string, language: Language): string {
  const name = label || NOBODY[language];
  return { ja: `（${name}が対応中）`, en: `(${name} is on it)` }[language];
}
