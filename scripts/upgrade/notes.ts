/** What CHANGELOG.md says of the versions between two. */
import { compareVersions } from "./git.ts";

/** `## [1.2.3] - 2026-11-24` */
const HEADING = /^## \[(\d+\.\d+\.\d+)\].*$/gm;

export function notesBetween(changelog: string, former: string, wanted: string): string {
  const headings = [...changelog.matchAll(HEADING)];
  const sections = headings.map((heading, at) => ({
    version: heading[1] ?? "",
    text: changelog.slice(heading.index, headings[at + 1]?.index).trim(),
  }));
  const between = sections.filter(
    ({ version }) => compareVersions(version, former) > 0 && compareVersions(version, wanted) <= 0,
  );
  return between.map(({ text }) => text).join("\n\n");
}
