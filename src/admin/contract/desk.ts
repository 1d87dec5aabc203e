/** What somebody sees first: every public address, where it leads, and how things stand, in one answer. */
import * as v from "valibot";
import { AddressAnswer } from "./addresses.ts";
import { ForwardingAnswer } from "./forwardings.ts";
import { listEntries, listOf } from "./list.ts";
import { StatsAnswer, statsEntries } from "./records.ts";
import { readingOf, route } from "./route.ts";
import { Role, SignedInBy } from "./session.ts";

/** Each with its own tag, for If-Match: the answer's ETag is that of the whole desk. */
const etag = v.pipe(v.string(), v.description("What `GET` of this alone would answer as its ETag, for `If-Match`."));

const DeskForwarding = v.strictObject({ ...ForwardingAnswer.entries, etag });
const DeskAddress = v.strictObject({ ...AddressAnswer.entries, etag, forwardings: v.array(DeskForwarding) });

export const getDesk = route({
  name: "getDesk",
  group: "Records",
  method: "GET",
  path: "/api/desk",
  may: readingOf("answer"),
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
    role: Role,
    admin: v.pipe(v.string(), v.description("the name of the admin who asks; empty for the ADMIN_TOKEN")),
  }),
  refusals: [400],
});
