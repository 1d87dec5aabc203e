/** Further mailboxes that a destination answers from: a second account, or the address behind a forwarded one. */
import * as v from "valibot";
import { Id, MailAddress, MaskedAddress, Nothing, Timestamp } from "./fields.ts";
import { ListQuery, listOf } from "./list.ts";
import { changingOf, readingOf, route } from "./route.ts";

const group = "Forwardings";

export const ReplyFromAnswer = v.strictObject({ id: Id, address: MaskedAddress, createdAt: Timestamp });
export type ReplyFromAnswer = v.InferOutput<typeof ReplyFromAnswer>;

export const listReplyFrom = route({
  name: "listReplyFrom",
  group,
  method: "GET",
  path: "/api/forwardings/{id}/reply-from",
  may: readingOf("forwarding"),
  summary: "The further mailboxes that a destination answers from",
  query: ListQuery,
  status: 200,
  answer: listOf(ReplyFromAnswer),
  refusals: [400, 404],
});

export const addReplyFrom = route({
  name: "addReplyFrom",
  group,
  method: "POST",
  path: "/api/forwardings/{id}/reply-from",
  may: changingOf("forwarding"),
  summary: "Accept answers from a further mailbox of the same person",
  details: "At most 10 a forwarding.",
  query: Nothing,
  body: v.strictObject({ address: MailAddress }),
  status: 201,
  answer: ReplyFromAnswer,
  refusals: [400, 404, 409, 413, 415],
});

export const deleteReplyFrom = route({
  name: "deleteReplyFrom",
  group,
  method: "DELETE",
  path: "/api/forwardings/{id}/reply-from/{replyFromId}",
  may: changingOf("forwarding"),
  summary: "Accept no more answers from that mailbox",
  query: Nothing,
  status: 204,
  answer: Nothing,
  refusals: [404],
});
