/** Goes through the checks; one that cannot be made is said, and holds up no other. */
import type { Site } from "../deploy/site.ts";
import type { Finding, Step } from "../deploy/step.ts";
import type { Language } from "../support/language.ts";
import { forLog } from "../support/public-log.ts";
import { painted, wrapped } from "../support/terminal.ts";
import { asRemedy, CHECKS, NEEDED } from "./checks.ts";

export interface Found {
  readonly step: Step;
  readonly finding: Finding;
}

export async function examine(site: Site, tell: (found: Found) => void): Promise<readonly Found[]> {
  const all: Found[] = [];
  for (const step of CHECKS) {
    const found = { step, finding: asRemedy(await looked(step, site)) };
    all.push(found);
    tell(found);
    if (NEEDED.has(step) && found.finding.kind === "refused") break;
  }
  return all;
}

async function looked(step: Step, site: Site): Promise<Finding> {
  try {
    return await step.check(site);
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : "";
    const finding: Finding = {
      kind: "left",
      what: { ja: `調べられませんでした: ${why}`, en: `It could not be looked at: ${why}` },
    };
    return NEEDED.has(step) ? { ...finding, kind: "refused" } : finding;
  }
}

export function isWell({ finding }: Found): boolean {
  return finding.kind === "done";
}

export function tellFound({ step, finding }: Found, language: Language): void {
  const isGood = finding.kind === "done";
  const [first = "", ...rest] = wrapped(forLog(`${step.name[language]}: ${finding.what[language]}`), 84);
  const mark = isGood ? painted("✓", "green") : painted("✗", "red");
  process.stdout.write([`${mark} ${first}`, ...rest.map((line) => `  ${line}`), ""].join("\n"));
}
