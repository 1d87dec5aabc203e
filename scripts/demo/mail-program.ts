/**
 * A mail program, which knows nothing of any relay: it writes what programs write, and so gives its owner away
 * wherever programs do.
 */

import { randomUUID } from "node:crypto";
import { HOUR } from "../../src/mail/duration.ts";
import type { Language } from "../support/language.ts";
import { type Attachment, invitation } from "./attachments.ts";
import type { Arrived } from "./letter.ts";
import { attachmentPart, type Charset, encodedWord, type Field, message, multipart, textPart } from "./mime.ts";
import type { Person } from "./people.ts";

/** A message that is about to be sent. */
export interface Draft {
  readonly author: Person;
  readonly messageId: string;
  readonly raw: Uint8Array;
  /** Whom it goes to: an addr-spec. */
  readonly recipient: string;
  readonly subject: string;
}

export interface Writing {
  readonly author: Person;
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
  readonly charset?: Charset;
  readonly attachments?: readonly Attachment[];
}

export function newMail(writing: Writing, to: string): Draft {
  const { author, text, charset = "utf-8", attachments = [] } = writing;
  const signed = `${text}\n\n-- \n${author.name[writing.language]}\n${author.address}\n`;
  const parts = [textPart(signed, "plain", charset), ...attachments.map(attachmentPart)];
  return draft(writing, to, to, [], multipart("mixed", parts));
}

/** Presses Reply: everything that the answer says of the thread comes from what arrived. */
export function answer(arrived: Arrived, writing: Omit<Writing, "subject"> & { readonly invite?: boolean }): Draft {
  const { author, language, charset = "utf-8", attachments = [], invite = false } = writing;
  const { letter, fields } = arrived;
  const text = `${writing.text}\n\n${signature(author, language)}\n\n${quotation(arrived, author, language)}`;
  const files = invite ? [...attachments, invitation("invite.ics", author, letter.fromAddress)] : attachments;
  const body = multipart("alternative", [textPart(text, "plain", charset), textPart(html(text), "html", charset)]);
  const thread = [
    { name: "In-Reply-To", value: fields.messageId },
    { name: "References", value: [fields.references, fields.messageId].filter(Boolean).join(" ") },
  ];
  const subject = `Re: ${letter.subject.replace(/^Re: /, "")}`;
  const content = multipart("mixed", [body, ...files.map(attachmentPart)]);
  return draft({ ...writing, subject }, fields.from, letter.fromAddress, thread, content);
}

function draft(
  { author, language, subject, charset = "utf-8" }: Pick<Writing, "author" | "language" | "subject" | "charset">,
  toField: string,
  recipient: string,
  thread: readonly Field[],
  content: string,
): Draft {
  const host = author.address.slice(author.address.lastIndexOf("@") + 1);
  const messageId = `<${randomUUID()}@mail.${host}>`;
  const fields = [
    { name: "Return-Path", value: `<${author.address}>` },
    { name: "Received", value: `from phone (192.0.2.99) by mail.${host}; ${japaneseDate()}` },
    { name: "DKIM-Signature", value: `v=1; a=rsa-sha256; d=${host}; s=s1; i=${author.address}; bh=Ym9keQ==; b=c2ln` },
    { name: "From", value: `${encodedWord(author.name[language], charset)} <${author.address}>` },
    { name: "To", value: toField },
    { name: "Subject", value: encodedWord(subject, charset) },
    { name: "Date", value: japaneseDate() },
    { name: "Message-ID", value: messageId },
    ...thread,
    { name: "Disposition-Notification-To", value: author.address },
    { name: "Autocrypt", value: `addr=${author.address}; keydata=a2V5` },
    { name: "X-Originating-Email", value: `[${author.address}]` },
    { name: "User-Agent", value: "PocketMail/7.2" },
  ];
  return { author, messageId, raw: message(fields, content), recipient, subject };
}

/** Here and now, with a zone that says where "here" is. */
function japaneseDate(): string {
  const shifted = new Date(Date.now() + 9 * HOUR);
  return shifted.toUTCString().replace("GMT", "+0900");
}

function signature(author: Person, language: Language): string {
  return `-- \n${author.name[language]}\n✉ ${author.address}`;
}

/** The attribution line names both addresses, the Outlook-style block below names them again. */
function quotation({ letter }: Arrived, author: Person, language: Language): string {
  const { from, fromAddress, subject, lines } = letter;
  const attribution =
    language === "ja"
      ? `${from} は ${author.address.toUpperCase()} に書きました:`
      : `${from} wrote to ${author.address.toUpperCase()}:`;
  const block = [`From: ${fromAddress}`, `To: ${author.address}`, `Subject: ${subject}`, "", ...lines];
  return [attribution, ...block].map((line, at) => (at === 0 ? line : `> ${line}`)).join("\n");
}

function html(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const linked = escaped.replace(/[\w.-]+@[\w.-]+/g, (found) => {
    return `<a href="mailto:${found.replace("@", "%40")}">${found.replace("@", "&#64;")}</a>`;
  });
  return `<html><body><p>${linked.replaceAll("\n", "<br>\n")}</p></body></html>`;
}
