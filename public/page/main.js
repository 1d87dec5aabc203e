/** Where the page starts: signs in, shows the section that the address names, and redraws when the language changes. */
import { showInvitation, takeInvitation } from "./admins/accept.js";
import { ACCESS_RAN_OUT, ApiError, api, whenSignedOut } from "./api.js";
import { showAsked, showDesk } from "./desk/desk.js";
import { firstWish } from "./desk/stats.js";
import { loadWords, markDocument, words } from "./i18n.js";
import { showJournal } from "./journal.js";
import { listenForBack } from "./kit/dialog-history.js";
import { button, byId, el } from "./kit/dom.js";
import { explain } from "./kit/failure.js";
import { keepPlace } from "./kit/keep-place.js";
import { clearOutcome, listenForUndo } from "./kit/outcome.js";
import { hasTyped } from "./kit/typed.js";
import { askVersion } from "./kit/version.js";
import { adminName, isByAccess } from "./role.js";
import { apiOrigin, inDevelopment, rememberApi, takeTokenFromLink } from "./session.js";
import { drawShell } from "./shell.js";
import { showSignIn, signInAgain } from "./sign-in.js";
import { showTools } from "./tools/tools.js";

/** @type {Record<string, (main: HTMLElement) => Promise<void>>} */
const SECTIONS = { desk: showDesk, journal: showJournal, tools: showTools };
if (inDevelopment()) SECTIONS.try = async (main) => (await import("./try-it/try-it.js")).showTryIt(main);

/** The section in the address bar, or the desk. */
function section() {
  const [asked = ""] = location.hash.slice(1).split("?");
  return asked in SECTIONS ? asked : "desk";
}

let drawings = 0;

/** Draws everything anew. @param {boolean} moveFocus to the section's heading, after a change of section */
async function draw(moveFocus) {
  const main = byId("main");
  drawings += 1;
  const drawing = drawings;
  clearOutcome();
  markDocument(section());
  drawFrame();
  const known = whoIsKnown();
  main.setAttribute("aria-busy", "true");
  if (main.childElementCount === 0) main.replaceChildren(el("p", { class: "loading" }, words().shell.loading));
  const view = await filled();
  if (drawing !== drawings) return; // Meanwhile somebody went elsewhere.
  if (known !== whoIsKnown()) drawFrame();
  main.replaceChildren(view);
  main.removeAttribute("aria-busy");
  if (moveFocus) view.querySelector("h1")?.focus();
  if (section() === "desk") showAsked();
}

/** What the frame shows of whoever is signed in: known with the first answer. */
const whoIsKnown = () => `${isByAccess()} ${adminName()}`;

function drawFrame() {
  drawShell(Object.keys(SECTIONS), section(), () => draw(false), showDoor);
}

/** The sign-in, at once: nothing that was shown stays. */
function showDoor() {
  drawings += 1; // Whatever is still on its way comes too late.
  clearOutcome();
  drawFrame();
  const main = byId("main");
  main.removeAttribute("aria-busy");
  showSignIn(main, () => draw(true));
  main.querySelector("h1")?.focus();
}

/** The word of an invitation whose link was opened, until it is taken or left. */
let invitation = takeInvitation();

/** The current section, or what is to be done first. */
async function filled() {
  const view = el("div", { class: `view view-${section()}` });
  if (invitation !== "") {
    showInvitation(view, invitation, () => {
      invitation = "";
      void draw(true);
    });
    return view;
  }
  try {
    await SECTIONS[section()]?.(view);
    rememberApi();
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) showSignIn(view, () => draw(true));
    else showFailure(view, error);
  }
  askVersion(apiOrigin());
  return view;
}

/** @param {HTMLElement} main @param {unknown} error */
function showFailure(main, error) {
  const { failure } = words();
  const ranOut = error instanceof ApiError && error.status === ACCESS_RAN_OUT;
  const again = button(failure.again, () => (ranOut ? location.reload() : draw(true)), "primary");
  const heading = el("h1", { tabindex: "-1" }, failure.heading);
  main.replaceChildren(
    heading,
    el("p", { role: "alert" }, ranOut ? failure.accessRanOut : explain(error)),
    el("div", { class: "buttons" }, again),
  );
}

/**
 * Reads the desk again when somebody comes back to it: a tab that was left open must not say that all is well. Whatever is
 * being typed or asked stays, and a desk that cannot be read now says as of when it is.
 */
async function readAgain() {
  const main = byId("main");
  const isIdle = main.querySelector(".view-desk .state") && !document.querySelector("dialog[open]") && !hasTyped(main);
  if (document.visibilityState !== "visible" || section() !== "desk" || !isIdle) return;
  const drawing = drawings;
  const view = el("div", { class: "view view-desk" });
  const read = await showDesk(view).then(
    () => true,
    (error) => error instanceof ApiError && error.status === 401 && showDoor(),
  );
  if (read !== true || drawing !== drawings || document.querySelector("dialog[open]") || hasTyped(main)) return;
  keepPlace(main, () => main.replaceChildren(view));
}

sessionStorage.removeItem("safetyanswer.reloaded"); // This version is whole (src/admin/http/gone-file.ts).
takeTokenFromLink();
document.addEventListener("visibilitychange", readAgain);
window.addEventListener("pageshow", (event) => event.persisted && readAgain());
setInterval(readAgain, 600_000);
listenForUndo();
listenForBack();
whenSignedOut(async (changing) => (changing || document.querySelector("dialog[open]") !== null) && signInAgain());
window.addEventListener("hashchange", () => {
  invitation = takeInvitation() || invitation;
  void draw(true);
});
if (section() === "desk" && invitation === "") api.deskAhead(firstWish());
await loadWords();
void draw(false);
