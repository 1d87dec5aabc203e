/** Reasons, as three different ears hear them: the outside (SMTP text), the log and journal (the word itself). */
import { ANSWER_MEGABYTES } from "./answer-size.ts";

/** English alone: an SMTP reply is ASCII (RFC 5321 §4.2), and no server translates it. It names no one. */
const TEXTS = {
  "no-such-address": "No such address.",
  closed: "This address takes no mail at present.",
  "from-missing": "The From field has no mail address. Please set one in your mail program and send again.",
  "from-several": "The From field must name one mail address, not several.",
  "from-unreadable": "The From field cannot be read. Please send from an ordinary mail program.",
  "header-too-large": "The header section of this mail is larger than 256 KB.",
  loop: "This mail has been here before: a mail loop.",
  blocked: "This address does not take your mail.",
  spam: "This mail looks like spam to our server.",
  "file-type": "This mail has a file that runs as a program. Please send pictures, PDF or plain documents.",
  "opaque-signature": "Signed mail of this kind cannot pass without showing addresses. Please send it unsigned.",
  "outlook-file":
    "This mail has a part that only Outlook can read (winmail.dat or .msg). Please send it as HTML or plain text.",
  "unreadable-structure": "The structure of this mail cannot be read safely. Please send it in a simpler form.",
  "too-many-addresses":
    "This mail has more mail addresses in it than can be searched. Please send it without the list.",
  undeliverable: "The mail could not be delivered.",
  "unknown-code": "This code is not known. Please compare it with the paper, letter by letter, and send again.",
  "not-a-member":
    "This address takes answers of those who have joined the contact network. Please write to the address without the tag.",
  "survey-over": "This survey is closed. An answer that came before it was still counts.",
  "not-proven":
    "Your mail provider does not prove that this mail is yours, so nothing was changed. Please send it from your own mailbox.",
  "replies-unchecked": "Answers are not in use yet.",
  "replies-off": "Answers are switched off for this address.",
  "too-large": `The mail is too large for an answer: ${ANSWER_MEGABYTES} MB at most, attachments included.`,
  "recipient-suppressed": "The recipient's server has refused mail from this address for good.",
} as const satisfies Readonly<Record<string, string>>;

/** Why a message is refused for good. */
export type Reason = keyof typeof TEXTS;

export const REASONS = Object.keys(TEXTS) as Reason[];

/** The SMTP text of a rejection: one line of ASCII that names no one. */
export function rejectionText(reason: Reason): string {
  return TEXTS[reason];
}
