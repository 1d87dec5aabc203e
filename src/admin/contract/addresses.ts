/** Public addresses: what the organisation publishes. */
import * as v from "valibot";
import { Flag, Id, label, MailAddress, Nothing, Timestamp } from "./fields.ts";
import { ListQuery, listOf } from "./list.ts";
import { ONLY_ALL, readingOf, route } from "./route.ts";

const group = "Public addresses";

const Name = label(80);
const NameSuffix = label(40);

export const AddressAnswer = v.strictObject({
  id: Id,
  address: v.pipe(v.string(), v.description("the public address, as published")),
  name: v.pipe(v.string(), v.description("the display name that answers carry")),
  nameSuffix: v.pipe(
    v.string(),
    v.description("stands behind a correspondent's name, to show which desk was written to"),
  ),
  open: v.pipe(v.boolean(), v.description("whether it takes mail")),
  refuseFiles: v.pipe(
    v.boolean(),
    v.description("whether it refuses files that run as programs: scripts, shortcuts, documents with macros"),
  ),
  shareAnswers: v.pipe(
    v.boolean(),
    v.description(
      "a shared desk: an officer's answer goes to the other officers too, and the next mail says who is at it",
    ),
  ),
  receivedAs: v.pipe(
    v.nullable(v.string()),
    v.description(
      "the recipient address under which its mail reaches this worker, if that is another (docs/coexistence.md)",
    ),
  ),
  createdAt: Timestamp,
});
export type AddressAnswer = v.InferOutput<typeof AddressAnswer>;

export const NewAddress = v.strictObject({
  address: MailAddress,
  name: v.optional(Name, ""),
  nameSuffix: v.optional(NameSuffix, ""),
  receivedAs: v.optional(v.nullable(MailAddress), null),
  shareAnswers: v.optional(Flag, false),
  confirmDomain: v.optional(
    v.pipe(Flag, v.description("publish it although your other addresses are on other domains")),
    false,
  ),
});

export const AddressChange = v.strictObject({
  name: v.optional(Name),
  nameSuffix: v.optional(NameSuffix),
  open: v.optional(Flag),
  receivedAs: v.optional(v.nullable(MailAddress)),
  refuseFiles: v.optional(Flag),
  shareAnswers: v.optional(Flag),
});

export type AddressChange = v.InferOutput<typeof AddressChange>;

export const listAddresses = route({
  name: "listAddresses",
  group,
  method: "GET",
  path: "/api/addresses",
  may: readingOf("answer"),
  summary: "All public addresses, in alphabetical order",
  query: ListQuery,
  status: 200,
  answer: listOf(AddressAnswer),
  refusals: [400],
});

export const addAddress = route({
  name: "addAddress",
  group,
  method: "POST",
  path: "/api/addresses",
  may: ONLY_ALL,
  summary: "Publish an address",
  details:
    "The mail of its domain must reach this worker. `postmaster@` and `abuse@` reach the admin and cannot be taken. The first address settles the domain; another one needs `confirmDomain: true` (else 409, `code: other-domain`).",
  query: Nothing,
  body: NewAddress,
  status: 201,
  location: "/api/addresses/{id}",
  answer: AddressAnswer,
  refusals: [400, 409, 413, 415],
});

export const getAddress = route({
  name: "getAddress",
  group,
  method: "GET",
  path: "/api/addresses/{id}",
  may: readingOf("address"),
  summary: "One public address",
  query: Nothing,
  status: 200,
  answer: AddressAnswer,
  refusals: [404],
});

export const changeAddress = route({
  name: "changeAddress",
  group,
  method: "PATCH",
  path: "/api/addresses/{id}",
  may: ONLY_ALL,
  summary: "Rename, open or close a public address, let programs pass, or share its answers among its officers",
  query: Nothing,
  body: AddressChange,
  status: 200,
  answer: AddressAnswer,
  refusals: [400, 404, 409, 412, 413, 415],
});

export const deleteAddress = route({
  name: "deleteAddress",
  group,
  method: "DELETE",
  path: "/api/addresses/{id}",
  may: ONLY_ALL,
  summary: "Give up a public address, with all its forwardings",
  details: "All aliases of its forwardings are void at once and for good; their rows are erased 30 days later.",
  query: Nothing,
  status: 204,
  answer: Nothing,
  refusals: [400, 404, 412],
});
