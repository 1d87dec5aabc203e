/** Forwardings: one public address leading to one private mailbox. */
import * as v from "valibot";
import { Flag, Id, label, MailAddress, MaskedAddress, Nothing, Start, Timestamp } from "./fields.ts";
import { ListQuery, listOf } from "./list.ts";
import { changingOf, readingOf, route } from "./route.ts";

const group = "Forwardings";

const Label = label(80);

export const ForwardingAnswer = v.strictObject({
  id: Id,
  addressId: Id,
  destination: MaskedAddress,
  label: v.string(),
  hideSender: v.pipe(v.boolean(), v.description("the correspondent's address is hidden from the destination")),
  hideName: v.pipe(v.boolean(), v.description("the correspondent's name is hidden, too")),
  deliver: v.pipe(v.boolean(), v.description("mail to the public address goes to the destination")),
  allowReply: v.pipe(v.boolean(), v.description("the destination may answer")),
  pausedBy: v.pipe(
    v.nullable(v.picklist(["officer", "card"])),
    v.description("stopped by mail: by the officer, or with the paper card; switching anything here resumes it"),
  ),
  state: v.pipe(
    v.picklist(["pending", "invited", "active"]),
    v.description(
      "pending until the welcome mail could be handed over, invited until it was answered; nothing is delivered before it is active",
    ),
  ),
  reason: v.optional(v.pipe(v.string(), v.description("why it is pending: a stable word"))),
  advice: v.optional(
    v.pipe(
      v.strictObject({ ja: v.string(), en: v.string() }),
      v.description("why it is not active yet and what to do, in words of both languages"),
    ),
  ),
  replacesId: v.optional(v.pipe(Id, v.description("the forwarding that it takes over from, while it is not active"))),
  confirmedAt: v.optional(
    v.pipe(Timestamp, v.description("when the welcome mail was answered, while it is not active")),
  ),
  effectiveAt: v.optional(v.pipe(Timestamp, v.description("a handover's day, while it is not active"))),
  createdAt: Timestamp,
});
export type ForwardingAnswer = v.InferOutput<typeof ForwardingAnswer>;

export const NewForwarding = v.strictObject({
  destination: MailAddress,
  label: v.optional(Label, ""),
  hideSender: v.optional(Flag, true),
  hideName: v.optional(Flag, false),
  deliver: v.optional(Flag, true),
  allowReply: v.optional(Flag, true),
});

export const ForwardingChange = v.strictObject({
  label: v.optional(Label),
  hideSender: v.optional(Flag),
  hideName: v.optional(Flag),
  deliver: v.optional(Flag),
  allowReply: v.optional(Flag),
});

export const Handover = v.strictObject({
  destination: MailAddress,
  keepAliases: Flag,
  label: v.optional(Label),
  effectiveAt: v.optional(Start, ""),
});

export const WelcomeAnswer = v.strictObject({
  outcome: v.picklist(["sent", "refused", "deferred"]),
  reason: v.optional(v.pipe(v.string(), v.description("a stable word; the forwarding's `advice` says it in words"))),
});
export type WelcomeAnswer = v.InferOutput<typeof WelcomeAnswer>;

export const listForwardings = route({
  name: "listForwardings",
  group,
  method: "GET",
  path: "/api/addresses/{id}/forwardings",
  may: readingOf("address"),
  summary: "Where a public address leads, oldest first",
  query: ListQuery,
  status: 200,
  answer: listOf(ForwardingAnswer),
  refusals: [400, 404],
});

export const addForwarding = route({
  name: "addForwarding",
  group,
  method: "POST",
  path: "/api/addresses/{id}/forwardings",
  may: changingOf("address"),
  summary: "Let a public address lead to one more mailbox",
  details:
    "Sends the welcome mail; `state` says whether it could be handed over. The forwarding works once the mail was answered. The people who stand behind the address already are told by mail. At most 20 an address, and one a mailbox.",
  query: Nothing,
  body: NewForwarding,
  status: 201,
  location: "/api/forwardings/{id}",
  answer: ForwardingAnswer,
  refusals: [400, 404, 409, 413, 415],
});

export const getForwarding = route({
  name: "getForwarding",
  group,
  method: "GET",
  path: "/api/forwardings/{id}",
  may: readingOf("forwarding"),
  summary: "One forwarding",
  query: Nothing,
  status: 200,
  answer: ForwardingAnswer,
  refusals: [404],
});

export const changeForwarding = route({
  name: "changeForwarding",
  group,
  method: "PATCH",
  path: "/api/forwardings/{id}",
  may: changingOf("forwarding"),
  summary: "Switch a forwarding, or label it",
  details: "Turning `hideSender` off is told by mail to everybody behind the public address.",
  query: Nothing,
  body: ForwardingChange,
  status: 200,
  answer: ForwardingAnswer,
  refusals: [400, 404, 412, 413, 415],
});

export const deleteForwarding = route({
  name: "deleteForwarding",
  group,
  method: "DELETE",
  path: "/api/forwardings/{id}",
  may: changingOf("forwarding"),
  summary: "Delete a forwarding",
  details: "All its aliases are void at once and for good; their rows are erased 30 days later.",
  query: Nothing,
  status: 204,
  answer: Nothing,
  refusals: [400, 404, 412],
});

export const handOver = route({
  name: "handOver",
  group,
  method: "POST",
  path: "/api/forwardings/{id}/handover",
  may: changingOf("forwarding"),
  summary: "Hand a forwarding over to another person",
  details:
    "Answers the new forwarding. It takes effect when its welcome mail was answered, or at `effectiveAt` if that is later; until then the old one works, then it is gone. With `keepAliases: false` the old one's aliases are void then.",
  query: Nothing,
  body: Handover,
  status: 201,
  location: "/api/forwardings/{id}",
  answer: ForwardingAnswer,
  refusals: [400, 404, 409, 412, 413, 415],
});

export const sendWelcome = route({
  name: "sendWelcome",
  group,
  method: "POST",
  path: "/api/forwardings/{id}/welcome",
  may: changingOf("forwarding"),
  summary: "Send the welcome mail again",
  details: "An answer to any of the welcome mails counts. Reminders go out two and five days after the last one.",
  query: Nothing,
  status: 200,
  answer: WelcomeAnswer,
  refusals: [404],
});
