/** What every letter is made of: texts with places such as `{address}`, filled in once. */

import type { Both } from "./language.ts";

export interface Letter {
  readonly subject: string;
  readonly text: string;
}

/** A letter in both languages, before its places are filled in. */
export interface LetterWords {
  readonly subject: Both;
  readonly text: Both;
}

/**
 * The text with its places filled in. A value is never searched for places: a name such as `{alias}` stays a name.
 * @throws when the text has a place for which there is no value
 */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_place, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for the place ${name} in a letter`);
    return value;
  });
}
