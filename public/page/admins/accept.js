/** What the link of an invitation opens: a press takes it, and the password is shown once. Programs that open links take nothing. */
import { api } from "../api.js";
import { words } from "../i18n.js";
import { copyButton } from "../kit/copy.js";
import { button, el } from "../kit/dom.js";
import { explain } from "../kit/failure.js";
import { tellFailure } from "../kit/outcome.js";
import { apiOrigin, keepSession, keepToken } from "../session.js";

/** @returns {string} the word in the address bar, which it does not stay in; "" if there is none */
export function takeInvitation() {
  const word = new URLSearchParams(location.hash.slice(1)).get("invitation") ?? "";
  if (word !== "") history.replaceState(null, "", location.pathname + location.search);
  return word;
}

/** What was answered, until it is said to be kept: another language, or another section, must not lose it. @type {import("../api.js").Accepted | undefined} */
let accepted;

/** @param {HTMLElement} main @param {string} word @param {() => void} signedIn */
export function showInvitation(main, word, signedIn) {
  const said = words().admins;
  if (accepted) return showPassword(main, accepted, signedIn);
  const accept = button(
    said.accept,
    async () => {
      accept.setAttribute("aria-busy", "true");
      try {
        accepted = await api.acceptInvitation(word);
        if (apiOrigin()) keepToken(accepted.password);
        else keepSession();
        showPassword(main, accepted, signedIn);
      } catch (error) {
        tellFailure(explain(error));
      }
      accept.removeAttribute("aria-busy");
    },
    "primary",
  );
  main.replaceChildren(
    el(
      "section",
      { class: "sheet" },
      el("h1", { tabindex: "-1" }, said.invited),
      el("p", {}, said.acceptIntro),
      el("div", { class: "buttons" }, accept),
    ),
  );
}

/** @param {HTMLElement} main @param {import("../api.js").Accepted} accepted @param {() => void} signedIn */
function showPassword(main, { name, password }, signedIn) {
  const said = words().admins;
  const goOn = () => {
    accepted = undefined;
    signedIn();
  };
  const heading = el("h1", { tabindex: "-1" }, said.welcome(name));
  main.replaceChildren(
    el(
      "section",
      { class: "sheet" },
      heading,
      el("p", {}, said.passwordIntro),
      el("p", { class: "alias" }, password),
      el(
        "div",
        { class: "buttons" },
        copyButton(() => password),
        button(said.toDesk, goOn, "primary"),
      ),
    ),
  );
  heading.focus();
}
