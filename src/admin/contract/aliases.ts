/** Aliases: each stands for one correspondent towards one forwarding. */
import * as v from "valibot";
import { Flag, Id, line, MailAddress, MaskedAddress, Nothing, Timestamp } from "./fields.ts";
import { ListQuery, listOf } from "./list.ts";
import { changingOf, readingOf, route } from "./route.ts";

const group = "Aliases";

export const AliasAnswer = v.strictObject({
  id: Id,
  alias: v.pipe(v.string(), v.description("the alias itself, which the destination sees in the sender's place")),
  name: v.pipe(v.string(), v.description("the correspondent's display name; an address in it is masked")),
  correspondent: MaskedAddress,
  nameless: v.pipe(
    v.boolean(),
    v.description("of somebody who wrote to a survey without a name: nothing tells who, and it can be blocked alone"),
  ),
  blocked: v.pipe(v.boolean(), v.description("neither this correspondent's mail nor an answer passes")),
  createdAt: Timestamp,
  lastUsedAt: Timestamp,
});
export type AliasAnswer = v.InferOutput<typeof AliasAnswer>;

export const listAliases = route({
  name: "listAliases",
  group,
  method: "GET",
  path: "/api/forwardings/{id}/aliases",
  may: readingOf("forwarding"),
  summary: "The aliases of a forwarding, last used first",
  query: ListQuery,
  status: 200,
  answer: listOf(AliasAnswer),
  refusals: [400, 404],
});

export const addAlias = route({
  name: "addAlias",
  group,
  method: "POST",
  path: "/api/forwardings/{id}/aliases",
  may: changingOf("forwarding"),
  summary: "Make out an alias, so that the destination can write first",
  details:
    "Always a fresh alias, so that the answer tells nobody whether this correspondent has written before. Refused while the forwarding is pending or its replies are off.",
  query: Nothing,
  body: v.strictObject({ address: MailAddress, name: v.optional(line(80), "") }),
  status: 201,
  location: "/api/aliases/{id}",
  answer: AliasAnswer,
  refusals: [400, 404, 409, 413, 415],
});

export const changeAlias = route({
  name: "changeAlias",
  group,
  method: "PATCH",
  path: "/api/aliases/{id}",
  may: changingOf("alias"),
  summary: "Block an alias, or release it",
  query: Nothing,
  body: v.strictObject({ blocked: Flag }),
  status: 200,
  answer: AliasAnswer,
  refusals: [400, 404, 413, 415],
});

export const deleteAlias = route({
  name: "deleteAlias",
  group,
  method: "DELETE",
  path: "/api/aliases/{id}",
  may: changingOf("alias"),
  summary: "Make an alias void for good",
  details: "The same correspondent gets another alias when they write again. The row is erased 30 days later.",
  query: Nothing,
  status: 204,
  answer: Nothing,
  refusals: [404],
});
