/**
 * What is kept of contact networks (連絡網). Members are sealed and indexed within their network, and erased when they leave:
 * two networks cannot be joined on a person, and nobody who has left is in the database. Times are milliseconds since 1970.
 */
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

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
