/** A year's officers, or a whole staff, in one go. */
import * as v from "valibot";
import { Flag, Id, label, line, MailAddress, MaskedAddress, Nothing, Start, Timestamp } from "./fields.ts";
import { ONLY_ALL, route } from "./route.ts";

/** One invocation reads, seals and writes them all. */
const MAX_ROWS = 500;

export const RosterRow = v.strictObject({
  address: v.pipe(MailAddress, v.description("the public address; published if it is not yet")),
  name: v.optional(v.pipe(label(80), v.description("the display name of an address that is published by this")), ""),
  label: v.pipe(
    label(80),
    v.minLength(1, "must not be empty"),
    v.description("the office, or what the person is called"),
  ),
  destination: v.pipe(MailAddress, v.description("the private mailbox")),
  replaces: v.optional(
    v.pipe(
      line(254),
      v.description("whom it takes over from at this address: by their label, their mailbox, or their forwarding's id"),
    ),
    "",
  ),
});
export type RosterRow = v.InferOutput<typeof RosterRow>;

export const Roster = v.strictObject({
  rows: v.pipe(
    v.array(RosterRow, "must be a list"),
    v.minLength(1, "must have one row at least"),
    v.maxLength(MAX_ROWS, `must have ${MAX_ROWS} rows at most`),
  ),
  effectiveAt: v.optional(Start, ""),
  keepAliases: v.optional(v.pipe(Flag, v.description("successors take over the correspondents' aliases")), true),
  confirmDomain: v.optional(
    v.pipe(Flag, v.description("publish addresses although your others are on other domains")),
    false,
  ),
  dryRun: v.pipe(Flag, v.description("true: say what would be done, and do nothing")),
});
export type Roster = v.InferOutput<typeof Roster>;

const PlannedRow = v.strictObject({
  row: v.pipe(v.number(), v.description("its place in `rows`, from 0")),
  line: v.optional(v.pipe(v.number(), v.description("its line in the CSV, from 1"))),
  action: v.pipe(
    v.picklist(["made", "handed-over", "left-alone"]),
    v.description("left alone: the address leads to that mailbox already"),
  ),
  address: v.string(),
  published: v.pipe(v.boolean(), v.description("the address is published by this roster")),
  label: v.string(),
  destination: MaskedAddress,
  welcome: v.pipe(
    v.picklist(["own", "shared", "none"]),
    v.description(
      "shared: one welcome mail, and one answer to it, is for all forwardings of that mailbox in this roster",
    ),
  ),
  effectiveAt: v.optional(Timestamp),
  forwardingId: v.optional(v.pipe(Id, v.description("absent while nothing is made"))),
  replacesId: v.optional(Id),
});

export const RosterAnswer = v.strictObject({
  dryRun: v.boolean(),
  timeZone: v.string(),
  effectiveAt: v.optional(Timestamp),
  made: v.number(),
  handedOver: v.number(),
  leftAlone: v.number(),
  published: v.pipe(v.number(), v.description("public addresses")),
  welcomes: v.pipe(v.number(), v.description("welcome mails, which go out by the cron, 20 an hour at most")),
  rows: v.array(PlannedRow),
});
export type RosterAnswer = v.InferOutput<typeof RosterAnswer>;

export const applyRoster = route({
  name: "applyRoster",
  group: "Roster",
  method: "POST",
  path: "/api/roster",
  may: ONLY_ALL,
  summary: "Put a whole roster into effect, or see what it would do",
  details: `All rows or none. A row whose mailbox stands behind its address already is left alone, so that the same roster can be sent again. What is wrong is named in \`errors\`: row, field and a stable code, all of it at once. Welcome mails go out by the cron, one a mailbox. A handover, and a further officer of an address that is there, takes effect at \`effectiveAt\` once the mail was answered; an address that the roster publishes works from the first answer on. At most ${MAX_ROWS} rows. A body of type \`text/csv\` (UTF-8, UTF-16 or Shift_JIS; commas, semicolons or tabs; a first line with 窓口, 表示名, 役職・呼び名, メールアドレス, 前任者 or address, name, label, destination, replaces) takes the other members from the query.`,
  query: Nothing,
  body: Roster,
  status: 200,
  answer: RosterAnswer,
  refusals: [400, 409, 413, 415],
});
