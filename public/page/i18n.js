/** The page's language: the browser's, until somebody chooses. */

/**
 * @typedef {"ja" | "en"} Language
 * @typedef {typeof import("./words/en.js").en | typeof import("./words/ja.js").ja} Words
 */

const LANGUAGE_KEY = "safetyanswer.language";

/** @type {Language} */
let current = chosen() ?? fromBrowser();

/** Each is a file of its own: nobody waits for a language that they do not read. @type {Record<Language, () => Promise<Words>>} */
const READ = {
  ja: async () => (await import("./words/ja.js")).ja,
  en: async () => (await import("./words/en.js")).en,
};

/** @type {Words | undefined} */
let read;

/** Before anything is said. */
export async function loadWords() {
  read = await READ[current]();
}

/** The words of the current language. */
export function words() {
  if (!read) throw new Error("words before loadWords()");
  return read;
}

/** A word of the server's as this page says it; one that the page does not know stays as it is. @param {Readonly<Record<string, string>>} known @param {string} word */
export const wordFor = (known, word) => known[word] ?? word;

export const language = () => current;

/** The language that a press on the switch would lead to. @returns {Language} */
export const otherLanguage = () => (current === "ja" ? "en" : "ja");

/** @param {Language} wanted */
export async function chooseLanguage(wanted) {
  localStorage.setItem(LANGUAGE_KEY, wanted);
  const said = await READ[wanted]().catch(() => undefined);
  if (!said) return location.reload(); // A newer version is out, whose files have other names.
  read = said;
  current = wanted;
}

/** Screen readers choose their voice by the document's language; tabs and histories name what is shown. @param {string} section */
export function markDocument(section) {
  const { shell } = words();
  /** @type {Readonly<Record<string, string>>} */
  const titles = { desk: shell.desk, journal: shell.journal, tools: shell.tools, try: shell.tryIt };
  document.documentElement.lang = current;
  document.title = `${titles[section] ?? shell.desk} · SafetyAnswer`;
}

/** @returns {Language | undefined} */
function chosen() {
  const kept = localStorage.getItem(LANGUAGE_KEY);
  return kept === "ja" || kept === "en" ? kept : undefined;
}

/** @returns {Language} */
function fromBrowser() {
  const wanted = navigator.languages.find((tag) => /^(ja|en)\b/i.test(tag)) ?? navigator.language;
  return wanted.toLowerCase().startsWith("ja") ? "ja" : "en";
}
