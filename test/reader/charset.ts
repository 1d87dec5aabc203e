/** Octets as text, by the charset's name: the platform's decoders, and two of our own for what they refuse to read. */
import { base64 } from "./transfer.ts";

/** Names of mail programs for what the Encoding Standard calls otherwise. */
const OTHERWISE = new Map([
  ["cp932", "shift_jis"],
  ["ms932", "shift_jis"],
  ["iso-2022-jp-ms", "iso-2022-jp"],
  ["cp50220", "iso-2022-jp"],
  ["unicode-1-1-utf-7", "utf-7"],
]);

/** @param octets binary string */
export function text(octets: string, charset: string): string {
  const label = OTHERWISE.get(charset.trim().toLowerCase()) ?? charset.trim().toLowerCase();
  if (label.startsWith("iso-2022-jp")) return iso2022Jp(octets);
  if (label === "utf-7") return utf7(octets);
  return byMark(octets) ?? platform(octets, label) ?? platform(octets, "utf-8") ?? octets;
}

/** A byte order mark says more than the name does. */
function byMark(octets: string): string | undefined {
  if (octets.startsWith("\xff\xfe")) return platform(octets, "utf-16le");
  if (octets.startsWith("\xfe\xff")) return platform(octets, "utf-16be");
  return octets.startsWith("\xef\xbb\xbf") ? platform(octets, "utf-8") : undefined;
}

export function platform(octets: string, label: string): string | undefined {
  try {
    return new TextDecoder(label).decode(Buffer.from(octets, "latin1"));
  } catch {
    return undefined; // Nobody knows that name.
  }
}

/** RFC 1468 and its kin, with escape sequences wherever they stand, twice or for nothing. */
function iso2022Jp(octets: string): string {
  let [read, set] = ["", "("];
  for (const [piece] of octets.matchAll(/\x1b\$\(?[@-D]|\x1b\([@-J]|[^\x1b]+|\x1b/g)) {
    if (piece.length > 2 && piece.startsWith("\x1b")) set = piece[1] ?? "(";
    else read += set === "$" ? inPairs(piece) : piece;
  }
  return read;
}

/** JIS X 0208 by way of EUC-JP, its eighth bits set; a line break ends the set. */
function inPairs(piece: string): string {
  const eucJp = piece.replace(/[!-~]{2}/g, (pair) => {
    return [...pair].map((octet) => String.fromCharCode(octet.charCodeAt(0) | 0x80)).join("");
  });
  return platform(eucJp, "euc-jp") ?? "";
}

/** RFC 2152. */
function utf7(octets: string): string {
  return octets.replace(/\+([A-Za-z0-9+/]*)-?/g, (_, shifted: string) => {
    return shifted === "" ? "+" : (platform(base64(shifted), "utf-16be") ?? "");
  });
}
