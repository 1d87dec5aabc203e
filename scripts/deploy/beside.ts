/** Files of one installation lie beside its settings and bear its name: what was tried at one school says nothing of another. */
import { basename, dirname, join } from "node:path";

/** `settings.local.json` → `first-check.local.jsonl`, `other.local.json` → `first-check.other.local.jsonl`; git knows none of them. */
export function beside(settingsFile: string, name: string, ending: "json" | "jsonl"): string {
  const stem = basename(settingsFile)
    .replace(/\.json$/, "")
    .replace(/\.local$/, "");
  const whose = stem === "settings" ? "" : `.${stem}`;
  return join(dirname(settingsFile), `${name}${whose}.local.${ending}`);
}
