/**
 * What is kept of contact networks (連絡網). Members are sealed and indexed within their network, and erased when they leave:
 * two networks cannot be joined on a person, and nobody who has left is in the database. Times are milliseconds since 1970.
 */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** The contact network of a public address: how one gets into it. Without a row nobody can join. */
export const network = sqliteTable("network", {
  addressId: text("address_id").primaryKey(),
  /** Keyed hash of the code on paper, scoped to the public address. A new code takes the place of the old one. */
  joinIndex: text("join_index").notNull(),
  /** Where this worker is reached (`https://…`), as whoever made the code reached it: for the one-click way out. */
  origin: text("origin").notNull(),
  createdAt: integer("created_at").notNull(),
});

/** Somebody who joined by a mail of their own. */
export const member = sqliteTable(
  "member",
  {
    id: text("id").primaryKey(),
    addressId: text("address_id").notNull(),
    memberSealed: text("member_sealed").notNull(),
    /** Folded mailbox, scoped to the network: joining twice is joining once. */
    memberIndex: text("member_index").notNull(),
    joinedAt: integer("joined_at").notNull(),
    /** Since when the platform has refused to send to them, without a copy that went out in between. */
    suppressedAt: integer("suppressed_at"),
  },
  (t) => [
    uniqueIndex("member_address").on(t.addressId, t.memberIndex),
    /** Announcements go through a network in the order of ids. */
    index("member_order").on(t.addressId, t.id),
    index("member_index").on(t.memberIndex),
  ],
);

/** An officer's mail to all members, a survey, or a reminder of one. What it said is not kept, nor its subject. */
export const announcement = sqliteTable(
  "announcement",
  {
    id: text("id").primaryKey(),
    addressId: text("address_id").notNull(),
    /** Who wrote it. */
    forwardingId: text("forwarding_id").notNull(),
    kind: text("kind", { enum: ["all", "ask", "remind"] }).notNull(),
    /** For a reminder: of which survey. */
    surveyId: text("survey_id"),
    /** Keyed hash of the message, so that its sender's next attempt goes on with it. */
    messageIndex: text("message_index").notNull().unique(),
    /** Octets. */
    size: integer("size").notNull(),
    /** How many members there were when it began; whoever joins later does not get it. */
    addressed: integer("addressed").notNull(),
    startedAt: integer("started_at").notNull(),
    /** When its sender last tried. */
    triedAt: integer("tried_at").notNull(),
    endedAt: integer("ended_at"),
    /** When it ended: how many copies were handed over, and how many could not be. */
    sent: integer("sent").notNull().default(0),
    failed: integer("failed").notNull().default(0),
  },
  (t) => [index("announcement_address").on(t.addressId, t.startedAt), index("announcement_started").on(t.startedAt)],
);

/** One member's copy: the claim that makes it go out once. Of who has left, what is there is nobody's. */
export const announcementCopy = sqliteTable(
  "announcement_copy",
  {
    announcementId: text("announcement_id").notNull(),
    memberId: text("member_id").notNull(),
    outcome: text("outcome", { enum: ["claimed", "sent", "failed", "retrying", "skipped"] }).notNull(),
    reason: text("reason").notNull(),
    /** Who holds the claim: a random word for each slice of each attempt. */
    holder: text("holder").notNull(),
    leaseUntil: integer("lease_until").notNull(),
    attempts: integer("attempts").notNull(),
    /** Keyed hash of the id that send() returned, so that a complaint finds its member. */
    sentIndex: text("sent_index"),
  },
  (t) => [
    primaryKey({ columns: [t.announcementId, t.memberId] }),
    index("announcement_copy_member").on(t.memberId),
    index("announcement_copy_holder").on(t.holder).where(sql`outcome = 'claimed'`),
    index("announcement_copy_sent").on(t.sentIndex).where(sql`sent_index IS NOT NULL`),
  ],
);

/** How many copies went to members on a day: a new sender begins with few, and it is part of the month's use. */
export const announcedDay = sqliteTable("announced_day", {
  /** Days since 1970 (UTC). */
  day: integer("day").primaryKey(),
  sent: integer("sent").notNull(),
});

/** An announcement that asks: what was asked is not kept, only how many choices there are. */
export const survey = sqliteTable("survey", {
  /** The announcement's. */
  id: text("id").primaryKey(),
  addressId: text("address_id").notNull(),
  /** Names it in the address that answers go to. */
  word: text("word").notNull().unique(),
  choices: integer("choices").notNull(),
  /** Keyed hashes of the words that the choices are written with, as JSON, scoped to the survey; "" when it is closed. */
  choiceMarks: text("choice_marks").notNull().default(""),
  /** Message-ID of the members' copies. */
  messageId: text("message_id").notNull(),
  /** How often counts were told: a vote belongs to the batch in which it was given, or changed. */
  batch: integer("batch").notNull().default(0),
  /** The counts that were told last, as JSON; "" before. */
  published: text("published").notNull().default(""),
  closedAt: integer("closed_at"),
});

/** One vote, until the survey is closed. */
export const vote = sqliteTable(
  "vote",
  {
    surveyId: text("survey_id").notNull(),
    /** Keyed hash of the voter's folded mailbox, scoped to the survey: it joins with nothing. */
    voterIndex: text("voter_index").notNull(),
    choice: integer("choice").notNull(),
    /**
     * When the answer was written, later by a time of the voter's own that only the key tells: a later one takes its place, in
     * whatever order they come, but nobody finds the vote of a mail by the minute in which it came.
     */
    writtenAt: integer("written_at").notNull(),
    batch: integer("batch").notNull(),
  },
  (t) => [primaryKey({ columns: [t.surveyId, t.voterIndex] })],
);
