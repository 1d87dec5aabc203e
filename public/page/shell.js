/** The frame around every section: name, sections, language, sign-out. */

import { api } from "./api.js";
import { chooseLanguage, otherLanguage, words } from "./i18n.js";
import { button, byId, el, svg } from "./kit/dom.js";
import { versionMark } from "./kit/version.js";
import { adminName, isByAccess } from "./role.js";
import { apiOrigin, dropToken, isLeaving, leaveSession, mayHaveSession, token } from "./session.js";

/**
 * @param {string[]} sections by their hash
 * @param {string} current
 * @param {() => void} redraw
 * @param {() => void} signedOut
 */
export function drawShell(sections, current, redraw, signedOut) {
  const { shell } = words();
  byId("top").replaceChildren(
    el("p", { class: "brand" }, emblem(), "SafetyAnswer", versionMark()),
    el(
      "nav",
      { "aria-label": shell.sections },
      el(
        "ul",
        {},
        sections.map((name) => link(name, current)),
      ),
    ),
    el(
      "div",
      { class: "shell-buttons" },
      adminName() && el("span", { class: "soft" }, words().admins.signedInAs(adminName())),
      languageSwitch(redraw),
      isByAccess() ? accessSignOut() : (token() || mayHaveSession()) && signOut(signedOut),
    ),
  );
}

/** @param {string} name @param {string} current */
function link(name, current) {
  const { shell } = words();
  /** @type {Record<string, string>} */
  const titles = { desk: shell.desk, journal: shell.journal, tools: shell.tools, try: shell.tryIt };
  const here = name === current ? "page" : undefined;
  return el("li", {}, el("a", { href: `#${name}`, "aria-current": here }, icon(name), titles[name]));
}

/** @param {() => void} redraw */
function languageSwitch(redraw) {
  const turn = async () => {
    await chooseLanguage(otherLanguage());
    redraw();
    byId("language").focus();
  };
  const other = button(words().shell.switchLanguage, turn, "quiet");
  other.id = "language";
  other.lang = otherLanguage();
  return other;
}

/** Access has a session of its own, and ends it there (Cloudflare, Access session management). */
const accessSignOut = () =>
  el("a", { class: "button quiet", href: `${apiOrigin()}/cdn-cgi/access/logout` }, words().shell.signOut);

/** At once, whatever the network does. @param {() => void} signedOut */
function signOut(signedOut) {
  return button(words().shell.signOut, () => {
    leaveSession();
    if (isLeaving()) api.closeSession();
    dropToken();
    signedOut();
  });
}

/** An envelope whose address is dots. */
function emblem() {
  return svg(
    "svg",
    { viewBox: "0 0 28 22", class: "emblem", "aria-hidden": "true" },
    svg("path", { d: "M2 3h24v14a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3z", class: "paper" }),
    svg("path", { d: "M2 3l12 8.500L26 3", class: "flap" }),
    [9, 14, 19].map((cx) => svg("circle", { cx, cy: 16, r: 1.5, class: "dot" })),
  );
}

/** @type {Record<string, string>} */
const DRAWINGS = {
  desk: "M3 6h18v12H3zM3 7l9 6 9-6",
  journal: "M6 3h12v18H6zM9 8h6M9 12h6M9 16h3",
  tools: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
  try: "M5 4l15 8-15 8 3-8zM8 12h12",
};

/** @param {string} name */
function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }, svg("path", { d: DRAWINGS[name] }));
}
