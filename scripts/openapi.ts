/**
 * Writes public/openapi.json and public/docs.html from the contract that the worker checks requests against. Run it after
 * a change there: `node scripts/openapi.ts`; with `--check` it only says whether they are current.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { docsPage } from "./openapi/docs-page.ts";
import { openApi } from "./openapi/document.ts";
import { readArgumentsOrEnd } from "./support/command.ts";

const USAGE = `npm run openapi -- [--check]

Writes public/openapi.json and public/docs.html from the contract. With --check it only says whether they are current.
`;

const { values } = readArgumentsOrEnd(USAGE, { check: { type: "boolean" } });

const document = openApi();
const files: readonly (readonly [file: string, text: string])[] = [
  ["public/openapi.json", `${JSON.stringify(document, undefined, 2)}\n`],
  ["public/docs.html", docsPage(document)],
];

const stale = files.filter(([file, text]) => read(file) !== text);
if (values.check) {
  for (const [file] of stale) console.error(`${file} is not current: run node scripts/openapi.ts`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [file, text] of stale) writeFileSync(file, text);
  console.log(stale.length > 0 ? `wrote ${stale.map(([file]) => file).join(", ")}` : "all is current");
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // Not written yet.
  }
}
