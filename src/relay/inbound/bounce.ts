/** Reports of servers about what was not delivered (RFC 3464, and those without its form): they name whom it was for. */
import { hasAliasForm } from "../../mail/alias-form.ts";
import type { Address } from "../../mail/header/address.ts";
import { readAddressesLoosely } from "../../mail/header/loose-addresses.ts";
import { fieldsNamed } from "../../mail/header/section.ts";
import { newBudget, type Part, readPart } from "../../mail/mime/parts.ts";
import { decodeBody } from "../../mail/mime/transfer-encoding.ts";
import { toBinaryString } from "../../mail/octets.ts";
import { firstValue, type Incoming } from "../incoming.ts";

/** Octets of a report that are looked through, and addresses that are taken from them. */
const SEARCH_LIMIT = 64 * 1024;
const ADDRESS_LIMIT = 500;

/** RFC 5321 §4.5.5 and habit: who signs such reports. A vacation note comes from a person, and may name colleagues. */
const SERVER = /^(?:mailer-daemon|postmaster|mail-daemon|maildaemon)$/;

/** Whoever a report names, in its fields, its text or the mail that it brings back: any of them may be a correspondent. */
export function namedByReport(incoming: Incoming): readonly Address[] {
  if (!isReport(incoming)) return [];
  const { octets, section } = incoming;
  const window = octets.subarray(0, section.bodyOffset + SEARCH_LIMIT);
  const whole = { start: 0, end: window.length };
  const fields = ["x-failed-recipients", "x-original-to"].flatMap((key) => fieldsNamed(section, key));
  const texts = [
    ...fields.map(({ value }) => value),
    toBinaryString(window.subarray(section.bodyOffset)),
    ...decodedTexts(window, readPart(window, whole, 0, newBudget(window.length))),
  ];
  const found = texts
    .flatMap((text) => readAddressesLoosely(text.replace(/[\r\n]+/g, " ")))
    .filter(({ key }) => !hasAliasForm(key));
  return found.slice(0, ADDRESS_LIMIT);
}

function isReport(incoming: Incoming): boolean {
  const { section, fromField } = incoming;
  const type = firstValue(incoming, "content-type") ?? "";
  const author = fromField.kind === "one" ? fromField.mailbox.address.localPart.toLowerCase() : "";
  return (
    /^\s*multipart\/report\b/i.test(type) ||
    SERVER.test(author) ||
    fieldsNamed(section, "x-failed-recipients").length > 0
  );
}

/** What of the parts does not stand there as it reads. */
function decodedTexts(octets: Uint8Array, { content, encoding, body }: Part): readonly string[] {
  switch (content.kind) {
    case "multipart":
      return content.parts.flatMap((part) => decodedTexts(octets, part));
    case "message":
      return decodedTexts(octets, content.message);
    case "leaf":
      return encoding === "identity"
        ? []
        : decodeBody(encoding, octets.subarray(body.start, body.end)).map((piece) => toBinaryString(piece.octets));
  }
}
