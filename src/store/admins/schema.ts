/** Who leads the desk: admins, their browsers, and what was asked once. In the same forms as all that is kept (store/schema.ts). */
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Somebody who leads the desk under a name of their own. */
export const admin = sqliteTable(
  "admin",
  {
    id: text("id").primaryKey(),
    /** In the clear, as a label is: it shows who changed what. */
    name: text("name").notNull(),
    mailboxSealed: text("mailbox_sealed").notNull(),
    /** Keyed hash of the folded mailbox: invited once, and known when Cloudflare Access signs it in. */
    mailboxIndex: text("mailbox_index").notNull(),
    role: text("role", { enum: ["all", "read", "address"] }).notNull(),
    /** The one public address of the role `address`. */
    addressId: text("address_id"),
    /** SHA-256 of their password, a random word; null until the invitation is taken. */
    tokenHash: text("token_hash"),
    /** SHA-256 of the word in the letter, and until when it is good; null once it is taken. */
    invitationHash: text("invitation_hash"),
    invitedUntil: integer("invited_until"),
    createdAt: integer("created_at").notNull(),
    /** The row stays, so that the audit list knows the name, and Cloudflare Access opens nothing for that mailbox. */
    revokedAt: integer("revoked_at"),
  },
  (t) => [
    uniqueIndex("admin_mailbox").on(t.mailboxIndex),
    uniqueIndex("admin_token").on(t.tokenHash).where(sql`token_hash IS NOT NULL`),
    uniqueIndex("admin_invitation").on(t.invitationHash).where(sql`invitation_hash IS NOT NULL`),
  ],
);

/** A browser that is signed in at the page. */
export const session = sqliteTable(
  "session",
  {
    /** Keyed hash of the random word in its cookie. */
    wordIndex: text("word_index").primaryKey(),
    /** Of what it was opened with, which ends it when it is void: keyed hash of the ADMIN_TOKEN, or an admin's `token_hash`. */
    tokenIndex: text("token_index").notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (t) => [index("session_expires").on(t.expiresAt)],
);

/** What was asked with an Idempotency-Key, and how it was answered: the same again is answered so, and done once. */
export const idempotency = sqliteTable(
  "idempotency",
  {
    /** Keyed hash of the key, of who has sent it, and of what is asked for. */
    keyIndex: text("key_index").primaryKey(),
    /** Keyed hash of the body. */
    bodyIndex: text("body_index").notNull(),
    /** Null while it is under way, or for good where an attempt has died. */
    answerSealed: text("answer_sealed"),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [index("idempotency_created").on(t.createdAt)],
);
