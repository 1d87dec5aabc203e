/** Those who lead the desk under a name of their own, and what each may do. */
import * as v from "valibot";
import { Id, label, MailAddress, MaskedAddress, Nothing, Timestamp } from "./fields.ts";
import { ListQuery, listOf } from "./list.ts";
import { ONLY_ALL, route } from "./route.ts";
import { Role } from "./session.ts";

const group = "Admins";

const Name = v.pipe(label(80), v.minLength(1, "must not be empty"));

const LetterOutcome = v.strictObject({
  outcome: v.picklist(["sent", "refused", "deferred"]),
  reason: v.optional(v.pipe(v.string(), v.description("a stable word"))),
});

export const AdminAnswer = v.strictObject({
  id: Id,
  name: v.string(),
  mailbox: MaskedAddress,
  role: Role,
  addressId: v.pipe(v.nullable(v.string()), v.description("the one public address of the role `address`")),
  state: v.pipe(
    v.picklist(["invited", "expired", "active"]),
    v.description("`expired`: the invitation was not taken in time; `active`: it was, once"),
  ),
  createdAt: Timestamp,
});
export type AdminAnswer = v.InferOutput<typeof AdminAnswer>;

export const listAdmins = route({
  name: "listAdmins",
  group,
  method: "GET",
  path: "/api/admins",
  may: ONLY_ALL,
  summary: "Who leads the desk under a name of their own",
  details:
    "The ADMIN_TOKEN stays beside them and may do everything. Somebody whom Cloudflare Access signs in with an admin's mailbox has that admin's role, and whoever is not named here the role `all`.",
  query: ListQuery,
  status: 200,
  answer: listOf(AdminAnswer),
  refusals: [400],
});

export const inviteAdmin = route({
  name: "inviteAdmin",
  group,
  method: "POST",
  path: "/api/admins",
  may: ONLY_ALL,
  summary: "Invite somebody by mail",
  details:
    "The letter has a link that works once, within seven days, and gives whoever opens it a password of their own. Somebody whose access was revoked is invited again in the same way. At most 50.",
  query: Nothing,
  body: v.strictObject({ name: Name, mailbox: MailAddress, role: Role, addressId: v.optional(v.nullable(Id), null) }),
  status: 201,
  answer: v.strictObject({ ...AdminAnswer.entries, letter: LetterOutcome }),
  refusals: [400, 404, 409, 413, 415],
});

export const changeAdmin = route({
  name: "changeAdmin",
  group,
  method: "PATCH",
  path: "/api/admins/{id}",
  may: ONLY_ALL,
  summary: "Change a name, a role, or the one public address",
  details:
    "It counts from the next request on. The last one with the role `all` keeps it, unless the ADMIN_TOKEN asks.",
  query: Nothing,
  body: v.strictObject({
    name: v.optional(Name),
    role: v.optional(Role),
    addressId: v.optional(v.nullable(Id)),
  }),
  status: 200,
  answer: AdminAnswer,
  refusals: [400, 404, 409, 413, 415],
});

export const revokeAdmin = route({
  name: "revokeAdmin",
  group,
  method: "DELETE",
  path: "/api/admins/{id}",
  may: ONLY_ALL,
  summary: "Take somebody's access away, at once and everywhere",
  details:
    "Password, sessions and invitation are void, and Cloudflare Access opens nothing for that mailbox any more. The last one with the role `all` stays, unless the ADMIN_TOKEN asks.",
  query: Nothing,
  status: 204,
  answer: Nothing,
  refusals: [404, 409],
});

export const inviteAgain = route({
  name: "inviteAgain",
  group,
  method: "POST",
  path: "/api/admins/{id}/invitation",
  may: ONLY_ALL,
  summary: "Send a new invitation; the former link is void",
  details: "For a letter that was lost, and for a password that was forgotten: that one works until the link is taken.",
  query: Nothing,
  status: 201,
  answer: LetterOutcome,
  refusals: [404, 409],
});

export const Invitation = v.strictObject({
  invitation: v.pipe(v.string(), v.maxLength(100, "must be the word of an invitation")),
});

export const acceptInvitation = route({
  name: "acceptInvitation",
  group,
  method: "POST",
  path: "/api/invitation",
  may: "anybody",
  summary: "Take an invitation",
  details:
    "Answers once with a password of one's own, which is used like the ADMIN_TOKEN and is shown nowhere again, and signs the browser in. A word that is used, void or too old is refused with 404, as one that never was.",
  query: Nothing,
  body: Invitation,
  status: 201,
  answer: v.strictObject({ name: v.string(), role: Role, password: v.string() }),
  refusals: [400, 404, 413, 415],
});
