/** The relay and the desk gain reasons, alarms and actions as they grow; the page must not show one as a bare word. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { scene } from "../support/scene.ts";

const ROOT = join(import.meta.dirname, "../../..");

interface Known {
  readonly serverWords: Readonly<Record<"reason" | "action", Readonly<Record<string, string>>>>;
}

async function sources(folder: string): Promise<string> {
  const names = (await readdir(join(ROOT, folder))).filter((name) => name.endsWith(".ts"));
  return (await Promise.all(names.map((name) => readFile(join(ROOT, folder, name), "utf8")))).join("\n");
}

/** The members of `type Name = "…" | "…"`. */
function members(source: string, name: string): readonly string[] {
  const union = new RegExp(`type ${name} =([^;]*);`).exec(source)?.[1] ?? "";
  return [...union.matchAll(/"([a-z-]+)"/g)].map(([, word = ""]) => word);
}

function found(source: string, pattern: RegExp): readonly string[] {
  return [...source.matchAll(pattern)].map(([, word = ""]) => word);
}

for (const language of ["ja", "en"] as const) {
  scene(`every reason, alarm and action has plain words in ${language}`, async () => {
    const path = join(ROOT, `public/page/words/${language}-server.js`);
    const { serverWords } = (await import(path)) as Known;
    const [relay, desk] = await Promise.all([sources("src/relay"), sources("src/admin")]);
    const reasons = members(relay, "Reason");
    const alarms = members(relay, "AlarmKind").map((kind) => `alarm-${kind}`);
    const written = found(relay, /reason: "([a-z-]+)"/g);
    const actions = found(desk, /note\(office, "([a-z.-]+)"/g);
    assert.ok(
      Math.min(reasons.length, alarms.length, written.length, actions.length) > 5,
      "they are found in the source",
    );
    const bare = [...reasons, ...alarms, ...written].filter((word) => !(word in serverWords.reason));
    assert.deepEqual([bare, actions.filter((word) => !(word in serverWords.action))], [[], []]);
  });
}
