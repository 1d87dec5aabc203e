/** Whether somebody has typed or chosen something that no call has carried away yet: it must not get lost by a slip. */

/** @param {ParentNode} place */
export function hasTyped(place) {
  const controls = [...place.querySelectorAll("input, textarea, select")];
  return controls.some((control) => !isFilter(control) && isChanged(control));
}

/** Only what is sent by a button of its own: not a search, a filter, or a switch that acts at once. @param {Element} control */
function isFilter(control) {
  return (
    control.matches("[type=search], [role=switch]") ||
    control.closest("form") === null ||
    control.closest(".filters") !== null
  );
}

/** @param {Element} control */
function isChanged(control) {
  if (control instanceof HTMLTextAreaElement) return control.value !== control.defaultValue;
  if (control instanceof HTMLSelectElement) return isChosen(control);
  if (!(control instanceof HTMLInputElement)) return false;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  return control.value !== control.defaultValue;
}

/** A list in which nothing is marked begins with its first line. @param {HTMLSelectElement} select */
function isChosen(select) {
  const marked = [...select.options].findIndex((option) => option.defaultSelected);
  return select.selectedIndex !== Math.max(marked, 0);
}
