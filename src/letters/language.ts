/** The languages of letters and marks, and a text in both: whoever changes one sees the other. */
export type Language = "ja" | "en";

/** Something in both languages, side by side. */
export type Both<T = string> = Readonly<Record<Language, T>>;
