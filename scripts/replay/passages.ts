/** A message of the folder, made ready for each direction: its own fields stay below what Cloudflare prepends. */
import { prepended } from "../support/cloudflare-verdict.ts";
import { binary, octets } from "../support/octets.ts";
import { ALIAS_PLACE, OFFICER, type Office, SECOND_OFFICER } from "./office.ts";

/** A message on its way in. */
export interface Passage {
  readonly direction: "inbound" | "reply";
  readonly envelope: { readonly sender: string; readonly recipient: string };
  readonly raw: Uint8Array;
  /** Must be nowhere in what leaves. */
  readonly hidden: readonly string[];
  /** What was done to the message so that it can pass at all. */
  readonly notes: readonly string[];
}

/** Stands in the From field where a message has none that can be read. */
export const WRITER = "writer@outside.example";

/** Inbound: the message as it is, from its own From. */
export function inbound(message: Uint8Array, office: Office): Passage {
  const raw = withoutMbox(binary(message));
  const sender = authorOf(raw) ?? WRITER;
  const fields = named(raw, ["from", "reply-to", "to", "cc", "sender"]);
  const hidden = [...fields, ...reported(raw)].filter((address) => address !== office.publicAddress);
  return {
    direction: "inbound",
    envelope: { sender, recipient: office.publicAddress },
    raw: stamped(raw, sender),
    hidden,
    notes: [],
  };
}

/** As an answer: From is the officer's, To the alias; what says that software sent it is taken out, and the notes say so. */
export function reply(message: Uint8Array, office: Office): Passage {
  const given = withoutMbox(binary(message));
  const notes: string[] = [];
  if (!authorOf(given)) notes.push("From put in");
  if (AUTOMATIC.test(headOf(given))) notes.push("marks of automatic mail taken out");
  const kept = withoutFields(given, /^(?:from|to|cc|bcc|auto-submitted|precedence|x-autoreply|x-autorespond)$/i);
  const raw = `From: "Replay Officer" <${OFFICER}>\r\nTo: <${office.alias}>\r\n${kept}`;
  return {
    direction: "reply",
    envelope: { sender: OFFICER, recipient: office.alias },
    raw: stamped(raw.replaceAll(ALIAS_PLACE, office.alias), OFFICER),
    hidden: [OFFICER, SECOND_OFFICER, office.alias],
    notes,
  };
}

const AUTOMATIC = /^(?:auto-submitted:(?!\s*no\b)|precedence:\s*(?:junk|auto_reply)|x-autoreply:|x-autorespond:)/im;

function stamped(raw: string, sender: string): Uint8Array {
  const domain = sender.slice(sender.lastIndexOf("@") + 1);
  return octets(prepended({ result: "pass", domain, envelopeSender: sender, time: new Date() }) + raw);
}

/** The "From " line of a mailbox file (RFC 4155) is no part of a message. */
export function withoutMbox(raw: string): string {
  return raw.replace(/^>?From [^\n]*\n/, "");
}

export function headOf(raw: string): string {
  const end = /\r?\n\r?\n/.exec(raw);
  return end ? raw.slice(0, end.index + 2) : raw;
}

function fieldValues(raw: string, name: string): readonly string[] {
  return [...headOf(raw).matchAll(new RegExp(`^${name}[ \\t]*:((?:.*\\r?\\n[ \\t])*.*)`, "gim"))].map(
    ([, value = ""]) => value,
  );
}

const ADDRESS = /[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*/gi;

/** The one address of a From field that everybody would read the same way. */
function authorOf(raw: string): string | undefined {
  const addresses = fieldValues(raw, "from").flatMap((value) => value.match(ADDRESS) ?? []);
  return addresses.length === 1 ? addresses[0] : undefined;
}

function named(raw: string, fields: readonly string[]): readonly string[] {
  const values = fields.flatMap((name) => fieldValues(raw, name));
  return [...new Set(values.flatMap((value) => value.match(ADDRESS) ?? []).map((address) => address.toLowerCase()))];
}

/** Whom a report is about (RFC 3464 §2.3). */
function reported(raw: string): readonly string[] {
  if (!/^content-type:\s*multipart\/report/im.test(headOf(raw))) return [];
  const recipients = raw.matchAll(/^(?:original|final)-recipient:[^;\r\n]*;[ \t]*([^\s<>]+@[^\s<>]+)/gim);
  return [...recipients].map(([, address = ""]) => address.toLowerCase());
}

function withoutFields(raw: string, names: RegExp): string {
  const head = headOf(raw);
  const kept = head.replace(/^([^\s:]+)[ \t]*:(?:.*\r?\n[ \t])*.*\r?\n/gm, (field, name: string) =>
    names.test(name) ? "" : field,
  );
  return kept + raw.slice(head.length);
}
