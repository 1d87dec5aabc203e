/** Opens a sent message as a mail program would: fields decoded, text decoded. Enough for what this panel sends. */

import { decode } from "./charset.js";
import { parameter, readPart, textPart } from "./parts.js";

/**
 * @typedef {{
 *   fromName: string, fromAddress: string, toField: string, replyTo: string, subject: string, messageId: string, text: string,
 *   leave: string,
 * }} OpenMail `replyTo` and `leave` (where an empty mail leaves a contact network) are addresses, or ""
 */

/** @param {string} raw one character for each octet @returns {OpenMail} */
export function openMail(raw) {
  const mail = readPart(raw);
  const { fields } = mail;
  const shown = (/** @type {string} */ name) => decodeWords(fields.get(name) ?? "");
  const fromField = shown("from");
  return {
    fromName: unquoted(fromField.replace(/\s*<[^>]*>\s*$/, "")),
    fromAddress: /<([^>]*)>\s*$/.exec(fromField)?.[1] ?? fromField,
    toField: unquoted(shown("to")),
    replyTo: /<([^>]*)>\s*$/.exec(fields.get("reply-to") ?? "")?.[1] ?? fields.get("reply-to") ?? "",
    leave: decodeURIComponent(/<mailto:([^>?]*)/.exec(fields.get("list-unsubscribe") ?? "")?.[1] ?? ""),
    subject: shown("subject"),
    messageId: fields.get("message-id") ?? "",
    text: readText(textPart(mail)),
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

/** RFC 2047; white space between two encoded-words is no part of the text (§6.2). @param {string} value */
function decodeWords(value) {
  return value
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?([^?*]+)(?:\*[^?]*)?\?([BQ])\?([^?]*)\?=/gi, (_, charset, kind, text) =>
      decode(kind.toUpperCase() === "B" ? atob(text) : fromQuoted(text.replaceAll("_", " ")), charset),
    );
}

/** @param {import("./parts.js").Part} part */
function readText(part) {
  const charset = parameter(part, "charset");
  switch ((part.fields.get("content-transfer-encoding") ?? "").toLowerCase()) {
    case "base64":
      return decode(atob(part.body.replace(/\s/g, "")), charset);
    case "quoted-printable":
      return decode(fromQuoted(part.body.replace(/=\r\n/g, "")), charset);
    default:
      return decode(part.body, charset);
  }
}

/** @param {string} text */
function fromQuoted(text) {
  return text.replace(/=([0-9A-F]{2})/gi, (_, octet) => String.fromCharCode(Number.parseInt(octet, 16)));
}
