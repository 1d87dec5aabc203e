/**
 * Mail that software sent by itself. Passed on, a vacation note would tell the other side whose holiday it is, and two
 * robots would write to each other for ever (RFC 3834).
 */
import { unfold } from "../mail/header/section.ts";
import { toBinaryString } from "../mail/octets.ts";
import { firstValue, type Incoming } from "./incoming.ts";

/** A calendar part's header fields stand near the top; a longer search would cost CPU for attachments. */
const CALENDAR_SEARCH_LIMIT = 64 * 1024;

/** RFC 6047 §2.4: an answer to an invitation names its method in the part's Content-Type. */
const CALENDAR_ANSWER =
  /^content-type:\s*text\/calendar\b[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*?\bmethod="?(?:reply|counter)\b/im;

const AUTOMATIC_PRECEDENCE = new Set(["auto_reply", "junk"]);

/** A calendar answer is sent by software, but a person pressed the button: it is no automatic mail here. */
export function isAutomatic(incoming: Incoming): boolean {
  return saysAutomatic(incoming) && !isCalendarAnswer(incoming);
}

function saysAutomatic(incoming: Incoming): boolean {
  const autoSubmitted = firstWord(firstValue(incoming, "auto-submitted"));
  return isAutomaticAnswer(incoming) || (autoSubmitted !== "" && autoSubmitted !== "no");
}

/** Software answered, as against software that writes by itself: only answers can become a ping-pong. */
export function isAutomaticAnswer(incoming: Incoming): boolean {
  if (incoming.envelope.sender === "") return true;
  if (firstValue(incoming, "x-autoreply") !== undefined) return true;
  if (firstValue(incoming, "x-autorespond") !== undefined) return true;
  if (firstWord(firstValue(incoming, "auto-submitted")) === "auto-replied") return true;
  return AUTOMATIC_PRECEDENCE.has(firstWord(firstValue(incoming, "precedence")));
}

function firstWord(value: string | undefined): string {
  return (
    unfold(value ?? "")
      .split(/[\s;(]/, 1)[0]
      ?.toLowerCase() ?? ""
  );
}

function isCalendarAnswer(incoming: Incoming): boolean {
  return CALENDAR_ANSWER.test(toBinaryString(incoming.octets.subarray(0, CALENDAR_SEARCH_LIMIT)));
}
