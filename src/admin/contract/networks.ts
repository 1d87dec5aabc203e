/** Contact networks: who is in, how people get in, and what went out. */
import * as v from "valibot";
import { Id, MailAddress, MaskedAddress, Nothing, Timestamp } from "./fields.ts";
import { ListQuery, listOf } from "./list.ts";
import { changingOf, readingOf, route } from "./route.ts";

const group = "Contact networks";

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const counted = (what: string) => v.pipe(Count, v.description(what));

const MemberAnswer = v.strictObject({ address: MaskedAddress, joinedAt: Timestamp });

const Cost = v.strictObject({
  copies: counted("mails that one announcement is: a copy a member"),
  used: counted(
    "mails to people outside this month so far: answers, and copies to members, of a reminder as many as there are members",
  ),
  included: counted("what the plan includes a month"),
  beyond: counted("mails of one more announcement that the plan does not include"),
  dollars: v.pipe(v.number(), v.description("what those cost, in US dollars")),
});

const Both = v.strictObject({ ja: v.string(), en: v.string() });

export const listMembers = route({
  name: "listMembers",
  group,
  method: "GET",
  path: "/api/addresses/{id}/members",
  may: readingOf("address"),
  summary: "How many are in the contact network, and what a mail to all costs",
  details: "Addresses are masked; nobody sees who it is.",
  query: ListQuery,
  status: 200,
  answer: v.strictObject({
    ...listOf(MemberAnswer).entries,
    count: counted("how many are in"),
    open: v.pipe(v.boolean(), v.description("whether there is a code with which people can join")),
    cost: Cost,
    allow: v.pipe(Both, v.description("how to let our mail through at the carriers (ドメイン指定受信)")),
  }),
  refusals: [400, 404],
});

export const eraseMember = route({
  name: "eraseMember",
  group,
  method: "DELETE",
  path: "/api/addresses/{id}/members",
  may: changingOf("address"),
  summary: "Erase one member by their typed address",
  query: Nothing,
  body: v.strictObject({ address: MailAddress }),
  status: 200,
  answer: v.strictObject({ members: counted("1, or 0 when nobody of that address is in") }),
  refusals: [400, 404, 413, 415],
});

export const makeJoinCode = route({
  name: "makeJoinCode",
  group,
  method: "POST",
  path: "/api/addresses/{id}/join-code",
  may: changingOf("address"),
  summary: "Make the code with which people join",
  details:
    "Answers a new code, the address that an empty mail joins by, and that address as a QR code. The former code is void at once; whoever is in stays in. Only a keyed hash of the code is kept.",
  query: Nothing,
  status: 201,
  answer: v.strictObject({
    code: v.pipe(v.string(), v.description("shown this once")),
    join: v.pipe(v.string(), v.description("an empty mail to this address joins")),
    leave: v.pipe(v.string(), v.description("an empty mail to this address leaves")),
    qr: v.pipe(v.string(), v.description("a `mailto:` link to `join` as a QR code: an SVG document")),
    allow: v.pipe(Both, v.description("how to let our mail through at the carriers (ドメイン指定受信)")),
  }),
  refusals: [404, 409],
});

const AnnouncementAnswer = v.strictObject({
  id: Id,
  kind: v.picklist(["all", "ask", "remind"]),
  startedAt: Timestamp,
  endedAt: v.pipe(v.nullable(Timestamp), v.description("null while copies wait for their sender's next attempt")),
  addressed: counted("how many members there were when it began"),
  sent: v.pipe(v.nullable(Count), v.description("copies that were handed over; null of a reminder, always")),
  failed: v.pipe(v.nullable(Count), v.description("copies that could not be; null of a reminder, always")),
});

export const listAnnouncements = route({
  name: "listAnnouncements",
  group,
  method: "GET",
  path: "/api/addresses/{id}/announcements",
  may: readingOf("address"),
  summary: "What went out to all members, newest first",
  details: "How many were reminded is not told: from it everybody's answer could be watched coming in.",
  query: ListQuery,
  status: 200,
  answer: listOf(AnnouncementAnswer),
  refusals: [400, 404],
});

const SurveyAnswer = v.strictObject({
  id: Id,
  startedAt: Timestamp,
  closedAt: v.nullable(Timestamp),
  choices: counted("how many choices there are"),
  counts: v.pipe(
    v.nullable(v.array(Count)),
    v.description(
      "how many chose each, as its officer was told last; null while fewer than five answers could be told",
    ),
  ),
});

export const listSurveys = route({
  name: "listSurveys",
  group,
  method: "GET",
  path: "/api/addresses/{id}/surveys",
  may: readingOf("address"),
  summary: "Surveys, newest first",
  details: "The counts are those that the officer was told last: looking here makes none.",
  query: ListQuery,
  status: 200,
  answer: listOf(SurveyAnswer),
  refusals: [400, 404],
});
