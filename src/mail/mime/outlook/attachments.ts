/** The files inside of what only Outlook opens, a winmail.dat or a message of its own: their names, and what they hold. */
import { guessText } from "../../header/charset.ts";
import { toBinaryString } from "../../octets.ts";
import { compoundStreams } from "./compound-file.ts";
import { propertiesIn, STRING_8, STRING_16 } from "./mapi-properties.ts";
import { tnefAttributes } from "./tnef.ts";

/** What says something about an attachment. */
type Saying =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "content"; readonly octets: Uint8Array };

/** [MS-OXCMSG] §2.2.2: short and long file name, and what is attached. */
const NAME_PROPERTIES: ReadonlySet<number> = new Set([0x3704, 0x3707]);
const CONTENT_PROPERTY = 0x3701;
/** [MS-OXTNEF] §2.1.3.3: title, and file name for the way. */
const NAME_ATTRIBUTES: ReadonlySet<number> = new Set([0x8010, 0x9001]);
const CONTENT_ATTRIBUTE = 0x800f;
const PROPERTIES_ATTRIBUTE = 0x9005;
/** An attached message begins with the id of its interface (§2.1.3.4.2). */
const INTERFACE_LENGTH = 16;

const OBJECT = 0xd;

/** @returns nothing for what is neither of the two, or not whole */
export function outlookAttachments(file: Uint8Array): readonly Saying[] {
  const head = toBinaryString(file.subarray(0, 8));
  if (head.startsWith("\x78\x9f\x3e\x22")) return (tnefAttributes(file) ?? []).flatMap(saidByAttribute);
  if (head === "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") return (compoundStreams(file) ?? []).flatMap(saidByStream);
  return [];
}

function saidByAttribute({ id, value }: { readonly id: number; readonly value: Uint8Array }): readonly Saying[] {
  if (NAME_ATTRIBUTES.has(id)) return [named(STRING_8, value)];
  if (id === CONTENT_ATTRIBUTE) return [{ kind: "content", octets: value }];
  return id === PROPERTIES_ATTRIBUTE ? propertiesIn(value).flatMap((one) => said(one.id, one.type, one.value)) : [];
}

/** [MS-OXMSG] §2.2: the name of a stream is the property's id and type. */
function saidByStream({ name, octets }: { readonly name: string; readonly octets: Uint8Array }): readonly Saying[] {
  const [, id = "", type = ""] = /^__substg1\.0_([0-9a-f]{4})([0-9a-f]{4})/i.exec(name) ?? [];
  return said(Number.parseInt(id, 16), Number.parseInt(type, 16), octets);
}

function said(id: number, type: number, value: Uint8Array): readonly Saying[] {
  if (NAME_PROPERTIES.has(id)) return [named(type, value)];
  if (id !== CONTENT_PROPERTY) return [];
  return [{ kind: "content", octets: type === OBJECT ? value.subarray(INTERFACE_LENGTH) : value }];
}

function named(type: number, value: Uint8Array): Saying {
  const name = type === STRING_16 ? new TextDecoder("utf-16le").decode(value) : guessText(toBinaryString(value));
  return { kind: "name", name };
}
