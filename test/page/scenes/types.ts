/** The page has no build step, so its types live in comments; the compiler reads them all the same. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { scene } from "../support/scene.ts";

const COMPILER = join(import.meta.dirname, "../../../node_modules/typescript/bin/tsc");
const CONFIG = join(import.meta.dirname, "../tsconfig.page.json");

scene("the types in the page's comments hold, and both languages have the same words", async () => {
  await promisify(execFile)(process.execPath, [COMPILER, "-p", CONFIG]).catch((error: { stdout: string }) => {
    throw new Error(error.stdout);
  });
});
