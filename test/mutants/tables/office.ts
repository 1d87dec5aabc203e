/** What the API promises about whole changes and other people's changes; blocks, whichever way a mailbox is spelled; files in archives. */
import { mutants } from "../mutant.ts";

const ROSTER = "store/admin/roster.ts";
const CONDITIONS = "admin/http/preconditions.ts";
const BLOCKS = "store/officer-blocks.ts";
const ARCHIVE = "mail/mime/archive.ts";
const ROSTERS = "store/admin/roster.test.ts";
const TAGS = "admin/http/preconditions.test.ts";
const TOLD = "admin/upkeep/telling.test.ts";
const BLOCKED = "relay/blocks.test.ts";

export const OFFICE_MUTANTS = mutants(
  ["mail/mime/archive.test.ts"],
  [
    ["a roster by half", ROSTER, "      guard(change),\n", "", ROSTERS],
    [
      "a roster by half that counts as whole",
      ROSTER,
      "SELECT CASE WHEN changes() = ${rows.length} THEN",
      "SELECT CASE WHEN changes() > 0 THEN",
      ROSTERS,
    ],
    [
      "a roster of more than twenty at one address",
      ROSTER,
      "AND f.replaces_id IS NULL) <= ${MAX_FORWARDINGS}",
      "AND f.replaces_id IS NULL) <= 1000",
      ROSTERS,
    ],
    [
      "another admin's change overwritten",
      CONDITIONS,
      'if (tags.includes(answer.headers.get("ETag") ?? "")) return version;',
      "return version;",
      TAGS,
    ],
    [
      "another admin's change overwritten in the same instant",
      CONDITIONS,
      "if (!wasRead) return",
      'if (wasRead?.id !== "") return',
      TAGS,
    ],
    ["any state taken for what was read", "store/admin/versions.ts", "IS ${row} THEN", "IS NOT NULL THEN", TAGS],
    [
      "an officer not told of another, after a death",
      "admin/upkeep/officers.ts",
      "  await tellSome(context);\n",
      "",
      TOLD,
    ],
    ["a letter that could not leave taken for sent", "admin/upkeep/telling.ts", "&& result.value", "", TOLD],
    [
      "two runs that tell the same",
      "store/admin/telling/changes.ts",
      "lt(telling.tries, TELLINGS), isFree)",
      "lt(telling.tries, TELLINGS))",
      TOLD,
    ],
    [
      "a condition that nothing could meet",
      CONDITIONS,
      "if (!of || !current)\n    throw",
      "if (!of || !current) return undefined;\n  else throw",
      TAGS,
    ],
    [
      "an officer's block of one spelling alone",
      BLOCKS,
      "return vault.indexes(blockScope(publicAddress), foldMailbox(correspondent));",
      "return vault.indexes(blockScope(publicAddress), correspondent.key);",
      BLOCKED,
    ],
    [
      "an officer's block that holds for all",
      BLOCKS,
      "patternSealed, createdAt, scope } as const",
      'patternSealed, createdAt, scope: "" } as const',
      BLOCKED,
    ],
    ["programs in archives", ARCHIVE, "entries.flatMap(({ name }) => namesInPath(name))", "[]"],
    ["archives with a password", ARCHIVE, "entries.some(({ encrypted }) => encrypted)", "false"],
    ["RAR archives with a password", ARCHIVE, "locked: isLockedRar(head)", "locked: false"],
    ["7z archives with a password", ARCHIVE, "locked: isLocked7z(edges.last(SHORT_TAIL))", "locked: false"],
    ["an archive that something stands before", ARCHIVE, " || isNamed(ZIP_NAME)) return zipOf", ") return zipOf"],
    ["an archive whose end says nothing true", ARCHIVE, " ?? looseZipEntries(tail)", " ?? []"],
    ["an archive whose first file bears two names", ARCHIVE, ", ...first]", "]"],
    [
      "an archive that calls itself a document",
      ARCHIVE,
      " && entries.some(({ name }) => DOCUMENT_ENTRY.test(name))",
      "",
    ],
    [
      "the names in an archive, unread",
      "mail/mime/attached-files.ts",
      "names: [...names, ...archive.names]",
      "names",
      "relay/cases.test.ts",
    ],
    [
      "a program by another name",
      "mail/mime/attached-files.ts",
      "return isProgram || names.some(startsByItself);",
      "return names.some(startsByItself);",
      "relay/cases.test.ts",
    ],
  ],
);
