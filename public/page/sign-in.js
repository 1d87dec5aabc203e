/** Asks for the token, naming the host that it will be sent to. */
import { ApiError, api } from "./api.js";
import { firstWish } from "./desk/stats.js";
import { words } from "./i18n.js";
import { el } from "./kit/dom.js";
import { field, form } from "./kit/form.js";
import { tellFailure } from "./kit/outcome.js";
import { apiHost, dropToken, keepToken } from "./session.js";

/** @param {HTMLElement} main @param {() => void} signedIn */
export function showSignIn(main, signedIn) {
  const { signIn } = words();
  const token = field({
    name: "token",
    label: signIn.token,
    hint: signIn.hint(apiHost()),
    type: "password",
    required: true,
    autocomplete: "current-password",
  });
  // Password managers file the token under a name.
  const user = el("input", {
    type: "text",
    autocomplete: "username",
    value: "admin",
    hidden: true,
    "aria-hidden": "true",
    tabindex: "-1",
  });
  const asked = form([user, token], {
    submit: signIn.submit,
    onSubmit: (values) => tryToken(values.text("token"), signedIn),
  });
  main.replaceChildren(
    el("section", { class: "sheet" }, el("h1", { tabindex: "-1" }, signIn.heading), el("p", {}, signIn.intro), asked),
  );
}

/** @param {string} token @param {() => void} signedIn */
async function tryToken(token, signedIn) {
  keepToken(token);
  try {
    await api.desk(firstWish());
    signedIn();
  } catch (error) {
    dropToken();
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    tellFailure(words().signIn.refused);
  }
}
