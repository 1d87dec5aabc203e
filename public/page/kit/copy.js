/** Text to take along: to the clipboard, onto paper, or into a mail of one's own. */

import { words } from "../i18n.js";
import { button, el } from "./dom.js";
import { tell, tellFailure } from "./outcome.js";

/** @param {() => string} text */
export function copyButton(text) {
  return button(words().shell.copy, async () => {
    try {
      await navigator.clipboard.writeText(text());
      tell(words().shell.copied);
    } catch {
      tellFailure(words().shell.notCopied); // The browser may forbid it: then the text can still be marked by hand.
    }
  });
}

/**
 * A letter with the buttons that take it along.
 *
 * @param {string[]} parts paragraphs, in which a line feed is a line of its own
 * @param {string} subject for a mail
 */
export function letter(parts, subject) {
  const paper = el(
    "article",
    { class: "letter" },
    parts.map((part) => el("p", {}, part)),
  );
  const text = parts.join("\n\n");
  const mail = `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text)}`;
  const buttons = [
    copyButton(() => text),
    button(words().shell.print, () => print(paper)),
    el("a", { class: "button quiet", href: mail }, words().shell.mail),
  ];
  return [paper, el("div", { class: "buttons" }, buttons)];
}

/** The stylesheet prints a marked letter alone. @param {HTMLElement} paper */
function print(paper) {
  paper.classList.add("on-paper");
  window.addEventListener("afterprint", () => paper.classList.remove("on-paper"), { once: true });
  window.print();
}
