/** Asks for the password, naming the host that it will be sent to: on a page of its own, or over what somebody was doing. */
import { ApiError, api } from "./api.js";
import { firstWish } from "./desk/stats.js";
import { words } from "./i18n.js";
import { openDialog } from "./kit/dialog.js";
import { el } from "./kit/dom.js";
import { field, form } from "./kit/form.js";
import { tellFailure } from "./kit/outcome.js";
import { apiHost, apiOrigin, dropSession, dropToken, keepSession, keepToken } from "./session.js";

/** @param {HTMLElement} main @param {() => void} signedIn */
export function showSignIn(main, signedIn) {
  const { signIn } = words();
  const asked = signInForm(() => api.desk(firstWish()), signedIn);
  main.replaceChildren(
    el("section", { class: "sheet" }, el("h1", { tabindex: "-1" }, signIn.heading), el("p", {}, signIn.intro), asked),
  );
}

/** @type {Promise<boolean> | undefined} several calls may ask at once */
let asking;

/** Over an open dialog, whose input stays. @returns {Promise<boolean>} whether somebody has signed in */
export function signInAgain() {
  asking ??= askAgain().finally(() => {
    asking = undefined;
  });
  return asking;
}

/** @returns {Promise<boolean>} */
function askAgain() {
  const { signIn } = words();
  return new Promise((resolve) => {
    let done = false;
    const asked = signInForm(api.signedIn, () => {
      done = true;
      dialog.close();
    });
    const dialog = openDialog(signIn.againHeading, [el("p", {}, signIn.againIntro), asked]);
    dialog.element.addEventListener("close", () => resolve(done));
    /** @type {HTMLElement | null} */ (asked.querySelector("input:not([hidden])"))?.focus();
  });
}

/** @param {() => Promise<unknown>} check @param {() => void} signedIn */
function signInForm(check, signedIn) {
  const { signIn } = words();
  const token = field({
    name: "token",
    label: signIn.token,
    hint: (apiOrigin() ? signIn.hintElsewhere : signIn.hint)(apiHost()),
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
  return form([user, token], {
    submit: signIn.submit,
    onSubmit: (values) => tryToken(values.text("token"), check, signedIn),
  });
}

/** @param {string} token @param {() => Promise<unknown>} check refuses a wrong one @param {() => void} signedIn */
async function tryToken(token, check, signedIn) {
  keepToken(token);
  try {
    if (!apiOrigin()) await changeForCookie(token);
    await check();
    signedIn();
  } catch (error) {
    dropToken();
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    tellFailure(words().signIn.refused);
  }
}

/** A browser that takes no cookie from here goes on with the token, for as long as the tab is open. @param {string} token */
async function changeForCookie(token) {
  await api.openSession();
  keepSession();
  try {
    await api.signedIn();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    dropSession();
    keepToken(token);
  }
}
