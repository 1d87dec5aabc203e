/** How somebody becomes an admin under a name of their own: a letter with a link that works once, and then a password. */
import { adminInvitation } from "../../letters/admin-invitation.ts";
import { composeNotice } from "../../letters/compose.ts";
import { randomWord } from "../../mail/base-encoding.ts";
import { DAY } from "../../mail/duration.ts";
import { sendInTime } from "../../relay/exactly-once.ts";
import type { SendResult } from "../../relay/ports/transport.ts";
import { auditOnce } from "../../store/admin/audit.ts";
import { commit } from "../../store/admin/db.ts";
import { type AdminRow, takeInvitation, wordHash } from "../../store/admins/admins.ts";
import { adminContext } from "../../store/contexts.ts";
import { anyDomain } from "../../store/health.ts";
import { type AdminContext, auditEntry } from "../context.ts";
import * as contract from "../contract/admins.ts";
import { check } from "../http/check.ts";
import { type Endpoint, readJson } from "../http/endpoint.ts";
import { Problem, refused } from "../http/problem.ts";
import { startSession } from "../http/session-cookie.ts";

const LASTS_DAYS = 7;
/** 160 random bits. */
const WORD = 32;

export async function newInvitation(now: number) {
  const word = randomWord(WORD);
  return { word, kept: { invitationHash: await wordHash(word), invitedUntil: now + LASTS_DAYS * DAY } };
}

/** The domain that the letter comes from. @throws Problem 409 before there is one */
export async function requireDomain({ d1 }: AdminContext): Promise<string> {
  const domain = await anyDomain(d1);
  if (domain !== undefined) return domain;
  throw refused(
    409,
    "no-public-address",
    undefined,
    "Publish a public address first: the letter comes from its domain.",
  );
}

/** The word stands in the fragment: no server on the way, and no log, gets to see it. */
export async function sendInvitation(
  context: AdminContext,
  row: AdminRow,
  { word, origin, domain }: { readonly word: string; readonly origin: string; readonly domain: string },
): Promise<SendResult> {
  const { settings, vault, clock } = context;
  const recipient = await vault.unseal(adminContext(row.id), row.mailboxSealed);
  const link = `${settings.page ?? origin}/#invitation=${word}`;
  const facts = { name: row.name, inviter: context.adminName ?? "", role: row.role, link, domain, days: LASTS_DAYS };
  const sender = { name: "SafetyAnswer", address: `postmaster@${domain}` };
  const letter = adminInvitation(facts, settings.language);
  const content = composeNotice({ sender, recipient, ...letter, time: clock.now() });
  return sendInTime({ envelopeSender: sender.address, envelopeRecipient: recipient, content: [content] }, context);
}

export function letterOutcome(result: SendResult) {
  return result.kind === "sent" ? { outcome: "sent" as const } : { outcome: result.kind, reason: result.reason };
}

/** A link alone takes nothing: programs that look at mail open links. */
export const acceptInvitation: Endpoint = {
  route: contract.acceptInvitation,
  async answer(request, _, context) {
    check(contract.acceptInvitation.query, Object.fromEntries(new URL(request.url).searchParams));
    const { invitation } = check(contract.Invitation, await readJson(request));
    const password = randomWord(WORD);
    const tokenHash = await wordHash(password);
    const row = await taken(context, invitation, tokenHash);
    const { cookie } = await startSession(context, tokenHash);
    const headers = { "Content-Type": "application/json", "Cache-Control": "no-store", "Set-Cookie": cookie };
    return new Response(JSON.stringify({ name: row.name, role: row.role, password }), { status: 201, headers });
  },
};

/** @throws Problem 404 */
async function taken(context: AdminContext, invitation: string, tokenHash: string): Promise<AdminRow> {
  const { db, clock } = context;
  const invitationHash = await wordHash(invitation);
  const [row] = await takeInvitation(db, invitationHash, tokenHash, clock.now());
  if (!row)
    throw new Problem(
      404,
      "This invitation was taken, is void, or is too old. Ask for another one.",
      "invitation",
      {},
      "invitation-over",
    );
  const asked = { clock, actor: row.id };
  await commit(db, [auditOnce(invitationHash, auditEntry(asked, "admin.accept", row.id))]);
  return row;
}
