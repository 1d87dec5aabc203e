/** POST /api/roster: read, look at the desk, plan, and unless it is only a rehearsal carry the plan out, all or nothing. */

import { randomWord } from "../../mail/base-encoding.ts";
import { domainOf, foldMailbox, parseAddress } from "../../mail/header/address.ts";
import { type ForwardingRow, MAX_FORWARDINGS, successorOf } from "../../store/admin/forwardings.ts";
import {
  applyRoster as commitRoster,
  type NewAddress,
  type NewRow,
  rosterDesk,
  WELCOME_QUEUED,
} from "../../store/admin/roster.ts";
import { destinationContext, destinationScope } from "../../store/contexts.ts";
import { type AdminContext, timestamp } from "../context.ts";
import * as contract from "../contract/roster.ts";
import type { Endpoint } from "../http/endpoint.ts";
import { maskAddress } from "../mask.ts";
import { readStart } from "./local-time.ts";
import { type Planned, planRoster, type RowFacts, welcomeGroups } from "./plan.ts";
import { RosterProblem, type RosterWish, readRoster } from "./rows.ts";

export const rosterEndpoint: Endpoint = {
  route: contract.applyRoster,
  async answer(request, _parameters, context) {
    const answer = await apply(await readRoster(request), context);
    return Response.json(answer, { status: contract.applyRoster.status, headers: { "Cache-Control": "no-store" } });
  },
};

/** What is found out before anything is decided, and what is to be written. */
interface Work {
  readonly wish: RosterWish;
  readonly context: AdminContext;
  readonly effectiveAt: number | undefined;
  readonly planned: readonly Planned[];
  /** For each row the one whose welcome mail is for it, too. */
  readonly groups: ReadonlyMap<number, number>;
  /** What stands at the roster's addresses, by id. */
  readonly standing: ReadonlyMap<string, ForwardingRow>;
  /** Ids of what is made, by row. */
  readonly ids: ReadonlyMap<number, string>;
}

async function apply(wish: RosterWish, context: AdminContext): Promise<contract.RosterAnswer> {
  const { roster, lines } = wish;
  const effectiveAt = momentFor(wish, context);
  const found = await rosterDesk(
    context.db,
    roster.rows.map(({ address }) => address.key),
  );
  const { facts, mailboxes } = await factsOf(roster, found, context);
  const desk = { ...found, forwardings: Map.groupBy(found.forwardings, ({ addressId }) => addressId) };
  const plan = planRoster({ ...roster, facts, desk: { ...desk, mostForwardings: MAX_FORWARDINGS } });
  if (plan.kind === "faults") throw new RosterProblem(400, plan.faults, lines);
  const ids = new Map(plan.rows.flatMap(({ row, action }) => (action === "left-alone" ? [] : [[row, randomWord(16)]])));
  const destinations = roster.rows.map(({ destination }) => destination);
  const work: Work = {
    ...{ wish, context, effectiveAt, planned: plan.rows, ids },
    standing: new Map(found.forwardings.map((one) => [one.id, one])),
    groups: welcomeGroups(destinations, plan.rows),
  };
  if (!roster.dryRun && ids.size > 0) await carryOut(work, found.addresses, mailboxes);
  return show(work);
}

/** @throws Problem 400 */
function momentFor({ roster, lines }: RosterWish, context: AdminContext): number | undefined {
  const start = readStart(roster.effectiveAt, context);
  if (typeof start === "object") throw new RosterProblem(400, [{ field: "effectiveAt", ...start }], lines);
  return start;
}

interface Found {
  readonly facts: readonly RowFacts[];
  /** The index under which each row's mailbox stands or will stand at its address, if that is there. */
  readonly mailboxes: readonly (readonly string[])[];
}

/** Mailboxes are found by their keyed hashes at their address: no destination is opened. */
async function factsOf(
  { rows }: contract.Roster,
  { addresses, forwardings }: Awaited<ReturnType<typeof rosterDesk>>,
  { vault }: AdminContext,
): Promise<Found> {
  const byIndex = new Map(forwardings.map((one) => [`${one.addressId} ${one.destinationIndex}`, one]));
  const find = (addressId: string, indexes: readonly string[]) =>
    indexes.flatMap((index) => byIndex.get(`${addressId} ${index}`) ?? [])[0];
  const read = await Promise.all(
    rows.map(async ({ address, destination, replaces }) => {
      const addressId = addresses.get(address.key);
      if (addressId === undefined) return { facts: { standing: undefined, namedByMailbox: undefined }, indexes: [] };
      const indexes = await vault.indexes(destinationScope(addressId), foldMailbox(destination));
      const named = parseAddress(replaces);
      const namedIndexes = named ? await vault.indexes(destinationScope(addressId), foldMailbox(named)) : [];
      return { facts: { standing: find(addressId, indexes), namedByMailbox: find(addressId, namedIndexes) }, indexes };
    }),
  );
  return { facts: read.map(({ facts }) => facts), mailboxes: read.map(({ indexes }) => indexes) };
}

/** @throws Problem 409 when the desk has changed meanwhile */
async function carryOut(
  work: Work,
  addresses: ReadonlyMap<string, string>,
  mailboxes: readonly (readonly string[])[],
): Promise<void> {
  const published = newAddresses(work);
  const idOf = new Map([...addresses, ...published.map(({ address, id }) => [address, id] as const)]);
  const rows = await Promise.all(
    work.planned.flatMap((planned) =>
      planned.action === "left-alone" ? [] : [newRow(work, planned, idOf, mailboxes)],
    ),
  );
  const { db, actor, clock } = work.context;
  const done = await commitRoster(db, { published, rows, actor, now: clock.now() });
  if (done) return;
  const detail = "could not be put into effect, since something was changed meanwhile; look at it again";
  throw new RosterProblem(409, [{ field: "rows", code: "changed-meanwhile", detail }], work.wish.lines);
}

function newAddresses({ wish, planned, context }: Work): readonly NewAddress[] {
  const createdAt = context.clock.now();
  const rows = planned.filter(({ published }) => published).flatMap(({ row }) => wish.roster.rows[row] ?? []);
  const byAddress = Map.groupBy(rows, ({ address }) => address.key);
  return [...byAddress].map(([address, named]) => {
    const domain = domainOf(address);
    const name = named.find((row) => row.name !== "")?.name ?? "";
    return { id: randomWord(16), address, domain, name, createdAt };
  });
}

async function newRow(
  work: Work,
  planned: Exclude<Planned, { readonly action: "left-alone" }>,
  idOf: ReadonlyMap<string, string>,
  mailboxes: readonly (readonly string[])[],
): Promise<NewRow> {
  const { context, wish, ids, groups } = work;
  const row = required(wish.roster.rows[planned.row]);
  const [id, addressId] = [required(ids.get(planned.row)), required(idOf.get(planned.address))];
  const [known] = mailboxes[planned.row] ?? [];
  const [destinationSealed, destinationIndex] = await Promise.all([
    context.vault.seal(destinationContext(id), row.destination.spec),
    known ?? context.vault.index(destinationScope(addressId), foldMailbox(row.destination)),
  ]);
  const leader = groups.get(planned.row);
  const own = {
    ...{ id, destinationSealed, label: row.label, createdAt: context.clock.now() },
    effectiveAt: startOf(work, planned) ?? null,
  };
  const rest = {
    ...({ destinationIndex, state: "pending", stateReason: WELCOME_QUEUED } as const),
    welcomedWith: leader === undefined || leader === planned.row ? null : required(ids.get(leader)),
  };
  if (planned.action === "made") {
    // Those who stand behind an address that is there are told of a further officer, as of one who was added by hand.
    const placedAt = own.createdAt + planned.row; // All of it is added at once, and stands in the sheet's order.
    return { ...own, addressId, scope: id, placedAt, untoldId: planned.published ? null : id, ...rest };
  }
  const { keepAliases } = wish.roster;
  return { ...successorOf(required(work.standing.get(planned.replaces.id)), { ...own, keepAliases }), ...rest };
}

/** An address that is published now has nobody else who could take its mail until then. */
function startOf({ effectiveAt }: Work, { published, action }: Planned): number | undefined {
  return published || action === "left-alone" ? undefined : effectiveAt;
}

function required<Value>(value: Value | undefined): Value {
  if (value !== undefined) return value;
  throw new Error("a row of the roster's plan is missing");
}

function show(work: Work): contract.RosterAnswer {
  const { wish, planned, effectiveAt, context, groups } = work;
  const count = (action: Planned["action"]) => planned.filter((one) => one.action === action).length;
  return {
    dryRun: wish.roster.dryRun,
    timeZone: context.settings.timeZone,
    ...(effectiveAt === undefined ? {} : { effectiveAt: timestamp(effectiveAt) }),
    ...{ made: count("made"), handedOver: count("handed-over"), leftAlone: count("left-alone") },
    published: new Set(planned.filter(({ published }) => published).map(({ address }) => address)).size,
    welcomes: new Set(groups.values()).size,
    rows: planned.map((one) => showRow(work, one)),
  };
}

function showRow(work: Work, planned: Planned): contract.RosterAnswer["rows"][number] {
  const { wish, ids, groups } = work;
  const { row, action, address, published } = planned;
  const { label, destination } = required(wish.roster.rows[row]);
  const line = wish.lines?.[row];
  const starts = startOf(work, planned);
  const leader = groups.get(row);
  const forwardingId =
    planned.action === "left-alone" ? planned.standing.id : wish.roster.dryRun ? undefined : ids.get(row);
  return {
    ...{ row, ...(line === undefined ? {} : { line }), action, address, published },
    label: planned.action === "left-alone" ? planned.standing.label : label,
    destination: maskAddress(destination),
    welcome: leader === undefined ? "none" : leader === row ? "own" : "shared",
    ...(starts === undefined ? {} : { effectiveAt: timestamp(starts) }),
    ...(forwardingId === undefined ? {} : { forwardingId }),
    ...(planned.action === "handed-over" ? { replacesId: planned.replaces.id } : {}),
  };
}
