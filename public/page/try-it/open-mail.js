/** Opens a sent message as a mail program would: fields decoded, text decoded. Enough for what this panel sends. */

/**
 * @typedef {{
 *   fromName: string, fromAddress: string, toField: string, replyTo: string, subject: string, messageId: string, text: string,
 *   leave: string,
 * }} OpenMail `replyTo` and `leave` (where an empty mail leaves a contact network) are addresses, or ""
 */

/** @param {string} raw one character for each octet @returns {OpenMail} */
export function openMail(raw) {
  const end = raw.indexOf("\r\n\r\n");
  const head = end < 0 ? raw : raw.slice(0, end);
  const fields = readFields(head);
  const fromField = decodeWords(fields.get("from") ?? "");
  return {
    fromName: unquoted(fromField.replace(/\s*<[^>]*>\s*$/, "")),
    fromAddress: /<([^>]*)>\s*$/.exec(fromField)?.[1] ?? fromField,
    toField: unquoted(decodeWords(fields.get("to") ?? "")),
    replyTo: /<([^>]*)>\s*$/.exec(fields.get("reply-to") ?? "")?.[1] ?? fields.get("reply-to") ?? "",
    leave: decodeURIComponent(/<mailto:([^>?]*)/.exec(fields.get("list-unsubscribe") ?? "")?.[1] ?? ""),
    subject: decodeWords(fields.get("subject") ?? ""),
    messageId: fields.get("message-id") ?? "",
    text: readText(fields.get("content-transfer-encoding") ?? "", end < 0 ? "" : raw.slice(end + 4)),
  };
}

/** A mail program shows a quoted name without its quotes. @param {string} text */
const unquoted = (text) => text.replace(/^"([^"]*)"/, "$1");

/** Whether an address stands anywhere in it, as it is or decoded. @param {string} raw @param {string} address */
export function mentions(raw, address) {
  const mail = openMail(raw);
  const wanted = address.toLowerCase();
  return [raw, mail.text, mail.subject, mail.fromName, mail.toField].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}

/** @param {string} head @returns {Map<string, string>} the first of each name, unfolded */
function readFields(head) {
  /** @type {Map<string, string>} */
  const fields = new Map();
  for (const line of head.replace(/\r\n(?=[ \t])/g, "").split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** RFC 2047; white space between two encoded-words is no part of the text (§6.2). @param {string} value */
function decodeWords(value) {
  return value
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?([^?*]+)(?:\*[^?]*)?\?([BQ])\?([^?]*)\?=/gi, (_, charset, kind, text) =>
      decode(kind.toUpperCase() === "B" ? atob(text) : fromQuoted(text.replaceAll("_", " ")), charset),
    );
}

/** @param {string} encoding @param {string} body */
function readText(encoding, body) {
  const plain = encoding.toLowerCase();
  if (plain === "base64") return decode(atob(body.replace(/\s/g, "")), "utf-8");
  return decode(plain === "quoted-printable" ? fromQuoted(body.replace(/=\r\n/g, "")) : body, "utf-8");
}

/** @param {string} text */
function fromQuoted(text) {
  return text.replace(/=([0-9A-F]{2})/gi, (_, octet) => String.fromCharCode(Number.parseInt(octet, 16)));
}

/** @param {string} octets one character for each @param {string} charset */
function decode(octets, charset) {
  return new TextDecoder(charset).decode(Uint8Array.from(octets, (octet) => octet.charCodeAt(0)));
}
