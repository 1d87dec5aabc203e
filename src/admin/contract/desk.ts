/** What somebody sees first: every public address, where it leads, and how things stand, in one answer. */
import * as v from "valibot";
import { AddressAnswer } from "./addresses.ts";
import { ForwardingAnswer } from "./forwardings.ts";
import { listEntries, listOf } from "./list.ts";
import { StatsAnswer, statsEntries } from "./records.ts";
import { route } from "./route.ts";
import { SignedInBy } from "./session.ts";

const DeskAddress = v.strictObject({ ...AddressAnswer.entries, forwardings: v.array(ForwardingAnswer) });

export const getDesk = route({
  name: "getDesk",
  group: "Records",
  method: "GET",
  path: "/api/desk",
  summary: "All that the page shows first, in one answer",
  details:
    "The public addresses in alphabetical order, each with its forwardings, and the figures of `GET /api/stats`. With `If-None-Match` it answers 304 while nothing has changed.",
  query: v.strictObject({ ...listEntries, ...statsEntries }),
  status: 200,
  answer: v.strictObject({
    ...listOf(DeskAddress).entries,
    stats: StatsAnswer,
    version: v.string(),
    signedInBy: SignedInBy,
  }),
  refusals: [400],
});
