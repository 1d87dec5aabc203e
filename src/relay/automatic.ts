/**
 * Mail that software sent by itself. Passed on, a vacation note would tell the other side whose holiday it is, a receipt who
 * has read it, and two robots would write to each other for ever (RFC 3834). But no answer of a person may count as such: it
 * would be lost in silence. So only what people's mail programs never write is a sign, and a subject is none by itself.
 */
import { foldMailbox } from "../mail/header/address.ts";
import { decodeText } from "../mail/header/encoded-word.ts";
import { fieldsNamed, unfold } from "../mail/header/section.ts";
import { toBinaryString } from "../mail/octets.ts";
import { firstValue, type Incoming } from "./incoming.ts";

/** A calendar part's header fields stand near the top; a longer search would cost CPU for attachments. */
const CALENDAR_SEARCH_LIMIT = 64 * 1024;

/** RFC 6047 §2.4: an answer to an invitation names its method in the part's Content-Type. */
const CALENDAR_ANSWER =
  /^content-type:\s*text\/calendar\b[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*?\bmethod="?(?:reply|counter)\b/im;

/** A calendar answer is sent by software, but a person pressed the button: it is no automatic mail here. */
export function isAutomatic(incoming: Incoming): boolean {
  return saysAutomatic(incoming) && !isCalendarAnswer(incoming);
}

function saysAutomatic(incoming: Incoming): boolean {
  const autoSubmitted = firstWord(incoming, "auto-submitted");
  if (isAutomaticAnswer(incoming) || (autoSubmitted !== "" && autoSubmitted !== "no")) return true;
  if (suppressesAnswers(incoming) || isReport(incoming) || isEcho(incoming) || isBulk(incoming)) return true;
  return AUTOMATIC_SUBJECT.test(subjectOf(incoming)) && hasWeakSign(incoming);
}

/** Fields that answering programs write, and nobody else. */
const ANSWERING_FIELD =
  /^x-(?:auto-?(?:reply|replied|respond|responder|response)(?:-(?:from|to|domain))?|mail-?auto-?reply|vacation(?:-message)?|(?:zimbra-)?(?:out-?of-?office|ooo)(?:-(?:reply|message))?)$/;

/** Software answered, as against software that writes by itself: only answers can become a ping-pong. */
export function isAutomaticAnswer(incoming: Incoming): boolean {
  if (incoming.envelope.sender === "") return true;
  const { fields } = incoming.section;
  if (fields.some(({ key, value }) => ANSWERING_FIELD.test(key) && !/^(?:no|none|false)$/i.test(unfold(value))))
    return true;
  // Exchange's rules and vacation notes; FirstClass; Critical Path.
  if (firstValue(incoming, "x-ms-exchange-generated-message-source") !== undefined) return true;
  if (firstWord(incoming, "x-fc-machinegenerated") === "true") return true;
  if (/autoresponder/i.test(firstValue(incoming, "x-post-messageclass") ?? "")) return true;
  if (firstWord(incoming, "auto-submitted") === "auto-replied") return true;
  return ["auto_reply", "auto-reply", "junk"].includes(firstWord(incoming, "precedence"));
}

/** [MS-OXCMAIL] §2.1.3.2.20: mail that forbids vacation notes in answer is one; `DR, RN` only forbids receipts. */
function suppressesAnswers(incoming: Incoming): boolean {
  const words = (firstValue(incoming, "x-auto-response-suppress") ?? "").toLowerCase().split(/[\s,;]+/);
  return words.some((word) => word === "all" || word === "oof" || word === "autoreply");
}

/** A receipt (RFC 8098) or delivery report (RFC 3462) as the message itself; one that a person forwards is a part of theirs. */
function isReport(incoming: Incoming): boolean {
  const type = unfold(firstValue(incoming, "content-type") ?? "");
  return /^(?:multipart\/report|message\/(?:global-)?(?:disposition-notification|delivery-status))[ \t]*(?:[;(]|$)/i.test(
    type,
  );
}

/** qmail's responders leave the field with which the mail was delivered to them: no mail program writes one. */
function isEcho({ section, fromField }: Incoming): boolean {
  const author = fromField.kind === "one" ? fromField.mailbox.address : undefined;
  return fieldsNamed(section, "delivered-to").some(({ value }) => {
    const named = unfold(value).toLowerCase();
    return /^auto-?respon/.test(named) || (author !== undefined && [author.key, foldMailbox(author)].includes(named));
  });
}

/** Zimbra's and vacation(1)'s mark, where no mailing list has set it on a person's mail. */
function isBulk(incoming: Incoming): boolean {
  return firstWord(incoming, "precedence") === "bulk" && !isListMail(incoming);
}

function isListMail({ section }: Incoming): boolean {
  return section.fields.some(({ key }) => key === "list-id" || key === "list-post");
}

/** How the known programs begin a subject. */
const AUTOMATIC_SUBJECT =
  /^(?:re: *)?[[【(（<＜]? *(?:自動(?:返信|応答|回答|送信)|不在(?:通知|応答|返信|の(?:お知らせ|ご連絡))|休暇(?:中|通知|のお知らせ)|開封(?:済み|確認|通知)|auto(?:matic)?[- ]?(?:reply|response|respond|antwort)|out[- ]of[- ](?:the[- ])?office|vacation|read: |not read: |abwesenheit|réponse automatique|respuesta automática)/iu;

function subjectOf(incoming: Incoming): string {
  return decodeText(unfold(firstValue(incoming, "subject") ?? "")).trim();
}

/** What people's mail has at times, too, and which says something only beside such a subject. */
function hasWeakSign(incoming: Incoming): boolean {
  const { envelope, fromField, section } = incoming;
  const has = (key: string) => section.fields.some((field) => field.key === key);
  if (has("x-auto-response-suppress") || has("x-loop") || has("x-autogenerated")) return true;
  if (firstWord(incoming, "precedence") === "list" && !isListMail(incoming)) return true;
  if (firstWord(incoming, "return-path") === "<>") return true;
  const program = `${firstValue(incoming, "x-mailer") ?? ""} ${firstValue(incoming, "user-agent") ?? ""}`;
  if (/auto-?(?:reply|respon)|vacation|responder|out-?of-?office|自動/i.test(program)) return true;
  const author = fromField.kind === "one" ? fromField.mailbox.address.localPart : "";
  return [envelope.sender, author].some((one) =>
    /^(?:no-?reply|do-?not-?reply|auto-?reply|autorespon|vacation|bounce)/i.test(one),
  );
}

/** The first word of a field, in lower case; "" when there is none. */
function firstWord(incoming: Incoming, key: string): string {
  const [word = ""] = unfold(firstValue(incoming, key) ?? "").split(/[\s;(]/, 1);
  return word.toLowerCase();
}

function isCalendarAnswer(incoming: Incoming): boolean {
  return CALENDAR_ANSWER.test(toBinaryString(incoming.octets.subarray(0, CALENDAR_SEARCH_LIMIT)));
}
