/**
 * Back closes an open dialog, as people expect it on a phone. Every open dialog has an entry of the browser's history;
 * what the two are may part only while the browser is on its way.
 */

/** @typedef {{ element: HTMLDialogElement, leave: () => void }} Open */

/** From below. @type {Open[]} */
const open = [];

let onTheWay = false;

const entries = () => Number(history.state?.dialogs ?? 0);

/** @param {HTMLDialogElement} element @param {() => void} leave closes it, or asks first */
export function enterHistory(element, leave) {
  open.push({ element, leave });
  adjust();
  element.addEventListener("close", () => {
    const place = open.findIndex((one) => one.element === element);
    if (place >= 0) open.splice(place, 1);
    setTimeout(adjust); // A dialog that opens in its place takes over its entry.
  });
}

/** Puts the history where the dialogs are. */
function adjust() {
  if (onTheWay || entries() === open.length) return;
  if (entries() < open.length) {
    history.pushState({ dialogs: entries() + 1 }, "");
    return adjust();
  }
  onTheWay = true;
  history.go(open.length - entries());
}

/** Once a page: where the browser has come to another entry, the dialogs follow it. */
export function listenForBack() {
  if (entries() > 0) history.replaceState(null, ""); // The page was loaded anew, without its dialogs.
  window.addEventListener("popstate", () => {
    const wasOurs = onTheWay;
    onTheWay = false;
    if (wasOurs) return adjust();
    for (const { leave } of open.slice(entries()).reverse()) leave();
    setTimeout(adjust);
  });
}
