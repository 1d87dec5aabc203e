/** What the desk writes down grows; the page must not show an action as a bare word. (Reasons and alarms are typed.) */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { scene } from "../support/scene.ts";

const ROOT = join(import.meta.dirname, "../../..");

interface Known {
  readonly serverWords: { readonly action: Readonly<Record<string, string>> };
}

async function sources(folder: string): Promise<string> {
  const names = (await readdir(join(ROOT, folder))).filter((name) => name.endsWith(".ts"));
  return (await Promise.all(names.map((name) => readFile(join(ROOT, folder, name), "utf8")))).join("\n");
}

for (const language of ["ja", "en"] as const) {
  scene(`every action has plain words in ${language}`, async () => {
    const { serverWords } = (await import(join(ROOT, `public/page/words/${language}-server.js`))) as Known;
    const desk = await sources("src/admin");
    const actions = [...desk.matchAll(/auditEntry\(context, "([a-z.-]+)"/g)].map(([, action = ""]) => action);
    assert.ok(actions.length > 5, "they are found in the source");
    const bare = actions.filter((action) => !(action in serverWords.action));
    assert.deepEqual(bare, []);
  });
}
