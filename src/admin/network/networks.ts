/** Contact networks: counts and masked members, the code, what went out. */
import { renderSVG } from "uqr";
import { carrierAdvice } from "../../letters/carriers.ts";
import { surveyAddress, tagged } from "../../letters/tagged-address.ts";
import { randomWord } from "../../mail/base-encoding.ts";
import { foldMailbox, parseAddress } from "../../mail/header/address.ts";
import { announcementCost } from "../../relay/network/cost.ts";
import { auditCount, auditIfChanged } from "../../store/admin/audit.ts";
import { commit } from "../../store/admin/db.ts";
import * as store from "../../store/admin/networks.ts";
import { joinScope, memberContext, memberScope } from "../../store/network/contexts.ts";
import { amongMembers, leaving } from "../../store/network/members.ts";
import { countsOf, WORD_LENGTH } from "../../store/network/surveys.ts";
import { requireAddress } from "../addresses.ts";
import { type AdminContext, auditEntry, timestamp } from "../context.ts";
import * as contract from "../contract/networks.ts";
import { maskStored } from "../forwardings.ts";
import { isText, isTimeKey, page } from "../http/cursor.ts";
import { type Endpoint, endpoint } from "../http/endpoint.ts";
import { Problem } from "../http/problem.ts";

/** 40 bits: wrong codes are limited, and it has to be typed from paper. In two groups of four. */
const CODE_LENGTH = 8;

const listMembers = endpoint(contract.listMembers, async ({ id, query }, context) => {
  const { domain } = await requireAddress(context, id);
  const { count, open } = await store.networkState(context.db, id);
  const listed = await page(
    query,
    isText,
    (after, limit) => store.pageOfMembers(context.db, id, after, limit),
    (row) => row.id,
    async (row) => ({
      address: await maskStored(context.vault.unseal(memberContext(row.id), row.memberSealed)),
      joinedAt: timestamp(row.joinedAt),
    }),
  );
  const used = await store.mailsSent(context.db, monthStart(context.clock.now()));
  const cost = announcementCost(count, used, context.settings.repliesIncluded);
  return { ...listed, count, open, cost, allow: allowing(domain) };
});

function monthStart(now: number): number {
  const today = new Date(now);
  return Date.UTC(today.getUTCFullYear(), today.getUTCMonth());
}

function allowing(domain: string) {
  return { ja: carrierAdvice(domain, "ja"), en: carrierAdvice(domain, "en") };
}

const eraseMember = endpoint(contract.eraseMember, async ({ id, body }, context) => {
  await requireAddress(context, id);
  const indexes = await context.vault.indexes(memberScope(id), foldMailbox(body.address));
  const changed = await commit(context.db, [
    ...(await leaving(context.db, context.vault, amongMembers(indexes))),
    auditCount(auditEntry(context, "member.erase", id), "members"),
  ]);
  return { members: changed.at(-2) ?? 0 };
});

const makeJoinCode = endpoint(contract.makeJoinCode, async ({ id, origin }, context) => {
  const { address, domain } = await requireAddress(context, id);
  requireRoomForTags(address);
  const code = randomWord(CODE_LENGTH);
  const joinIndex = await context.vault.index(joinScope(id), code);
  const row = { addressId: id, joinIndex, origin, createdAt: context.clock.now() };
  await commit(context.db, [store.setJoinCode(row), auditIfChanged(auditEntry(context, "network.code", id))]);
  const join = tagged(address, `join.${code}`);
  // RFC 6068 §2 lets a `+` stand for itself, but some programs read it as a space.
  const qr = renderSVG(`mailto:${join.replace("+", "%2B")}`, { ecc: "M", border: 2 });
  return { code, join, leave: tagged(address, "leave"), qr, allow: allowing(domain) };
});

/** RFC 5321 §4.5.3.1.1: servers on the way refuse a longer local part, or cut it. @throws Problem 409 */
function requireRoomForTags(address: string): void {
  if (parseAddress(surveyAddress(address, "0".repeat(WORD_LENGTH), "remind"))) return;
  const detail =
    "This address is too long: with a survey's tag more than 64 characters would stand before its at sign.";
  throw new Problem(409, detail, undefined, {}, "no-room-for-tags");
}

const listAnnouncements = endpoint(contract.listAnnouncements, async ({ id, query }, context) => {
  await requireAddress(context, id);
  return page(
    query,
    isTimeKey,
    (after, limit) => store.pageOfAnnouncements(context.db, id, after, limit),
    ({ row }) => [row.startedAt, row.id] as const,
    ({ row, ...soFar }) => ({
      ...{ id: row.id, kind: row.kind, addressed: row.addressed },
      startedAt: timestamp(row.startedAt),
      endedAt: row.endedAt === null ? null : timestamp(row.endedAt),
      ...copiesOf(row, soFar),
    }),
  );
});

type Numbers = Pick<Awaited<ReturnType<typeof store.pageOfAnnouncements>>[number], "sentSoFar" | "failedSoFar">;

/** Reminders go to whoever has not answered: their number, read again and again, would show each answer coming in. */
function copiesOf({ kind, endedAt, sent, failed }: store.AnnouncementRow, { sentSoFar, failedSoFar }: Numbers) {
  if (kind === "remind") return { sent: null, failed: null };
  return endedAt === null ? { sent: sentSoFar, failed: failedSoFar } : { sent, failed };
}

const listSurveys = endpoint(contract.listSurveys, async ({ id, query }, context: AdminContext) => {
  await requireAddress(context, id);
  return page(
    query,
    isTimeKey,
    (after, limit) => store.pageOfSurveys(context.db, id, after, limit),
    ({ survey, startedAt }) => [startedAt, survey.id] as const,
    ({ survey, startedAt }) => ({
      ...{ id: survey.id, choices: survey.choices },
      startedAt: timestamp(startedAt),
      closedAt: survey.closedAt === null ? null : timestamp(survey.closedAt),
      counts: countsOf(survey.published, survey.choices)?.slice() ?? null,
    }),
  );
});

export const networkEndpoints: readonly Endpoint[] = [
  listMembers,
  eraseMember,
  makeJoinCode,
  listAnnouncements,
  listSurveys,
];
