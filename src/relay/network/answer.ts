/** What comes back to the address that a survey's copies name: numbers, which are counted, and words, which reach its officer. */

import { withheldLetter } from "../../letters/network/survey.ts";
import type { Reason } from "../../letters/rejection.ts";
import { surveyAddress } from "../../letters/tagged-address.ts";
import { isEmptyAnswer, isReplySubject, readAnswer } from "../../mail/answer/numbered-answer.ts";
import type { Address } from "../../mail/header/addr-spec.ts";
import { dateInUtc } from "../../mail/header/date.ts";
import { decodeText } from "../../mail/header/encoded-word.ts";
import { firstText } from "../../mail/mime/first-text.ts";
import { commander } from "../command/decide.ts";
import { sendLetter } from "../exactly-once.ts";
import { deliverCopies } from "../inbound/attempts.ts";
import { decideInbound, withoutThirdParties } from "../inbound/decide.ts";
import { screenOut } from "../inbound/deliver.ts";
import { firstValue } from "../incoming.ts";
import type { CounterKeys } from "../limits.ts";
import { delivers, type PublicAddress } from "../model.ts";
import { isLoop } from "../outgoing/trace.ts";
import type { Survey } from "../ports/surveys.ts";
import { ACCEPTED, Deferred, type RelayContext, type RelayOutcome } from "../transit.ts";
import { authorOf, refuseMember } from "./membership.ts";
import type { NetworkTag } from "./read.ts";
import { obey, verbIn } from "./survey.ts";
import { networkLetter } from "./tell.ts";
import { numberlessWords } from "./words.ts";

type Answer = Extract<NetworkTag, { readonly kind: "answer" }>;

/** Mail to the address of a survey: a member's number or words, or its officer's. */
export async function answerSurvey(
  context: RelayContext,
  publicAddress: PublicAddress,
  { word, verb }: Answer,
  counters: CounterKeys,
): Promise<RelayOutcome> {
  const { incoming, knowledge, ports } = context;
  const author = authorOf(incoming, knowledge);
  if (author.kind === "suppress") return ACCEPTED;
  if (author.kind === "wait") throw new Deferred(author.reason);
  if (author.kind === "reject") return refuseMember(context, publicAddress, author.reason);
  if (isLoop(context, publicAddress)) return refuseMember(context, publicAddress, "loop");
  const survey = await ports.surveys.find(publicAddress.id, word);
  if (!survey) return refuseMember(context, publicAddress, "no-such-address");
  const text = firstText(incoming.octets);
  const choice = verb === undefined ? choiceIn(context, text, survey) : undefined;
  const isMember = await ports.surveys.isMember(publicAddress.id, author.mailbox);
  const who = commander(incoming, knowledge.forwardings);
  if (who.kind === "officer" && !(isMember && choice !== undefined)) {
    return obey(context, { publicAddress, forwarding: who.forwardings[0] }, survey, verb ?? verbIn(text));
  }
  if (!isMember) return refuseMember(context, publicAddress, "not-a-member");
  if (choice === undefined) return passOn(context, publicAddress, survey, counters);
  if (survey.closedAt !== null) return refuseMember(context, publicAddress, "survey-over");
  if (!(await ports.surveys.vote(survey, author.mailbox, choice, writtenAt(context))))
    return refuseMember(context, publicAddress, await whyUncounted(context, survey));
  const words = await numberlessWords(context, survey, text);
  if (words.kind === "none") return ACCEPTED;
  // Nobody's own words can be passed on to themselves.
  const isPassed = words.kind === "message" && who.kind !== "officer";
  const passed = isPassed && (await passOn({ ...context, incoming: words.incoming }, publicAddress, survey, counters));
  return passed && passed.kind === "accepted" ? ACCEPTED : tellWithheld(context, publicAddress, survey, author.mailbox);
}

/** It was closed while the vote was on its way, or its writer has left. */
async function whyUncounted({ ports }: RelayContext, { addressId, word }: Survey): Promise<Reason> {
  return (await ports.surveys.find(addressId, word))?.closedAt === null ? "not-a-member" : "survey-over";
}

/** In the text, or in a Subject of its own above no text at all. */
function choiceIn({ incoming }: RelayContext, text: string, { choices }: Survey): number | undefined {
  if (!isEmptyAnswer(text)) return readAnswer(text, choices);
  const subject = decodeText(firstValue(incoming, "subject") ?? "");
  return isReplySubject(subject) ? undefined : readAnswer(subject, choices);
}

/**
 * The number is counted, and its writer hears what of their mail was not passed on. The letter stands in no journal: there its
 * time would show that somebody has answered, and it is one letter for each proven mail of theirs.
 */
async function tellWithheld(
  context: RelayContext,
  publicAddress: PublicAddress,
  { word }: Survey,
  mailbox: Address,
): Promise<RelayOutcome> {
  const { address, name } = publicAddress;
  const facts = { desk: name || address.spec, domain: address.domain };
  const letter = withheldLetter(facts, context.ports.language);
  const answerTo = surveyAddress(address.spec, word);
  const result = await sendLetter(
    networkLetter(context, { publicAddress, recipient: mailbox, answerTo }, letter),
    context,
  );
  if (result.kind === "deferred") throw new Deferred(result.reason);
  return ACCEPTED;
}

/** An answer that waited at its sender must not take the place of one that was written after it. */
function writtenAt({ incoming, arrivedAt }: RelayContext): number {
  const written = Date.parse(dateInUtc(firstValue(incoming, "date") ?? "") ?? "");
  return Number.isFinite(written) ? Math.min(written, arrivedAt) : arrivedAt;
}

/** Words go to the officer who asked, without a name, under an alias that nobody can join with any other. */
async function passOn(
  context: RelayContext,
  publicAddress: PublicAddress,
  survey: Survey,
  counters: CounterKeys,
): Promise<RelayOutcome> {
  // Whom an officer has blocked by name goes on writing without one: else it would tell that it is they.
  const knowledge = { ...context.knowledge, blockedBy: new Set<string>() };
  const decision = decideInbound(context.incoming, { ...publicAddress, open: true }, knowledge);
  if (decision.kind !== "deliver") throw new Deferred(decision.kind === "wait" ? decision.reason : "fault");
  const screened = await screenOut(context, publicAddress, counters, decision);
  if (screened) return screened;
  const { forwardings } = decision;
  const message = withoutThirdParties(decision.message);
  const asking = forwardings.filter((one) => one.id === survey.forwardingId && delivers(one));
  const readers = (asking.length > 0 ? asking : forwardings).map((one) => ({
    ...one,
    hideSender: true,
    hideName: true,
  }));
  const nameless = {
    ...message,
    author: { ...message.author, phrase: "" },
    ...{ to: [], cc: [], replyTo: [], resolved: [], writer: undefined },
    survey: survey.word,
  };
  return deliverCopies(context, nameless, readers, counters);
}
