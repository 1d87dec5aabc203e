/** The page's language: the browser's, until somebody chooses. */
import { en } from "./words/en.js";
import { ja } from "./words/ja.js";

/** @typedef {"ja" | "en"} Language */

const LANGUAGE_KEY = "safetyanswer.language";

/** @type {Language} */
let current = chosen() ?? fromBrowser();

/** The words of the current language. */
export const words = () => (current === "ja" ? ja : en);

export const language = () => current;

/** The language that a press on the switch would lead to. @returns {Language} */
export const otherLanguage = () => (current === "ja" ? "en" : "ja");

/** @param {Language} wanted */
export function chooseLanguage(wanted) {
  current = wanted;
  localStorage.setItem(LANGUAGE_KEY, wanted);
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
