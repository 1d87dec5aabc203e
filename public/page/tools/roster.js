/** A roster from a spreadsheet: pasted or picked, shown row by row as it would be carried out, and confirmed once. */
import { ApiError, api } from "../api.js";
import { words } from "../i18n.js";
import { openDialog, paragraphs } from "../kit/dialog.js";
import { button, el, freshId } from "../kit/dom.js";
import { explain } from "../kit/failure.js";
import { field, form } from "../kit/form.js";
import { announce, tell, tellFailure } from "../kit/outcome.js";
import { rosterErrors, rosterTable } from "./roster-table.js";

/** @param {() => Promise<void>} refresh */
export function openRoster(refresh) {
  const { roster: said } = words();
  const result = el("div", { class: "roster-result", role: "region", "aria-label": said.result });
  const file = fileField();
  const wish = (/** @type {import("../kit/form.js").Values} */ values) => ({
    content: file.chosen() ?? values.text("sheet"),
    effectiveAt: values.text("effectiveAt"),
  });
  const rehearse = form(
    [
      ...paragraphs([said.intro, said.columns]),
      field({ name: "sheet", label: said.sheet, hint: said.sheetHint, lines: 6 }),
      file.element,
      field({ name: "effectiveAt", label: said.from, hint: said.fromHint }),
    ],
    { submit: said.rehearse, cancel: () => dialog.close(), onSubmit: (values) => show(wish(values)) },
  );
  const dialog = openDialog(said.heading, [rehearse, result]);

  /** @param {import("../api.js").RosterWish} asked */
  async function show(asked) {
    const plan = await orErrors(api.roster(asked, true));
    if (!plan) return;
    const apply = () => carryOut(asked).catch((error) => tellFailure(explain(error)));
    const confirm = plan.made + plan.handedOver > 0 && button(said.apply, apply, "primary");
    put([...rosterTable(plan), ...(confirm ? [confirm] : [])]);
  }

  /** @param {HTMLElement[]} shown of which the first says it in a sentence */
  function put(shown) {
    result.replaceChildren(...shown);
    announce(shown[0]?.textContent ?? "");
  }

  /** @param {import("../api.js").RosterWish} asked */
  async function carryOut(asked) {
    const done = await orErrors(api.roster(asked, false));
    if (!done) return;
    dialog.close();
    await refresh();
    tell(said.done(done.made + done.handedOver, done.welcomes));
  }

  /** @template T @param {Promise<T>} call @returns {Promise<T | undefined>} */
  async function orErrors(call) {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof ApiError) || error.errors.length === 0) throw error;
      put(rosterErrors(error.errors));
      return undefined;
    }
  }
}

function fileField() {
  const { roster: said } = words();
  const id = freshId();
  const input = el("input", { id, type: "file", accept: ".csv,.tsv,.txt,text/csv" });
  const element = el("div", { class: "field" }, el("label", { for: id }, said.file), input);
  return { element, chosen: () => input.files?.[0] };
}
