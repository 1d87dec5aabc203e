import { toBinaryString } from "../octets.ts";
import { isNamed } from "./file-names.ts";
import { magicOf } from "./magic.ts";
import type { Part } from "./parts.ts";
import { decodeBody } from "./transfer-encoding.ts";

type UnscrubbableKind = "none" | "signature" | "keys" | "opaque-signature" | "tnef" | "compound";

/** What keeps a part from being read, judged by its type and its file name; either may be wrong. */
export function unscrubbableKind(part: Part, octets: Uint8Array): UnscrubbableKind {
  const type = part.type.token;
  const named = (pattern: RegExp) => isNamed(part, pattern);
  if (type === "application/pgp-keys") return "keys";
  if (/^application\/(?:pgp-signature|(?:x-)?pkcs7-signature)$/.test(type) || named(/\.p7s$/i)) return "signature";
  if (/^application\/(?:x-)?pkcs7-mime$/.test(type) || named(/\.p7[mc]$/i)) return smimeOpacity(part, octets);
  if (/^application\/(?:vnd\.)?ms-tnef$/.test(type) || named(/^winmail\.dat$/i)) return "tnef";
  return kindByContent(part, octets);
}

/** By its first octets, whatever it is called. */
function kindByContent(part: Part, octets: Uint8Array): UnscrubbableKind {
  switch (magicOf(octets, part)) {
    case "tnef":
      return "tnef";
    case "compound":
      return isOfficeFile(part) ? "none" : "compound";
    case "pgp-key":
    case "certificate":
      return "keys";
    case "signed-data":
      return "opaque-signature";
    case "other-binary":
    case "text":
      return "none";
  }
}

/** Office files from before 2007 are compound files, too. Nothing is searched in files of Office's. */
function isOfficeFile(part: Part): boolean {
  if (/^application\/vnd\.ms-outlook$/.test(part.type.token) || isNamed(part, /\.(?:msg|oft)[\s.]*$/i)) return false;
  return (
    /^application\/(?:msword|(?:vnd\.)?ms-?(?:excel|powerpoint|publisher|works)|vnd\.visio)$/.test(part.type.token) ||
    isNamed(part, /\.(?:do[ct]|xl[stwa]|pp[sta]|pot|vsd|pub|wps|mpp|hwp|jtd|db)[\s.]*$/i)
  );
}

/** DER of the content types in RFC 5652: 1.2.840.113549.1.7.3 is enveloped-data, …9.16.1.23 authenticated-enveloped. */
const ENVELOPED = /\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03|\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17/;
const OTHER_CONTENT = /\x06[\x09\x0b]\x2a\x86\x48\x86\xf7\x0d\x01(?:\x07[^\x03]|\x09\x10\x01[^\x17])/;

/** The content says whether it is encrypted, which passes; where it does not, the label does; else it is taken for a signature. */
function smimeOpacity(part: Part, octets: Uint8Array): UnscrubbableKind {
  const beginning = octets.subarray(part.body.start, Math.min(part.body.end, part.body.start + 200));
  const [decoded] = decodeBody(part.encoding, beginning);
  const head = toBinaryString((decoded?.octets ?? beginning).subarray(0, 64));
  if (OTHER_CONTENT.test(head)) return "opaque-signature";
  if (ENVELOPED.test(head)) return "none";
  const label = part.type.segments.find((segment) => segment.name === "smime-type")?.value.toLowerCase();
  return label === "enveloped-data" || label === "authenveloped-data" ? "none" : "opaque-signature";
}
