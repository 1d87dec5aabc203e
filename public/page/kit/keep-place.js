/** After the same things were drawn anew: the focus, and what was unfolded, are where they were. */

const KEPT = "a, button, input, select, textarea, summary, details, [tabindex]";

/** @param {HTMLElement} place @param {() => void} draw */
export function keepPlace(place, draw) {
  const focused = document.activeElement;
  const focus = focused && place.contains(focused) ? pathOf(place, focused) : undefined;
  const unfolded = [...place.querySelectorAll("details[open]")].map((details) => pathOf(place, details));
  draw();
  for (const path of unfolded) find(place, path)?.setAttribute("open", "");
  const again = focus && find(place, focus);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/** @typedef {{ id: string, label: string, index: number }} Path what the element is about, how it is called, and which of those it is */

/** @param {HTMLElement} place @param {Element} element @returns {Path} */
function pathOf(place, element) {
  const about = element.closest("[data-id]");
  const id = about && place.contains(about) ? (about.getAttribute("data-id") ?? "") : "";
  const label = labelOf(element);
  return { id, label, index: kin(id ? about : place, label).indexOf(element) };
}

/** @param {HTMLElement} place @param {Path} path */
function find(place, { id, label, index }) {
  const about = id ? place.querySelector(`[data-id="${CSS.escape(id)}"]`) : place;
  return kin(about, label)[index];
}

/** @param {Element | null} about @param {string} label */
function kin(about, label) {
  return [...(about?.querySelectorAll(KEPT) ?? [])].filter((element) => labelOf(element) === label);
}

/** @param {Element} element */
function labelOf(element) {
  const summary = element.tagName === "DETAILS" ? element.querySelector("summary") : element;
  const name = ["aria-label", "name", "href"].map((attribute) => element.getAttribute(attribute)).join(" ");
  return `${element.tagName} ${name} ${summary?.textContent}`;
}
