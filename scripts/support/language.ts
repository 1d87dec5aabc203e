/** The two languages that people here are spoken to in. */
export type Language = "ja" | "en";

export type Words = Readonly<Record<Language, string>>;

/** `--lang ja|en` decides, else the system's LANG; English unless that is Japanese. */
export function chosenLanguage(asked: string | undefined): Language {
  if (asked === "ja" || asked === "en") return asked;
  if (asked !== undefined) throw new Error("--lang must be ja or en");
  return (process.env.LC_ALL || process.env.LANG || "").startsWith("ja") ? "ja" : "en";
}
