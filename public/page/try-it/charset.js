/** Octets as text, in the charset that they are in: mail in Japan is ISO-2022-JP, Shift_JIS or UTF-8, and does not always say so. */

/** Says nothing of what is in it, or nothing that is true. */
const NONE = ["", "us-ascii", "ascii", "unknown-8bit", "x-unknown"];

/** @param {string} octets one character for each @param {string} [charset] as the mail declares it */
export function decode(octets, charset = "") {
  const bytes = Uint8Array.from(octets, (octet) => octet.charCodeAt(0));
  const declared = charset.trim().toLowerCase();
  const said = NONE.includes(declared) ? undefined : decoder(declared);
  return (said ?? guessed(octets, bytes)).decode(bytes);
}

/** @param {string} label @returns {TextDecoder | undefined} nothing for a charset that nobody knows */
function decoder(label) {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined; // Then it is read as what it looks like.
  }
}

/** @param {string} octets @param {Uint8Array} bytes */
function guessed(octets, bytes) {
  if (/\x1b[$(]/.test(octets)) return new TextDecoder("iso-2022-jp");
  return new TextDecoder(isUtf8(bytes) ? "utf-8" : "shift_jis");
}

/** @param {Uint8Array} bytes */
function isUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).length >= 0;
  } catch {
    return false;
  }
}
