/** What became of somebody's mail: found by a name, or by a whole address, which stays in the question. */
import * as v from "valibot";
import { line, Nothing, Timestamp } from "./fields.ts";
import { JournalEntry } from "./records.ts";
import { readingOf, route } from "./route.ts";

const { direction, addressId, forwardingId, outcome, reason } = JournalEntry.entries;

export const FoundMail = v.strictObject({
  time: v.pipe(Timestamp, v.description("when it was first seen")),
  direction,
  addressId,
  name: v.pipe(v.string(), v.description("the correspondent's display name; an address in it is masked")),
  copies: v.array(v.strictObject({ forwardingId, outcome, reason })),
});
export type FoundMail = v.InferOutput<typeof FoundMail>;

export const findMails = route({
  name: "findMails",
  group: "Records",
  method: "POST",
  path: "/api/mails/search",
  may: readingOf("answer"),
  summary: "What became of the mails from and to one person, newest first",
  details:
    "A mail has one item, with its copies. A person is named by a part of their display name, by a whole mail address, or by an alias. Nothing is found of what was refused before it had an alias. At most 200 copies; rows are kept for 30 days.",
  query: Nothing,
  body: v.strictObject({ person: v.pipe(line(254), v.minLength(1, "must not be empty")) }),
  status: 200,
  answer: v.strictObject({ items: v.array(FoundMail) }),
  refusals: [400, 413, 415],
});
