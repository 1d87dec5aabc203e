/** What a roster does to the desk as it stands, row by row; or all that keeps it from being done. Decided purely. */

import { type Address, foldMailbox, withoutTag } from "../../mail/header/address.ts";
import type { FaultCode } from "../contract/fault-codes.ts";
import type { RosterRow } from "../contract/roster.ts";
import { publishingFault, wildcardFault } from "../publishing.ts";

/** A forwarding that stands at one of the roster's addresses. */
export interface Standing {
  readonly id: string;
  readonly addressId: string;
  readonly label: string;
  readonly state: string;
  readonly replacesId: string | null;
}

/** What is known of a row beside what it says. */
export interface RowFacts {
  /** The forwarding of its address that leads to its mailbox. */
  readonly standing: Standing | undefined;
  /** The forwarding of its address whose mailbox `replaces` names. */
  readonly namedByMailbox: Standing | undefined;
}

export interface Desk {
  /** Ids of the public addresses, by address. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Domains of public addresses, and those whose mail comes here. */
  readonly publishedDomains: ReadonlySet<string>;
  readonly domains: ReadonlySet<string>;
  /** Those of the roster's addresses, by the address's id. */
  readonly forwardings: ReadonlyMap<string, readonly Standing[]>;
  readonly mostForwardings: number;
}

export type Planned = {
  readonly row: number;
  readonly address: string;
  /** The address has to be published for it. */
  readonly published: boolean;
} & (
  | { readonly action: "made" }
  | { readonly action: "handed-over"; readonly replaces: Standing }
  | { readonly action: "left-alone"; readonly standing: Standing }
);

/** Something wrong in a row. @property code a stable word */
interface RowFault {
  readonly row: number;
  readonly field: "address" | "name" | "label" | "destination" | "replaces";
  readonly code: FaultCode;
  readonly detail: string;
}

type Plan =
  | { readonly kind: "plan"; readonly rows: readonly Planned[] }
  | { readonly kind: "faults"; readonly faults: readonly RowFault[] };

interface PlanWish {
  readonly rows: readonly RosterRow[];
  /** One a row. */
  readonly facts: readonly RowFacts[];
  readonly desk: Desk;
  /** Addresses may be published on a domain unlike the others. */
  readonly confirmDomain: boolean;
}

export function planRoster(wish: PlanWish): Plan {
  const { rows, desk } = wish;
  const published = rows.filter(({ address }) => !desk.addresses.has(address.key));
  const domains = new Set([...desk.domains, ...published.map(({ address }) => address.domain)]);
  const readings = rows.map((row, at) => plannedRow(wish, row, at));
  const planned = readings.flatMap((reading) => ("action" in reading ? [reading] : []));
  const faults = [
    ...rows.flatMap((row, at) => addressFaults(wish, row, at)),
    ...rows.flatMap((row, at) => destinationFaults(desk, domains, row, at)),
    ...readings.flatMap((reading) => ("code" in reading ? [reading] : [])),
    ...twice(rows),
    ...namesThatDiffer(rows),
    ...replacedTwice(planned),
    ...crowded(planned, desk),
  ];
  const inOrder = faults.sort((one, other) => one.row - other.row);
  return inOrder.length > 0 ? { kind: "faults", faults: inOrder } : { kind: "plan", rows: planned };
}

function addressFaults({ desk, confirmDomain }: PlanWish, { address }: RosterRow, row: number): readonly RowFault[] {
  if (desk.addresses.has(address.key)) return [];
  const fault = wildcardFault(address) ?? publishingFault(address.key, withoutTag(address));
  if (fault) return [{ row, field: "address", ...fault }];
  if (confirmDomain || desk.publishedDomains.size === 0 || desk.publishedDomains.has(address.domain)) return [];
  const detail =
    "is not on the domain of your other addresses; if its mail reaches this worker, send confirmDomain: true";
  return [{ row, field: "address", code: "other-domain", detail }];
}

/** @param domains those whose mail will come here */
function destinationFaults(
  desk: Desk,
  domains: ReadonlySet<string>,
  { destination }: RosterRow,
  row: number,
): readonly RowFault[] {
  const fault = wildcardFault(destination);
  if (fault) return [{ row, field: "destination", ...fault }];
  const isOurs = domains.has(destination.domain) || desk.addresses.has(withoutTag(destination));
  const detail = "must be a private mailbox, not one on a domain whose mail comes here";
  return isOurs ? [{ row, field: "destination", code: "own-domain", detail }] : [];
}

function plannedRow({ desk, facts }: PlanWish, row: RosterRow, at: number): Planned | RowFault {
  const addressId = desk.addresses.get(row.address.key);
  const about = { row: at, address: row.address.key, published: addressId === undefined };
  const standing = facts[at]?.standing;
  if (row.replaces === "")
    return standing ? { ...about, action: "left-alone", standing } : { ...about, action: "made" };
  const named = facts[at]?.namedByMailbox;
  const here = desk.forwardings.get(addressId ?? "") ?? [];
  const found = named ? [named] : predecessors(here, row.replaces);
  return standing ? besideStanding(about, standing, found) : successor(about, found, here);
}

/** The newcomer is there already: by this very roster before, or for good since the predecessor has gone. */
function besideStanding(
  about: Pick<Planned, "row" | "address" | "published">,
  standing: Standing,
  found: readonly Standing[],
): Planned | RowFault {
  const others = found.filter(({ id }) => id !== standing.id && id !== standing.replacesId);
  if (others.length === 0) return { ...about, action: "left-alone", standing };
  const detail = "names somebody beside whom that mailbox stands already; delete one of the two first";
  return { row: about.row, field: "replaces", code: "already-there", detail };
}

function successor(
  about: Pick<Planned, "row" | "address" | "published">,
  found: readonly Standing[],
  here: readonly Standing[],
): Planned | RowFault {
  const fault = (code: FaultCode, detail: string) => ({ row: about.row, field: "replaces", code, detail }) as const;
  const [replaces, another] = found;
  if (!replaces) return fault("no-predecessor", "names nobody who stands behind this address");
  if (another)
    return fault(
      "several-predecessors",
      "names more than one behind this address; give the mailbox or the forwarding's id",
    );
  if (here.some(({ replacesId }) => replacesId === replaces.id)) {
    return fault(
      "handover-under-way",
      "names somebody whose handover to another mailbox is under way; delete that one first",
    );
  }
  return { ...about, action: "handed-over", replaces };
}

/** By id, or by label: of those who bear it, whoever works now comes before whoever is to follow. */
function predecessors(here: readonly Standing[], replaces: string): readonly Standing[] {
  const wanted = plain(replaces);
  const byId = here.filter(({ id }) => id === replaces);
  const byLabel = here.filter(({ label }) => plain(label) === wanted);
  const first = byLabel.filter(({ replacesId }) => replacesId === null);
  return byId.length > 0 ? byId : first.length > 0 ? first : byLabel;
}

function plain(label: string): string {
  return label.normalize("NFKC").trim().toLowerCase();
}

/** One forwarding a mailbox and address. */
function twice(rows: readonly RosterRow[]): readonly RowFault[] {
  const seen = new Set<string>();
  return rows.flatMap(({ address, destination }, row) => {
    const key = `${address.key} ${foldMailbox(destination)}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const detail =
      "stands at this address in a row above already (letter case, +tags and Gmail's dots make no other mailbox)";
    return [{ row, field: "destination", code: "twice", detail } as const];
  });
}

function namesThatDiffer(rows: readonly RosterRow[]): readonly RowFault[] {
  const names = new Map<string, string>();
  return rows.flatMap(({ address, name }, row) => {
    if (name === "") return [];
    const first = names.get(address.key) ?? name;
    names.set(address.key, first);
    const detail = "is not the name that a row above gives this address";
    return first === name ? [] : [{ row, field: "name", code: "name-differs", detail } as const];
  });
}

function replacedTwice(planned: readonly Planned[]): readonly RowFault[] {
  const seen = new Set<string>();
  return planned.flatMap((one) => {
    if (one.action !== "handed-over") return [];
    if (!seen.has(one.replaces.id)) {
      seen.add(one.replaces.id);
      return [];
    }
    const detail = "names somebody whom a row above replaces already";
    return [{ row: one.row, field: "replaces", code: "replaced-twice", detail } as const];
  });
}

/** Successors don't count: they take a place that is taken. */
function crowded(planned: readonly Planned[], { forwardings, addresses, mostForwardings }: Desk): readonly RowFault[] {
  const counts = new Map<string, number>();
  const standing = (address: string) =>
    (forwardings.get(addresses.get(address) ?? "") ?? []).filter(({ replacesId }) => replacesId === null).length;
  return planned.flatMap(({ action, address, row }) => {
    if (action !== "made") return [];
    const count = (counts.get(address) ?? standing(address)) + 1;
    counts.set(address, count);
    const detail = `is led to more than ${mostForwardings} mailboxes`;
    return count > mostForwardings ? [{ row, field: "address", code: "too-many", detail } as const] : [];
  });
}

/** Which rows ask one mailbox: the first of them is greeted, and speaks for the others. @returns for each row its leader's place, or its own */
export function welcomeGroups(
  destinations: readonly Address[],
  planned: readonly Planned[],
): ReadonlyMap<number, number> {
  const leaders = new Map<string, number>();
  const groups = new Map<number, number>();
  for (const { row, action } of planned) {
    const destination = destinations[row];
    if (action === "left-alone" || !destination) continue;
    const mailbox = foldMailbox(destination);
    const leader = leaders.get(mailbox) ?? row;
    leaders.set(mailbox, leader);
    groups.set(row, leader);
  }
  return groups;
}
