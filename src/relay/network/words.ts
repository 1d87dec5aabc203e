/** An answer to a survey that begins with a number, without the number: what of it may reach the officer, as a message of its own. */

import { answerSubject } from "../../letters/network/survey.ts";
import { wordsOfAnswer } from "../../mail/answer/choice-words.ts";
import { readAnswer } from "../../mail/answer/numbered-answer.ts";
import { isNumberless, wordsBehind } from "../../mail/answer/words-behind.ts";
import { randomWord } from "../../mail/base-encoding.ts";
import { joined } from "../../mail/edit.ts";
import { decodeText, encodeText, phraseText } from "../../mail/header/encoded-word.ts";
import { foldField, readHeaderSection } from "../../mail/header/section.ts";
import { encodeBase64Lines } from "../../mail/mime/base64.ts";
import { besideText } from "../../mail/mime/beside-text.ts";
import { fromBinaryString, utf8 } from "../../mail/octets.ts";
import { firstValue, type Incoming } from "../incoming.ts";
import type { Survey } from "../ports/surveys.ts";
import type { RelayContext } from "../transit.ts";

type NumberlessWords =
  | { readonly kind: "none" }
  | { readonly kind: "message"; readonly incoming: Incoming }
  /** They may tell which number it was. */
  | { readonly kind: "withheld" };

/** @param text what of it is read first: a number, and more */
export async function numberlessWords(
  { incoming, ports }: RelayContext,
  survey: Survey,
  text: string,
): Promise<NumberlessWords> {
  const { fromField, octets } = incoming;
  const name = fromField.kind === "one" ? phraseText(fromField.mailbox.phrase) : "";
  const words = wordsBehind(text, survey.choices, name);
  const beside = besideText(octets);
  const files = beside.kind === "files" ? beside.files : [];
  if (words.kind === "none" && beside.kind === "files" && files.length === 0) return { kind: "none" };
  if (words.kind === "doubtful" || beside.kind === "inseparable") return { kind: "withheld" };
  const names = files.flatMap((file) => file.names);
  const isTelling = names.some((one) => readAnswer(one.replace(/[-_]+/g, " "), survey.choices) !== undefined);
  const said = words.kind === "words" ? words.text : "";
  const isNamed = async (what: string) => {
    const all = wordsOfAnswer(what);
    return all === undefined || (await ports.surveys.names(survey, all));
  };
  if (isTelling || (await isNamed([said, ...names].join("\n")))) return { kind: "withheld" };
  const subject = decodeText(firstValue(incoming, "subject") ?? "").trim();
  const mayShow = subject !== "" && isNumberless(subject, survey.choices) && !(await isNamed(subject));
  const bodies = files.map(({ range }) => octets.subarray(range.start, range.end));
  const shown = mayShow ? subject : answerSubject(ports.language);
  return { kind: "message", incoming: composed(incoming, shown, textPart(said), bodies) };
}

function textPart(text: string): Uint8Array {
  const head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
  return joined([fromBinaryString(head), encodeBase64Lines(utf8(text.replaceAll("\n", "\r\n")), "\r\n")]);
}

/** The same mail with other content: the body's own header fields and what they describe, and whatever it brings. */
function composed(incoming: Incoming, subject: string, text: Uint8Array, files: readonly Uint8Array[]): Incoming {
  const kept = incoming.section.fields.filter(({ key }) => !/^(?:content-|mime-version$|subject$)/.test(key));
  const head = [
    ...kept.map(({ name, value }) => `${name}:${value}\r\n`),
    foldField("Subject", encodeText(subject)),
    "MIME-Version: 1.0\r\n",
  ];
  const octets = joined([fromBinaryString(head.join("")), ...(files.length === 0 ? [text] : mixed([text, ...files]))]);
  const reading = readHeaderSection(octets);
  if (reading.kind === "too-large") throw new Error("a header section that was read is too large");
  return { ...incoming, octets, section: reading.section };
}

/** RFC 2046 §5.1.3. */
function mixed(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const boundary = randomWord(20);
  return [
    fromBinaryString(`Content-Type: multipart/mixed; boundary=${boundary}\r\n`),
    ...parts.flatMap((part) => [fromBinaryString(`\r\n--${boundary}\r\n`), part]),
    fromBinaryString(`\r\n--${boundary}--\r\n`),
  ];
}
