/** Where somebody is to be blocked: a press on the place does it, and one more takes it back. */
import { api } from "../api.js";
import { words } from "../i18n.js";
import { blockAt } from "../kit/block-everywhere.js";
import { openDialog } from "../kit/dialog.js";
import { el } from "../kit/dom.js";
import { explain } from "../kit/failure.js";
import { tell, tellFailure } from "../kit/outcome.js";
import { rows } from "../kit/rows.js";

/**
 * @param {import("../api.js").Alias} alias @param {string} name what the correspondent is called
 * @param {string} addressId of the public address at which the alias is
 * @param {() => Promise<void>} changed
 */
export function askToBlock(alias, name, addressId, changed) {
  const said = words().block;
  const here = async () => blockAt([addressId], { aliasId: alias.id });
  const everywhere = async () =>
    blockAt(
      (await api.desk({})).items.map(({ id }) => id),
      { aliasId: alias.id },
    );
  const choice = (/** @type {string} */ text, /** @type {string} */ done, /** @type {typeof here} */ act) => ({
    text,
    open: () => carryOut(act, done, () => dialog.close(), changed),
  });
  const dialog = openDialog(said.heading(name), [
    el("p", {}, said.intro),
    rows([
      choice(said.here, said.blockedHere(name), here),
      choice(said.everywhere, said.blockedEverywhere(name), everywhere),
      choice(said.officer, words().alias.blockedNow(name), officerAlone(alias)),
    ]),
    el("p", { class: "soft" }, said.domainHint),
  ]);
}

/** Of somebody who wrote to a survey without a name nothing else can be blocked: it would tell who. @type {typeof askToBlock} */
export function blockNameless(alias, name, _, changed) {
  void carryOut(officerAlone(alias), words().alias.blockedNow(name), () => {}, changed);
}

/** @param {import("../api.js").Alias} alias */
function officerAlone({ id }) {
  return async () => {
    await api.blockAlias(id, true);
    return async () => void (await api.blockAlias(id, false));
  };
}

/**
 * @param {() => Promise<() => Promise<void>>} act answers what takes it back
 * @param {string} done @param {() => void} close @param {() => Promise<void>} changed
 */
async function carryOut(act, done, close, changed) {
  try {
    const takeBack = await act();
    close();
    await changed();
    tell(done, () => void undo(takeBack, changed));
  } catch (error) {
    tellFailure(explain(error));
  }
}

/** @param {() => Promise<void>} takeBack @param {() => Promise<void>} changed */
async function undo(takeBack, changed) {
  try {
    await takeBack();
    await changed();
    tell(words().shell.undone);
  } catch (error) {
    tellFailure(explain(error));
  }
}
