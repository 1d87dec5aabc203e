/** Admins under a name of their own: invited, given a role, revoked. */
import { randomWord } from "../../mail/base-encoding.ts";
import { foldMailbox } from "../../mail/header/address.ts";
import { auditIfChanged } from "../../store/admin/audit.ts";
import { commit, isConflict } from "../../store/admin/db.ts";
import * as store from "../../store/admins/admins.ts";
import { adminContext, adminScope } from "../../store/contexts.ts";
import { requireAddress } from "../addresses.ts";
import { type AdminContext, auditEntry, timestamp } from "../context.ts";
import * as contract from "../contract/admins.ts";
import type { Role } from "../contract/route.ts";
import { maskStored } from "../forwardings.ts";
import { isTimeKey, page } from "../http/cursor.ts";
import { type Endpoint, endpoint } from "../http/endpoint.ts";
import { notFound, type Problem, refused } from "../http/problem.ts";
import { acceptInvitation, letterOutcome, newInvitation, requireDomain, sendInvitation } from "./invitation.ts";

async function show({ vault, clock }: AdminContext, row: store.AdminRow): Promise<contract.AdminAnswer> {
  const { id, name, role, addressId } = row;
  const mailbox = await maskStored(vault.unseal(adminContext(id), row.mailboxSealed));
  return { id, name, mailbox, role, addressId, state: stateOf(row, clock.now()), createdAt: timestamp(row.createdAt) };
}

function stateOf({ tokenHash, invitedUntil }: store.AdminRow, now: number): contract.AdminAnswer["state"] {
  if (tokenHash !== null) return "active";
  return invitedUntil !== null && invitedUntil > now ? "invited" : "expired";
}

const list = endpoint(contract.listAdmins, ({ query }, context) =>
  page(
    query,
    isTimeKey,
    (after, limit) => store.pageOfAdmins(context.db, after, limit),
    (row) => [row.createdAt, row.id] as const,
    (row) => show(context, row),
  ),
);

/** @throws Problem 404 */
async function requireAdmin(context: AdminContext, id: string): Promise<store.AdminRow> {
  const row = await store.findAdmin(context.db, id);
  if (row) return row;
  throw notFound("admin");
}

/** The role `address` names one, and no other role does. @throws Problem 400, 404 */
async function requirePlace(context: AdminContext, role: Role, addressId: string | null): Promise<void> {
  if ((role === "address") !== (addressId !== null))
    throw refused(400, "missing", "addressId", "The role `address` needs an addressId, and no other role takes one.");
  if (addressId !== null) await requireAddress(context, addressId);
}

const invite = endpoint(contract.inviteAdmin, async ({ body, origin }, context) => {
  const { name, mailbox, role, addressId } = body;
  await requirePlace(context, role, addressId);
  const domain = await requireDomain(context);
  const [mailboxIndex = "", ...further] = await context.vault.indexes(adminScope, foldMailbox(mailbox));
  const before = await store.adminOfMailbox(context.db, [mailboxIndex, ...further]);
  if (before && before.revokedAt === null) throw invitedAlready();
  const now = context.clock.now();
  const { word, kept } = await newInvitation(now);
  const id = before?.id ?? randomWord(16);
  const mailboxSealed = await context.vault.seal(adminContext(id), mailbox.spec);
  const row = { id, name, role, addressId, mailboxSealed, mailboxIndex, ...kept, tokenHash: null, createdAt: now };
  await place(context, { ...row, revokedAt: null }, before !== undefined);
  const made = await requireAdmin(context, id);
  const letter = letterOutcome(await sendInvitation(context, made, { word, origin, domain }));
  return { ...(await show(context, made)), letter };
});

/** @throws Problem 409 */
async function place(context: AdminContext, row: store.AdminRow, isBack: boolean): Promise<void> {
  const { id, ...rest } = row;
  const statement = isBack ? store.bringBack(context.db, id, rest) : store.insertAdmin(row);
  const audit = auditIfChanged(auditEntry(context, "admin.invite", id, `role: ${row.role}`));
  try {
    const [placed] = await commit(context.db, [statement, audit]);
    if (!placed)
      throw refused(409, "too-many-admins", undefined, `There are ${store.MAX_ADMINS} at most: revoke somebody first.`);
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw invitedAlready();
  }
}

function invitedAlready(): Problem {
  return refused(409, "invited-already", "mailbox", "That mailbox is an admin's already.");
}

/** As the list of changes names what was changed, where the member's own name means something else of a public address. */
const DETAIL: Readonly<Record<string, string>> = { name: "adminName" };

const change = endpoint(contract.changeAdmin, async ({ id, body }, context) => {
  if (Object.keys(body).length === 0)
    throw refused(400, "nothing-to-change", undefined, "Name at least one of name, role, addressId.");
  const before = await requireAdmin(context, id);
  const role = body.role ?? before.role;
  const addressId = body.addressId === undefined && role !== "address" ? null : (body.addressId ?? before.addressId);
  await requirePlace(context, role, addressId);
  const detail = Object.keys(body).map((member) => DETAIL[member] ?? (member === "role" ? `role: ${role}` : member));
  const [changed] = await commit(context.db, [
    store.updateAdmin(context.db, id, { ...body, addressId }, isByToken(context)),
    auditIfChanged(auditEntry(context, "admin.change", id, detail.join(" "))),
  ]);
  if (!changed) throw lastAdmin();
  return show(context, await requireAdmin(context, id));
});

const remove = endpoint(contract.revokeAdmin, async ({ id }, context) => {
  const before = await requireAdmin(context, id);
  const [revoked] = await commit(context.db, [
    store.revoke(context.db, id, context.clock.now(), isByToken(context)),
    auditIfChanged(auditEntry(context, "admin.revoke", id)),
  ]);
  if (!revoked) throw lastAdmin();
  await commit(context.db, [store.endSessionsOf(context.db, before.tokenHash)]);
  return {};
});

const again = endpoint(contract.inviteAgain, async ({ id, origin }, context) => {
  const row = await requireAdmin(context, id);
  const domain = await requireDomain(context);
  const { word, kept } = await newInvitation(context.clock.now());
  const [renewed] = await commit(context.db, [
    store.renewInvitation(context.db, id, kept),
    auditIfChanged(auditEntry(context, "admin.invite", id, `role: ${row.role}`)),
  ]);
  if (!renewed) throw notFound("admin");
  return letterOutcome(await sendInvitation(context, row, { word, origin, domain }));
});

/** The ADMIN_TOKEN is nobody's to take away here: whoever holds it stays. */
const isByToken = ({ actor }: AdminContext) => actor === "token";

function lastAdmin(): Problem {
  const detail = "This is the last admin with the role `all`: give it to somebody else first.";
  return refused(409, "last-admin", undefined, detail);
}

export const adminEndpoints: readonly Endpoint[] = [list, invite, change, remove, again, acceptInvitation];
