/**
 * A switch that acts at once and can be undone. It shows what was asked for straight away, and goes back, saying why, when
 * the server did not do it.
 */

import { words } from "../i18n.js";
import { mayChange } from "../role.js";
import { el } from "./dom.js";
import { explain, isChanged } from "./failure.js";
import { tell, tellFailure } from "./outcome.js";

/**
 * @typedef {{
 *   label: string, checked: boolean, name: string,
 *   change: (wanted: boolean) => Promise<void>,
 *   readAgain?: () => Promise<unknown>,
 *   may?: boolean,
 *   outcome: (on: boolean) => string,
 * }} SwitchWish
 */

/** @param {SwitchWish} wish */
export function switchControl(wish) {
  const { may = mayChange() } = wish;
  const input = el("input", {
    type: "checkbox",
    role: "switch",
    name: wish.name,
    checked: wish.checked,
    disabled: !may,
  });
  const state = { confirmed: wish.checked, busy: false };
  input.addEventListener("change", () => follow(input, state, wish, false));
  return el("label", { class: "switch" }, el("span", {}, wish.label), input);
}

/**
 * Brings the server to where the switch stands. Presses that arrive meanwhile are followed afterwards, so that the last
 * one counts.
 *
 * @param {HTMLInputElement} input
 * @param {{ confirmed: boolean, busy: boolean }} state
 * @param {SwitchWish} wish
 * @param {boolean} undoing
 */
async function follow(input, state, wish, undoing) {
  if (state.busy) return;
  state.busy = true;
  input.setAttribute("aria-busy", "true");
  try {
    while (input.checked !== state.confirmed) {
      const wanted = input.checked;
      await wish.change(wanted);
      state.confirmed = wanted;
    }
    report(input, state, wish, undoing);
  } catch (error) {
    input.checked = state.confirmed;
    tellFailure(words().failure.restored(explain(error)));
    if (isChanged(error)) await showAnew(wish);
  } finally {
    state.busy = false;
    input.removeAttribute("aria-busy");
  }
}

/** Somebody else was quicker: what they have made of it is shown, and who they are stays said. @param {SwitchWish} wish */
async function showAnew({ readAgain }) {
  const { failure } = words();
  try {
    await readAgain?.();
  } catch (error) {
    tellFailure(failure.notReadAgain(explain(error)));
  }
}

/** @param {HTMLInputElement} input @param {{ confirmed: boolean, busy: boolean }} state @param {SwitchWish} wish @param {boolean} undoing */
function report(input, state, wish, undoing) {
  if (undoing) return tell(`${words().shell.undone} ${wish.outcome(state.confirmed)}`);
  const before = !state.confirmed;
  tell(wish.outcome(state.confirmed), () => {
    input.checked = before;
    input.focus();
    void follow(input, state, wish, true);
  });
}
