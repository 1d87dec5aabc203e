/** docs/rfc.md: by RFC and section, the files that keep it. */
import { citationsIn } from "./citations.ts";
import { TITLES } from "./titles.ts";

export interface SourceFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

type Sections = Map<string, Set<string>>;

const HEAD = `# Which RFC is kept where

Made by \`npm run rfc\` from the citations in the code: where a file says \`RFC 5322 §3.4\`, it stands here. The place says how.
`;

export function rfcDocument(files: readonly SourceFile[]): string {
  const rfcs = new Map<number, Sections>();
  for (const { path, text } of files) {
    for (const { rfc, section } of citationsIn(text)) {
      const sections: Sections = rfcs.get(rfc) ?? new Map();
      rfcs.set(rfc, sections.set(section, (sections.get(section) ?? new Set()).add(path)));
    }
  }
  const chapters = [...rfcs].sort(([one], [other]) => one - other).map(([rfc, sections]) => chapter(rfc, sections));
  return [HEAD, ...chapters].join("\n");
}

function chapter(rfc: number, sections: Sections): string {
  const title = TITLES[rfc];
  const rows = [...sections]
    .sort(([one], [other]) => bySection(one, other))
    .map(([section, paths]) => {
      const link = section
        ? `[§${section}](https://www.rfc-editor.org/rfc/rfc${rfc}#section-${section})`
        : "as a whole";
      return `| ${link} | ${[...paths]
        .sort()
        .map((path) => `\`${path}\``)
        .join(", ")} |`;
    });
  return [`## RFC ${rfc}${title ? `: ${title}` : ""}`, "", "| section | kept in |", "|---|---|", ...rows, ""].join(
    "\n",
  );
}

/** "3.10" stands behind "3.9"; the whole RFC stands first. */
function bySection(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}
