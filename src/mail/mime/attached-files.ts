/** All files of a message, those in attached messages included: the names that a reader's computer may give them, and what they are. */
import { stripDangerous } from "../header/lookalike.ts";
import { archiveOf, archiveOfFile } from "./archive.ts";
import { firstOctets } from "./edges.ts";
import { fileNames } from "./file-names.ts";
import { outlookAttachments } from "./outlook/attachments.ts";
import { type Budget, DEPTH_LIMIT, mayDecode, newBudget, type Part, readPart } from "./parts.ts";
import { PROGRAM_MARK_LENGTH, startsAsProgram } from "./program.ts";
import { kindOfText } from "./text-kind.ts";
import { decodeBody } from "./transfer-encoding.ts";
import { unscrubbableKind } from "./unscrubbable.ts";

/**
 * Programs, scripts, shortcuts, disk images and documents with macros, by file name extension: what starts by itself
 * when it is opened. No school needs them by mail.
 */
const STARTS_BY_ITSELF = new Set(
  [
    "ade adp appinstaller application appref-ms appx bat chm cmd com cpl dll exe gadget hlp hta inf ins isp jar jnlp js jse",
    "library-ms lnk mde msc msi msix msp mst pif ps1 ps1xml ps2 psc1 psc2 psd1 psm1 py pyw reg scf scr sct search-ms",
    "settingcontent-ms shb shs sys url vb vbe vbs website wsc wsf wsh xbap xll",
    "apk app command dmg img iso pkg run sh udf vhd vhdx",
    "docm dotm potm ppam ppsm pptm sldm xlam xlsm xltm",
  ]
    .join(" ")
    .split(" "),
);

/** Whether a file of this name starts something when it is opened. Windows ignores dots and spaces at its end. */
export function startsByItself(fileName: string): boolean {
  // Some programs end a name at its NUL; on Windows `a.exe::$DATA` is a.exe.
  return [fileName, fileName.replace(/\0[\s\S]*$/, ""), fileName.replace(/:[\s\S]*$/, "")].some(endsAsProgram);
}

function endsAsProgram(fileName: string): boolean {
  const clean = stripDangerous(fileName.normalize("NFKC")).toLowerCase();
  // Not by a pattern: one that ends in `\s+$` takes quadratic time on a run of spaces.
  let end = clean.length;
  while (/[\s."'<>]/u.test(clean.charAt(end - 1))) end--;
  const dot = clean.lastIndexOf(".", end - 1);
  return dot >= 0 && STARTS_BY_ITSELF.has(clean.slice(dot + 1, end));
}

/** A file of a message, as far as can be told without opening it. */
export interface AttachedFile {
  /** Every name that a reader's computer may give it, and those of the files in it where it is an archive. */
  readonly names: readonly string[];
  /** It begins as a program does, whatever it is called. */
  readonly isProgram: boolean;
  /** An archive that wants a password. */
  readonly locked: boolean;
}

/** Whether one of its names, or its first octets, start something when it is opened. */
export function isDangerous({ names, isProgram }: AttachedFile): boolean {
  return isProgram || names.some(startsByItself);
}

/** The files in a part and in all that is nested in it, encoded messages too. */
export function attachedFiles(
  octets: Uint8Array,
  part: Part,
  budget: Budget = newBudget(octets.length),
): readonly AttachedFile[] {
  const files = known.get(part) ?? readFiles(octets, part, budget);
  known.set(part, files);
  return files;
}

const known = new WeakMap<Part, readonly AttachedFile[]>();

function readFiles(octets: Uint8Array, part: Part, budget: Budget): readonly AttachedFile[] {
  const { content } = part;
  switch (content.kind) {
    case "multipart":
      return [named(part), ...content.parts.flatMap((child) => attachedFiles(octets, child, budget))];
    case "message":
      return [named(part), ...attachedFiles(octets, content.message, budget)];
    case "leaf":
      return [fileOf(octets, part), ...filesInside(octets, part, budget), ...filesInOutlooks(octets, part, budget)];
  }
}

function named(part: Part): AttachedFile {
  return { names: fileNames(part), isProgram: false, locked: false };
}

function fileOf(octets: Uint8Array, part: Part): AttachedFile {
  const names = fileNames(part);
  // A text without a name is what the mail says, and no file: it may begin with `#!`.
  if (names.length === 0 && part.type.token.startsWith("text/")) return named(part);
  const archive = archiveOf(octets, part);
  const isProgram = startsAsProgram(firstOctets(octets, part, PROGRAM_MARK_LENGTH));
  return { names: [...names, ...archive.names], isProgram, locked: archive.locked };
}

function filesInside(octets: Uint8Array, part: Part, budget: Budget): readonly AttachedFile[] {
  if (kindOfText(octets, part) !== "message") return [];
  if (part.depth >= DEPTH_LIMIT || !mayDecode(budget, part.body.end - part.body.start)) return [];
  const pieces = decodeBody(part.encoding, octets.subarray(part.body.start, part.body.end));
  return pieces.flatMap((piece) =>
    attachedFiles(
      piece.octets,
      readPart(piece.octets, { start: 0, end: piece.octets.length }, part.depth + 1, budget),
      budget,
    ),
  );
}

/** Those of a winmail.dat, or of a message as Outlook keeps it. */
function filesInOutlooks(octets: Uint8Array, part: Part, budget: Budget): readonly AttachedFile[] {
  const kind = unscrubbableKind(part, octets);
  if ((kind !== "tnef" && kind !== "compound") || !mayDecode(budget, part.body.end - part.body.start)) return [];
  const [piece] = decodeBody(part.encoding, octets.subarray(part.body.start, part.body.end));
  return piece ? outlookFiles(piece.octets, part.depth, budget) : [];
}

/** Each name and each content by itself: which of them belong together does not matter to whoever asks. */
function outlookFiles(file: Uint8Array, depth: number, budget: Budget): readonly AttachedFile[] {
  if (depth > DEPTH_LIMIT || !mayDecode(budget, file.length)) return [];
  const sayings = outlookAttachments(file);
  const names = sayings.flatMap((said) => (said.kind === "name" ? [said.name] : []));
  return sayings.flatMap((said): readonly AttachedFile[] => {
    if (said.kind === "name") return [{ names: [said.name], isProgram: false, locked: false }];
    const isProgram = startsAsProgram(said.octets);
    const archive = archiveOfFile(said.octets, names);
    return [{ ...archive, isProgram }, ...outlookFiles(said.octets, depth + 1, budget)];
  });
}
