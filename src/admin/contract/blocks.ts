/** Whom a whole public address takes no mail from. */
import * as v from "valibot";
import { Id, MaskedAddress, Nothing, Timestamp } from "./fields.ts";
import { ListQuery, listOf } from "./list.ts";
import { changingOf, readingOf, route } from "./route.ts";

const group = "Public addresses";

const DOMAIN = "must be a domain, as spam.example, or all below one, as *.spam.example";

/** A domain, or `*.` and one for all domains below it. */
const DomainPattern = v.pipe(
  v.string(DOMAIN),
  v.maxLength(255, DOMAIN),
  v.trim(),
  v.regex(/^(?:\*\.)?(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?\.)+[A-Za-z0-9-]{2,}$/, DOMAIN),
  v.description("`spam.example` for this domain alone, `*.spam.example` for all below it"),
  v.transform((domain) => domain.toLowerCase()),
);

export const BlockAnswer = v.strictObject({
  id: Id,
  correspondent: v.pipe(v.nullable(MaskedAddress), v.description("null where a domain is blocked")),
  domain: v.pipe(v.nullable(v.string()), v.description("null where a correspondent is blocked")),
  createdAt: Timestamp,
});
export type BlockAnswer = v.InferOutput<typeof BlockAnswer>;

export const listBlocks = route({
  name: "listBlocks",
  group,
  method: "GET",
  path: "/api/addresses/{id}/blocks",
  may: readingOf("address"),
  summary: "Whom a public address takes no mail from",
  query: ListQuery,
  status: 200,
  answer: listOf(BlockAnswer),
  refusals: [400, 404],
});

export const addBlock = route({
  name: "addBlock",
  group,
  method: "POST",
  path: "/api/addresses/{id}/blocks",
  may: changingOf("address"),
  summary: "Take no mail from a correspondent or from a domain",
  details:
    "A correspondent is named by one of their aliases, at whichever public address; all of their aliases at this one are blocked with it. What comes from them is refused with the words `This address does not take your mail.`, and their journal is kept until they are released.",
  query: Nothing,
  body: v.union(
    [v.strictObject({ aliasId: Id }), v.strictObject({ domain: DomainPattern })],
    `must be either {"aliasId": …} or {"domain": …}; a domain ${DOMAIN}`,
  ),
  status: 201,
  answer: BlockAnswer,
  refusals: [400, 404, 409, 413, 415],
});

export const deleteBlock = route({
  name: "deleteBlock",
  group,
  method: "DELETE",
  path: "/api/blocks/{id}",
  may: changingOf("block"),
  summary: "Release a blocked correspondent or domain",
  query: Nothing,
  status: 204,
  answer: Nothing,
  refusals: [404],
});
