/** Writes docs/rfc.md from the citations in the code: `npm run rfc`; with `--check` it only says whether it is current. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rfcDocument, type SourceFile } from "./rfc/document.ts";
import { readArgumentsOrEnd } from "./support/command.ts";

const ROOT = join(import.meta.dirname, "..");
const DOCUMENT = join(ROOT, "docs/rfc.md");

const USAGE = `npm run rfc -- [--check]

Writes docs/rfc.md from the citations in the code. With --check it only says whether they are current.
`;

const { values } = readArgumentsOrEnd(USAGE, { check: { type: "boolean" } });

function filesBelow(folder: string): readonly SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|js)$/.test(name))
    .sort()
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(ROOT, folder, name), "utf8") }));
}

const document = rfcDocument([...filesBelow("src"), ...filesBelow("public/page")]);
if (!values.check) {
  writeFileSync(DOCUMENT, document);
  console.log("wrote docs/rfc.md");
} else if (readFileSync(DOCUMENT, "utf8") !== document) {
  console.error("docs/rfc.md is not current: npm run rfc");
  process.exitCode = 1;
}
