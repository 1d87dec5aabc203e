import { describe, expect, it } from "vitest";
import type { RosterRow } from "../../../src/admin/contract/roster.ts";
import { type Desk, planRoster, type RowFacts, type Standing, welcomeGroups } from "../../../src/admin/roster/plan.ts";
import { type Address, parseAddress } from "../../../src/mail/header/address.ts";

function address(spec: string): Address {
  const read = parseAddress(spec);
  if (!read) throw new Error(spec);
  return read;
}

const row = (
  destination: string,
  more: Partial<Record<"at" | "name" | "label" | "replaces", string>> = {},
): RosterRow => ({
  address: address(more.at ?? "pta@school.example"),
  name: more.name ?? "",
  label: more.label ?? "会長",
  destination: address(destination),
  replaces: more.replaces ?? "",
});

const standing = (id: string, label: string, more: Partial<Standing> = {}): Standing => ({
  ...{ id, label, addressId: "pta", state: "active", replacesId: null },
  ...more,
});

const NOTHING: RowFacts = { standing: undefined, namedByMailbox: undefined };

function plan(
  rows: readonly RosterRow[],
  here: readonly Standing[] = [],
  facts: readonly RowFacts[] = [],
  confirmDomain = false,
) {
  const desk: Desk = {
    addresses: new Map([["pta@school.example", "pta"]]),
    publishedDomains: new Set(["school.example"]),
    domains: new Set(["school.example"]),
    forwardings: new Map([["pta", here]]),
    mostForwardings: 20,
  };
  return planRoster({ rows, desk, confirmDomain, facts: rows.map((_, at) => facts[at] ?? NOTHING) });
}

function codes(...asked: Parameters<typeof plan>): string[] {
  const planned = plan(...asked);
  return planned.kind === "plan" ? [] : planned.faults.map((fault) => `${fault.row} ${fault.field} ${fault.code}`);
}

function actions(...asked: Parameters<typeof plan>): string[] {
  const planned = plan(...asked);
  if (planned.kind === "faults") throw new Error(JSON.stringify(planned.faults));
  return planned.rows.map(({ action, published }) => (published ? `${action}, published` : action));
}

describe("a roster's row", () => {
  it("makes a forwarding, and publishes an address that is not there", () => {
    expect(actions([row("a@home.example"), row("a@home.example", { at: "nurse@school.example" })])).toEqual([
      "made",
      "made, published",
    ]);
  });

  it("is left alone where its mailbox stands already, whatever the label says", () => {
    expect(
      actions(
        [row("a@home.example", { label: "x" })],
        [standing("1", "会長")],
        [{ ...NOTHING, standing: standing("1", "会長") }],
      ),
    ).toEqual(["left-alone"]);
  });

  it.each([
    ["label", "会長"],
    ["label in another width", "ＰＴＡ"],
    ["id", "0123456789abcdef"],
  ])("hands over from whom it names by %s", (_, replaces) => {
    const here = [
      standing("0123456789abcdef", replaces.startsWith("0") ? "x" : replaces.normalize("NFKC")),
      standing("2", "会計"),
    ];
    const planned = plan([row("a@home.example", { replaces })], here);
    expect(planned).toMatchObject({ rows: [{ action: "handed-over", replaces: { id: "0123456789abcdef" } }] });
  });

  it("hands over from whom it names by mailbox", () => {
    const old = standing("1", "会長");
    const facts = [{ standing: undefined, namedByMailbox: old }];
    expect(actions([row("a@home.example", { replaces: "old@home.example" })], [old], facts)).toEqual(["handed-over"]);
  });

  it("is left alone when it is sent again: while the handover waits, and when it is over", () => {
    const old = standing("1", "会長");
    const heir = standing("2", "会長", { state: "invited", replacesId: "1" });
    const again = [row("a@home.example", { replaces: "会長" })];
    const facts = [{ ...NOTHING, standing: heir }];
    expect(actions(again, [old, heir], facts)).toEqual(["left-alone"]);
    const done = standing("2", "会長");
    expect(actions(again, [done], [{ ...NOTHING, standing: done }])).toEqual(["left-alone"]);
  });
});

describe("a roster is refused, with every row named,", () => {
  it.each<[string, Parameters<typeof plan>, readonly string[]]>([
    ["where a mailbox is on a domain of ours", [[row("a@school.example")]], ["0 destination own-domain"]],
    [
      "where a mailbox is on a domain that the roster itself brings here",
      [[row("a@new.example"), row("b@home.example", { at: "x@new.example" })], [], [], true],
      ["0 destination own-domain"],
    ],
    ["where a mailbox is a wildcard", [[row("*@home.example")]], ["0 destination wildcard"]],
    ["where an address is a wildcard", [[row("a@home.example", { at: "*@school.example" })]], ["0 address wildcard"]],
    ["where an address has a tag", [[row("a@home.example", { at: "x+y@school.example" })]], ["0 address tag"]],
    [
      "where an address is an alias's",
      [[row("a@home.example", { at: "anon-7k3m9q2x4wtz@school.example" })]],
      ["0 address alias-form"],
    ],
    [
      "where an address is the admin's",
      [[row("a@home.example", { at: "abuse@school.example" })]],
      ["0 address role-address"],
    ],
    [
      "where an address is on another domain",
      [[row("a@home.example", { at: "x@scool.example" })]],
      ["0 address other-domain"],
    ],
    ["where a mailbox stands twice", [[row("taro@gmail.com"), row("Ta.Ro+x@gmail.com")]], ["1 destination twice"]],
    [
      "where a name differs",
      [[row("a@home.example", { name: "A" }), row("b@home.example", { name: "B" })]],
      ["1 name name-differs"],
    ],
    [
      "where nobody is named",
      [[row("a@home.example", { replaces: "副会長" })], [standing("1", "会長")]],
      ["0 replaces no-predecessor"],
    ],
    [
      "where two are named",
      [[row("a@home.example", { replaces: "委員" })], [standing("1", "委員"), standing("2", "委員")]],
      ["0 replaces several-predecessors"],
    ],
    [
      "where one is replaced twice",
      [
        [row("a@home.example", { replaces: "会長" }), row("b@home.example", { replaces: "会長" })],
        [standing("1", "会長")],
      ],
      ["1 replaces replaced-twice"],
    ],
    [
      "where a handover to somebody else is under way",
      [
        [row("a@home.example", { replaces: "会長" })],
        [standing("1", "会長"), standing("2", "会長", { state: "invited", replacesId: "1" })],
      ],
      ["0 replaces handover-under-way"],
    ],
    [
      "where the newcomer stands beside whom they replace",
      [
        [row("a@home.example", { replaces: "会長" })],
        [standing("1", "会長"), standing("2", "会計")],
        [{ ...NOTHING, standing: standing("2", "会計") }],
      ],
      ["0 replaces already-there"],
    ],
  ])("%s", (_, asked, expected) => expect(codes(...asked)).toEqual(expected));

  it("all of them at once", () => {
    const rows = [row("a@school.example", { at: "x+y@school.example" }), row("b@home.example", { replaces: "nobody" })];
    expect(codes(rows)).toEqual(["0 address tag", "0 destination own-domain", "1 replaces no-predecessor"]);
  });

  it("where an address would lead to more than twenty mailboxes, successors not counted", () => {
    const here = Array.from({ length: 19 }, (_, at) => standing(String(at), `委員${at}`));
    const heir = row("h@home.example", { replaces: "委員0" });
    expect(codes([heir, row("a@home.example")], here)).toEqual([]);
    expect(codes([heir, row("a@home.example"), row("b@home.example")], here)).toEqual(["2 address too-many"]);
  });
});

describe("a mailbox that a roster names at several addresses", () => {
  it("is greeted once, by the first row that makes something", () => {
    const rows = [row("a@home.example"), row("A+x@home.example", { at: "b@school.example" }), row("c@home.example")];
    const planned = plan(rows);
    if (planned.kind === "faults") throw new Error("faults");
    const groups = welcomeGroups(
      rows.map(({ destination }) => destination),
      planned.rows,
    );
    expect([...groups]).toEqual([
      [0, 0],
      [1, 0],
      [2, 2],
    ]);
  });
});
