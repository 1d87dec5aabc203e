/** Which version runs stands beside the name: it is what to name when something is to be reported. */
import assert from "node:assert/strict";
import { VERSION } from "../../../src/admin/version.ts";
import { scene } from "../support/scene.ts";
import { DESKTOP } from "../support/stage.ts";

scene("the version that runs stands beside the name", async (stage) => {
  const page = await stage.open({ language: "en", size: DESKTOP });
  const mark = page.locator("#top .version");
  await mark.filter({ hasText: VERSION }).waitFor();
  assert.equal((await mark.textContent())?.trim(), VERSION);
});
