/** The names of a message's files, those in attached messages included: what a reader's computer would call them. */
import { decodeText } from "../header/encoded-word.ts";
import { stripDangerous } from "../header/lookalike.ts";
import { continuations, joinContinuations, parameter, readStructured, type Structured } from "../header/parameters.ts";
import { fromBinaryString, toBinaryString } from "../octets.ts";
import { type Budget, DEPTH_LIMIT, firstValue, isMessage, mayDecode, newBudget, type Part, readPart } from "./parts.ts";
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
  const clean = stripDangerous(fileName.normalize("NFKC")).toLowerCase();
  let end = clean.length;
  while (/[\s.]/u.test(clean.charAt(end - 1))) end--;
  const dot = clean.lastIndexOf(".", end - 1);
  return dot >= 0 && STARTS_BY_ITSELF.has(clean.slice(dot + 1, end));
}

/** The file names in a part and in all that is nested in it, encoded messages too. */
export function fileNames(octets: Uint8Array, part: Part, budget = newBudget(octets.length)): readonly string[] {
  const { content } = part;
  switch (content.kind) {
    case "multipart":
      return [...ownNames(part), ...content.parts.flatMap((child) => fileNames(octets, child, budget))];
    case "message":
      return [...ownNames(part), ...fileNames(octets, content.message, budget)];
    case "leaf":
      return [...ownNames(part), ...(isEncodedMessage(part) ? namesInside(octets, part, budget) : [])];
  }
}

function ownNames(part: Part): readonly string[] {
  const disposition = part.fields.find(({ key }) => key === "content-disposition");
  const named = disposition && parameter(readStructured(disposition.value), "filename");
  return [named, parameter(part.type, "name")].flatMap((name) => (name ? [decodeText(name)] : []));
}

function isEncodedMessage(part: Part): boolean {
  return isMessage(part.type.token) || ownNames(part).some((name) => /\.eml$/i.test(name));
}

function namesInside(octets: Uint8Array, part: Part, budget: Budget): readonly string[] {
  if (part.depth >= DEPTH_LIMIT || !mayDecode(budget, part.body.end - part.body.start)) return [];
  const pieces = decodeBody(part.encoding, octets.subarray(part.body.start, part.body.end));
  return pieces.flatMap((piece) =>
    fileNames(
      piece.octets,
      readPart(piece.octets, { start: 0, end: piece.octets.length }, part.depth + 1, budget),
      budget,
    ),
  );
}

/** Every name that a part gives its file, decoded no further than the octets; readers differ in which one they take. */
export function declaredNames(part: Part): string[] {
  const disposition = readStructured(firstValue(part.fields, "content-disposition"));
  return [...namesIn(disposition, "filename"), ...namesIn(part.type, "name")].map((name) => decodedName(name).trim());
}

function namesIn(structured: Structured, name: string): string[] {
  const plain = structured.segments.filter((segment) => segment.name === name && !segment.extended);
  const pieces = continuations(structured, name);
  return [...plain.map((segment) => segment.value), ...(pieces.length === 0 ? [] : [joinContinuations(pieces).octets])];
}

/** Only the ending counts, and that stands in the last encoded-word. */
function decodedName(value: string): string {
  const word = /=\?[^?]*\?([bq])\?([^?]*)\?=\s*$/i.exec(value);
  if (word === null) return value;
  const encoding = word[1]?.toLowerCase() === "b" ? "base64" : "quoted-printable";
  const pieces = decodeBody(encoding, fromBinaryString(word[2] ?? ""));
  return pieces.map((piece) => toBinaryString(piece.octets)).join("");
}
