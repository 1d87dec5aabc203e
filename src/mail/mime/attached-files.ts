/** All files of a message, those in attached messages included, by the names that a reader's computer may give them. */
import { stripDangerous } from "../header/lookalike.ts";
import { fileNames } from "./file-names.ts";
import { type Budget, DEPTH_LIMIT, mayDecode, newBudget, type Part, readPart } from "./parts.ts";
import { kindOfText } from "./text-kind.ts";
import { decodeBody } from "./transfer-encoding.ts";

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

/** The file names in a part and in all that is nested in it, encoded messages too. */
export function allFileNames(octets: Uint8Array, part: Part, budget = newBudget(octets.length)): readonly string[] {
  const { content } = part;
  switch (content.kind) {
    case "multipart":
      return [...fileNames(part), ...content.parts.flatMap((child) => allFileNames(octets, child, budget))];
    case "message":
      return [...fileNames(part), ...allFileNames(octets, content.message, budget)];
    case "leaf":
      return [...fileNames(part), ...namesInside(octets, part, budget)];
  }
}

function namesInside(octets: Uint8Array, part: Part, budget: Budget): readonly string[] {
  if (kindOfText(octets, part) !== "message") return [];
  if (part.depth >= DEPTH_LIMIT || !mayDecode(budget, part.body.end - part.body.start)) return [];
  const pieces = decodeBody(part.encoding, octets.subarray(part.body.start, part.body.end));
  return pieces.flatMap((piece) =>
    allFileNames(
      piece.octets,
      readPart(piece.octets, { start: 0, end: piece.octets.length }, part.depth + 1, budget),
      budget,
    ),
  );
}
