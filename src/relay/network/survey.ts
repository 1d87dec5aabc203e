/** Surveys: an officer's question to all members, and what its officer says to it afterwards. What members answer: answer.ts. */
import { reminderLetter, type SurveyWord, surveyLetter } from "../../letters/network/survey.ts";
import { surveyAddress } from "../../letters/tagged-address.ts";
import { wordsOfChoices } from "../../mail/answer/choice-words.ts";
import { readChoices } from "../../mail/answer/numbered-answer.ts";
import { randomWord } from "../../mail/base-encoding.ts";
import { encodePhrase, encodeText } from "../../mail/header/encoded-word.ts";
import { foldField } from "../../mail/header/section.ts";
import { encodeBase64Lines } from "../../mail/mime/base64.ts";
import { firstText } from "../../mail/mime/first-text.ts";
import { utf8 } from "../../mail/octets.ts";
import { mayAnswer, type PublicAddress } from "../model.ts";
import { mailboxField } from "../outgoing/head.ts";
import type { MemberCopy, Progress } from "../ports/announcements.ts";
import type { Survey, Tally } from "../ports/surveys.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome } from "../transit.ts";
import { type Announcer, begin, carryOn, forbids, prepare, refuse, type Written } from "./announce.ts";
import type { SurveyVerb } from "./read.ts";
import { tellOnce } from "./tell.ts";

/** An officer asks: the copies are an announcement's, but that answers go to the survey's own address. */
export async function ask(context: RelayContext, announcer: Announcer): Promise<RelayOutcome> {
  const offered = readChoices(firstText(context.incoming.octets));
  const choices = offered.length;
  if (choices < 2) return refuse(context, announcer, "no-choices");
  const prepared = await prepare(context, announcer, "ask");
  if (prepared.kind === "refused") return prepared.outcome;
  const { begun, written } = prepared;
  const { id, addressId } = begun.announcement;
  const [forwardingId, messageId] = [announcer.forwarding.id, written.messageId];
  const survey = await context.ports.surveys.open({
    ...{ id, addressId, forwardingId, choices, messageId },
    choiceWords: wordsOfChoices(offered),
  });
  const asked = { ...written, replyTo: [replyToOf(announcer.publicAddress, survey)] };
  return carryOn(context, announcer, begun, asked, { report: reportOf(context, announcer, survey, "asked") });
}

function replyToOf({ address, name }: PublicAddress, { word }: Survey): string {
  return mailboxField(name && encodePhrase(name), surveyAddress(address.spec, word));
}

function reportOf({ ports }: RelayContext, { publicAddress }: Announcer, survey: Survey, kind: SurveyWord) {
  const facts = { publicAddress: publicAddress.address.spec, word: survey.word, choices: survey.choices };
  const letter = (progress: Progress) => surveyLetter(kind, { ...facts, ...progress }, ports.language);
  return { letter, answerTo: surveyAddress(facts.publicAddress, survey.word) };
}

type Verb = SurveyVerb | "help";

const VERBS: readonly (readonly [Verb, RegExp])[] = [
  ["remind", /^(?:remind(?:er)?|催促|再送|リマインド)/i],
  ["tally", /^(?:tally|count|results?|集計|結果)/i],
  ["close", /^(?:close|end|締切|締め切り|締め切る|終了)/i],
];

/** What the officer's answer to the report begins with; nothing in it ever reaches a member. */
export function verbIn(text: string): Verb {
  const first = text.trimStart().slice(0, 40).normalize("NFKC");
  return VERBS.find(([, pattern]) => pattern.test(first))?.[0] ?? "help";
}

export async function obey(
  context: RelayContext,
  announcer: Announcer,
  survey: Survey,
  verb: Verb,
): Promise<RelayOutcome> {
  const { surveys } = context.ports;
  // Whoever has found a phone that its owner has stopped by the paper card reaches no member, and ends no survey.
  if (!mayAnswer(announcer.forwarding)) return refuse(context, announcer, "replies-off");
  switch (verb) {
    case "tally":
      return tell(context, announcer, survey, "tally", await surveys.tally(survey));
    case "close":
      return tell(context, announcer, survey, "closed", await surveys.close(survey));
    case "remind":
      return remind(context, announcer, survey);
    case "help":
      return tell(context, announcer, survey, "help", undefined);
  }
}

async function tell(
  context: RelayContext,
  { publicAddress, forwarding }: Announcer,
  { word, choices }: Survey,
  kind: SurveyWord,
  counts: Tally,
): Promise<RelayOutcome> {
  const facts = { publicAddress: publicAddress.address.spec, word, choices, counts };
  const [recipient, forwardingId] = [forwarding.destination, forwarding.id];
  const telling = {
    publicAddress,
    recipient,
    forwardingId,
    about: `${kind} ${context.digest}`,
    reason: `survey-${kind}` as const,
  };
  await tellOnce(
    context,
    { ...telling, answerTo: surveyAddress(publicAddress.address.spec, word) },
    surveyLetter(kind, facts, context.ports.language),
  );
  return ACCEPTED;
}

/** Of one officer; nobody is to be asked without end, by an officer or by whoever has a stolen account. */
const REMINDERS_A_DAY = 3;

/** Reaches whoever has not answered with a number; who that is stands nowhere afterwards. */
async function remind(context: RelayContext, announcer: Announcer, survey: Survey): Promise<RelayOutcome> {
  const forbidden = forbids(context.ports, announcer.forwarding);
  if (forbidden) return refuse(context, announcer, forbidden);
  if (survey.closedAt !== null) {
    await endBegun(context, announcer);
    return tell(context, announcer, survey, "closed", await context.ports.surveys.tally(survey));
  }
  const begun = await begin(context, announcer, "remind", survey.id);
  if (begun.lately > REMINDERS_A_DAY) return refuse(context, announcer, "too-many-today");
  const skip = (copies: readonly MemberCopy[]) =>
    context.ports.surveys.voted(survey, new Map(copies.map(({ memberId, mailboxKey }) => [memberId, mailboxKey])));
  const report = reportOf(context, announcer, survey, "reminded");
  return carryOn(context, announcer, begun, reminder(context, announcer.publicAddress, survey), { report, skip });
}

/** A reminder whose survey was closed while it went out: nobody else is reminded. */
async function endBegun(
  { ports: { announcements }, digest }: RelayContext,
  { publicAddress }: Announcer,
): Promise<void> {
  const found = await announcements.find(publicAddress.id, digest);
  if (found?.isBusy) throw new Deferred("claimed-elsewhere");
  if (!found || found.announcement.endedAt !== null) return;
  await announcements.end(found.announcement, await announcements.progress(found.announcement));
}

/** In the survey's own thread, and answered as the survey itself is. */
function reminder({ ports, arrivedAt }: RelayContext, publicAddress: PublicAddress, survey: Survey): Written {
  const { name, address } = publicAddress;
  const { subject, text } = reminderLetter(
    { desk: name || address.spec, domain: address.domain },
    survey.choices,
    ports.language,
  );
  const fields = [
    foldField("Date", new Date(arrivedAt).toUTCString().replace("GMT", "+0000")),
    foldField("Subject", encodeText(subject)),
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n",
  ];
  return {
    messageId: `<${randomWord(20)}@${address.domain}>`,
    thread: undefined,
    replyTo: [replyToOf(publicAddress, survey)],
    inReplyTo: survey.messageId,
    fields: fields.join(""),
    body: [encodeBase64Lines(utf8(text.replaceAll("\n", "\r\n")), "\r\n")],
  };
}
