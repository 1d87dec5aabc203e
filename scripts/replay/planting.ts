/** `--plant`: puts the hidden addresses into a message, wherever software or people do. */
import { binary, octets } from "../support/octets.ts";
import { decodedBody, type Leaf, leavesOf } from "./leaves.ts";
import { ALIAS_PLACE, OFFICER, SECOND_OFFICER } from "./office.ts";
import { headOf, WRITER, withoutMbox } from "./passages.ts";

/** The message with the addresses in its header section, each text part, the parts' names, and an attached message. */
export function planted(message: Uint8Array): Uint8Array {
  const raw = withoutMbox(binary(message));
  const leaves = leavesOf(raw);
  let out = "";
  let at = 0;
  for (const leaf of leaves) {
    const header = namePlanted(leaf.header, leaf !== leaves[0]);
    const headerStart = leaf.start - leaf.header.length;
    out += raw.slice(at, headerStart) + header + bodyPlanted(raw, leaf);
    at = leaf.end;
  }
  return octets(headPlanted(withAttachedMessage(out + raw.slice(at))));
}

const SECRETS = [WRITER, OFFICER, SECOND_OFFICER] as const;

function headPlanted(raw: string): string {
  const head = headOf(raw).replace(/^Subject:[ \t]*/im, `Subject: (${SECRETS.join(" ")}) `);
  const fields = [
    `X-Original-To: ${OFFICER}`,
    `Delivered-To: ${SECOND_OFFICER}`,
    `Disposition-Notification-To: ${WRITER}`,
    `Reply-To: ${WRITER}`,
    `Cc: ${OFFICER}, ${SECOND_OFFICER}`,
  ];
  return fields.map((field) => `${field}\r\n`).join("") + head + raw.slice(headOf(raw).length);
}

function namePlanted(header: string, isPart: boolean): string {
  if (!isPart) return header;
  return header.replace(/(name\s*=\s*)"([^"=?]*)"/gi, `$1"${OFFICER} ${WRITER} $2"`);
}

function bodyPlanted(raw: string, leaf: Leaf): string {
  const body = raw.slice(leaf.start, leaf.end);
  // UTF-16 takes no ASCII line.
  if (!leaf.type.startsWith("text/") || /utf-?16|utf-?32/i.test(leaf.charset)) return body;
  const lines = leaf.type === "text/html" ? htmlLines() : textLines();
  if (leaf.encoding.includes("base64")) return base64(lines + decodedBody(raw, leaf));
  if (leaf.encoding.includes("quoted")) return `${lines.replaceAll("=", "=3D").replace("@", "=40")}${body}`;
  return lines + body;
}

function textLines(): string {
  const addresses = SECRETS.map(
    (address) => `${address} ${address.toUpperCase()} <mailto:${address.replace("@", "%40")}>`,
  );
  return `${addresses.join("\r\n")}\r\n${ALIAS_PLACE}\r\n`;
}

function htmlLines(): string {
  const links = SECRETS.map((address) => `<a href="mailto:${address}">${address.replace("@", "&#64;")}</a>`);
  return `${links.join("<br>\r\n")}<br>\r\n`;
}

function base64(text: string): string {
  return `${Buffer.from(text, "latin1").toString("base64").replace(/.{76}/g, "$&\r\n")}\r\n`;
}

/** As the first part of a multipart, where its kind allows one more. */
function withAttachedMessage(raw: string): string {
  const head = headOf(raw);
  const [, quoted, bare] =
    /^content-type:\s*multipart\/mixed\b[\s\S]*?boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))/im.exec(head) ?? [];
  const at = raw.indexOf(`\n--${quoted ?? bare}`, head.length - 1) + 1;
  if (at === 0) return raw;
  const [writer, officer, second] = SECRETS;
  const attached = [
    `--${quoted ?? bare}`,
    "Content-Type: message/rfc822",
    "",
    `Delivered-To: ${officer}`,
    `From: "${second}" <${writer}>`,
    `To: ${officer}`,
    "Subject: attached",
    "",
    textLines(),
  ];
  return `${raw.slice(0, at)}${attached.join("\r\n")}\r\n${raw.slice(at)}`;
}
