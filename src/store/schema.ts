/**
 * What is kept, and in which form. Names of correspondents and destinations never stand here in the clear: columns that
 * end in `Sealed` are AES-256-GCM ciphertext, columns that end in `Index` are keyed hashes (see vault.ts). Times are
 * milliseconds since 1970.
 */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { AuditAction } from "./admin/audit-actions.ts";

const flag = (name: string) => integer(name, { mode: "boolean" }).notNull();

/** A public address: published by the organisation, so it stands in the clear. */
export const address = sqliteTable(
  "address",
  {
    id: text("id").primaryKey(),
    /** Lower-case addr-spec. */
    address: text("address").notNull(),
    domain: text("domain").notNull(),
    /**
     * Lower-case: the recipient address under which its mail reaches this worker, where the mail of its own domain goes elsewhere and
     * is passed on from there (docs/coexistence.md). Null: under the public address itself.
     */
    receivedAs: text("received_as"),
    /** The domain of that, where aliases are made. */
    receivedDomain: text("received_domain"),
    /** The display name that answers carry. */
    name: text("name").notNull().default(""),
    /** Stands behind a correspondent's name, to show which desk was written to. */
    nameSuffix: text("name_suffix").notNull().default(""),
    open: flag("open").default(true),
    /** Refuse files that start by themselves when they are opened. */
    refuseFiles: flag("refuse_files").default(true),
    /** An officer's answer goes to the other officers, too, and the next mail says who is at it. */
    shareAnswers: flag("share_answers").default(false),
    createdAt: integer("created_at").notNull(),
    deletedAt: integer("deleted_at"),
  },
  (t) => [
    uniqueIndex("address_address").on(t.address).where(sql`deleted_at IS NULL`),
    index("address_domain").on(t.domain),
    uniqueIndex("address_received_as").on(t.receivedAs).where(sql`deleted_at IS NULL AND received_as IS NOT NULL`),
    index("address_received_domain").on(t.receivedDomain).where(sql`received_domain IS NOT NULL`),
  ],
);

/** One public address leading to one private mailbox. */
export const forwarding = sqliteTable(
  "forwarding",
  {
    id: text("id").primaryKey(),
    addressId: text("address_id")
      .notNull()
      .references(() => address.id),
    /**
     * What the indexes and ciphertexts of its aliases are scoped to: its own id, or after a handover that keeps the
     * aliases the first officer's, so that a handover rewrites no alias.
     */
    scope: text("scope").notNull(),
    destinationSealed: text("destination_sealed").notNull(),
    /** Folded mailbox, scoped to the public address: one forwarding a mailbox. */
    destinationIndex: text("destination_index").notNull(),
    label: text("label").notNull().default(""),
    hideSender: flag("hide_sender").default(true),
    hideName: flag("hide_name").default(false),
    deliver: flag("deliver").default(true),
    allowReply: flag("allow_reply").default(true),
    /** Stopped by mail, whatever the switches say: by the officer, or with the code of the officer's paper card. */
    pausedBy: text("paused_by", { enum: ["officer", "card"] }),
    /** Keyed hash of that card's code, scoped to the public address; null while no card was printed. */
    cardIndex: text("card_index"),
    /**
     * `pending` until the welcome mail could be handed over, `invited` until it was answered, then `active`; `replaced` after
     * a handover, `deleted` when its aliases are void.
     */
    state: text("state", { enum: ["pending", "invited", "active", "replaced", "deleted"] }).notNull(),
    stateReason: text("state_reason").notNull().default(""),
    /** The forwarding that this one takes over from, while it is not active. */
    replacesId: text("replaces_id"),
    keepAliases: flag("keep_aliases").default(true),
    /** When its welcome mail, or its handover's letters, were last tried: each has its turn. */
    triedAt: integer("tried_at").notNull().default(0),
    /** The address that its welcome mail comes from, and whose answer makes it active: only that mail names it. */
    confirmationSealed: text("confirmation_sealed"),
    confirmationIndex: text("confirmation_index"),
    /** When the welcome mail was handed over, and how many reminders were since; once active, how often a handover was told of. */
    invitedAt: integer("invited_at"),
    reminders: integer("reminders").notNull().default(0),
    /** Keyed hash of the id that send() returned for the latest of them, so that a later bounce finds its forwarding. */
    welcomeSentIndex: text("welcome_sent_index"),
    /** When the welcome mail was answered. */
    confirmedAt: integer("confirmed_at"),
    /** A handover's day: an earlier answer waits for it. */
    effectiveAt: integer("effective_at"),
    /** The forwarding whose welcome mail, and whose answer, are for this one, too: of the same mailbox and roster. Gone once it is active. */
    welcomedWith: text("welcomed_with"),
    /** Whom it has taken over from, while those whom that concerns are still to be told. */
    untoldId: text("untold_id"),
    /** How these switches stood when a lost phone switched both off; a successor has lost nothing, and gets them back. */
    deliverBeforeStop: integer("deliver_before_stop", { mode: "boolean" }),
    allowReplyBeforeStop: integer("allow_reply_before_stop", { mode: "boolean" }),
    createdAt: integer("created_at").notNull(),
    /** When the first officer in this place of the list was added, whom this one is a successor of; null: that is this one. */
    placedAt: integer("placed_at"),
    /** When it was deleted; its rows are erased 30 days later. */
    deletedAt: integer("deleted_at"),
  },
  (t) => [
    index("forwarding_address").on(t.addressId),
    uniqueIndex("forwarding_destination").on(t.addressId, t.destinationIndex).where(sql`deleted_at IS NULL`),
    index("forwarding_pending").on(t.triedAt).where(sql`state = 'pending'`),
    index("forwarding_invited").on(t.invitedAt).where(sql`state = 'invited'`),
    uniqueIndex("forwarding_confirmation").on(t.confirmationIndex).where(sql`confirmation_index IS NOT NULL`),
    index("forwarding_welcomed_with").on(t.welcomedWith).where(sql`welcomed_with IS NOT NULL`),
    index("forwarding_untold").on(t.triedAt).where(sql`untold_id IS NOT NULL`),
    index("forwarding_welcome").on(t.welcomeSentIndex).where(sql`welcome_sent_index IS NOT NULL`),
    uniqueIndex("forwarding_card").on(t.cardIndex).where(sql`card_index IS NOT NULL`),
    index("forwarding_deleted").on(t.deletedAt).where(sql`deleted_at IS NOT NULL`),
  ],
);

/** Who is still to be told of a change that an admin has made (store/admin/telling/changes.ts); gone once they are. */
export const telling = sqliteTable(
  "telling",
  {
    id: text("id").primaryKey(),
    change: text("change", { enum: ["destination-added", "sender-shown"] }).notNull(),
    /** The forwarding that was changed, and that of whoever is to be told. */
    aboutId: text("about_id").notNull(),
    recipientId: text("recipient_id").notNull(),
    tries: integer("tries").notNull(),
    triedAt: integer("tried_at").notNull(),
  },
  (t) => [index("telling_turn").on(t.triedAt)],
);

/** A further mailbox that the destination answers from. */
export const replyFrom = sqliteTable(
  "reply_from",
  {
    id: text("id").primaryKey(),
    forwardingId: text("forwarding_id")
      .notNull()
      .references(() => forwarding.id),
    addressSealed: text("address_sealed").notNull(),
    addressIndex: text("address_index").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [uniqueIndex("reply_from_address").on(t.forwardingId, t.addressIndex)],
);

/** Stands for one correspondent towards one forwarding. */
export const alias = sqliteTable(
  "alias",
  {
    id: text("id").primaryKey(),
    /** `anon-…@domain`, lower-case. */
    alias: text("alias").notNull().unique(),
    forwardingId: text("forwarding_id")
      .notNull()
      .references(() => forwarding.id),
    correspondentSealed: text("correspondent_sealed").notNull(),
    /** Case-folded address, scoped to the forwarding. */
    correspondentIndex: text("correspondent_index").notNull(),
    nameSealed: text("name_sealed").notNull(),
    /** The alias that this correspondent's mail shows; one a correspondent and forwarding. */
    shown: flag("shown").default(true),
    blocked: flag("blocked").default(false),
    createdAt: integer("created_at").notNull(),
    lastUsedAt: integer("last_used_at").notNull(),
    /** When it was made void by hand. */
    deletedAt: integer("deleted_at"),
    /** Of a survey alone: the word in the address that its answers go to. */
    survey: text("survey"),
    /** Somebody has vouched for it: its correspondent has written, verified, or been answered, or the admin has made it. */
    vouched: flag("vouched").default(true),
    /** At a shared desk: the forwarding whose officer last answered this correspondent, and when. */
    answeredBy: text("answered_by"),
    answeredAt: integer("answered_at"),
  },
  (t) => [
    /** Finds those that are erased after a while (store/admin/retention.ts). */
    index("alias_strangers").on(t.lastUsedAt).where(sql`vouched = 0`),
    uniqueIndex("alias_shown").on(t.forwardingId, t.correspondentIndex).where(sql`shown = 1`),
    index("alias_forwarding").on(t.forwardingId, t.lastUsedAt),
    /** Finds whatever names a correspondent who asks to be forgotten. */
    index("alias_correspondent").on(t.correspondentIndex),
    index("alias_deleted").on(t.deletedAt).where(sql`deleted_at IS NOT NULL`),
    index("alias_blocked").on(t.forwardingId).where(sql`blocked = 1`),
    index("alias_survey").on(t.survey).where(sql`survey IS NOT NULL`),
  ],
);

/** One copy of one message: the claim that makes it go out once, and the journal's row. Never content. */
export const delivery = sqliteTable(
  "delivery",
  {
    /** Keyed hash of the message and whom the copy is for. */
    id: text("id").primaryKey(),
    direction: text("direction", { enum: ["inbound", "reply", "shared", "notice"] }).notNull(),
    addressId: text("address_id"),
    forwardingId: text("forwarding_id"),
    alias: text("alias"),
    outcome: text("outcome", { enum: ["claimed", "sent", "failed", "retrying", "rejected", "suppressed"] }).notNull(),
    /** A stable word, never an address. */
    reason: text("reason").notNull().default(""),
    /**
     * What else is to be known of how it ended: `given-up` after hours of attempts, the last of which failed for that reason;
     * `untold` while nobody could tell its officer.
     */
    remark: text("remark", { enum: ["none", "given-up", "untold"] })
      .notNull()
      .default("none"),
    /** Octets of the message as it came. */
    size: integer("size").notNull(),
    /** Who holds the claim: a random word for each attempt. */
    holder: text("holder").notNull(),
    leaseUntil: integer("lease_until").notNull(),
    attempts: integer("attempts").notNull().default(1),
    firstAt: integer("first_at").notNull(),
    time: integer("time").notNull(),
    /** Cloudflare's spam score. */
    spamScore: real("spam_score"),
    /** Keyed hash of the id that send() returned, so that a later bounce finds a reply. */
    sentIndex: text("sent_index"),
  },
  (t) => [
    // One alone: each costs every copy a written row, and a month of journal is read by its time whatever else is asked.
    index("delivery_time").on(t.time),
    index("delivery_sent").on(t.sentIndex).where(sql`sent_index IS NOT NULL`),
  ],
);

/** A sent copy whose Message-ID the platform replaced, and the carrier that the new id stands for. */
export const messageId = sqliteTable(
  "message_id",
  {
    /** Keyed hash of the id that send() returned. */
    sentIndex: text("sent_index").primaryKey(),
    sentSealed: text("sent_sealed").notNull(),
    /** Keyed hash of the original id, scoped to the reader: which id this reader knows it by. */
    originalIndex: text("original_index").notNull(),
    /** The carrier's token, itself ciphertext. */
    carrier: text("carrier").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  // Rows come in order of their time: what is to be erased is found at the table's beginning (admin/retention.ts).
  (t) => [index("message_id_original").on(t.originalIndex)],
);

/**
 * How many messages counted towards a limit within an hour (relay/limits.ts). By hour first and WITHOUT ROWID (as its migration
 * says, since drizzle cannot): a counter is one written row, and an hour that is over one range. It follows `tally`, which is left
 * to the worker before it.
 */
export const hourly = sqliteTable(
  "hourly",
  {
    /** Keyed hash of whose mail is counted, scoped to a public address. */
    counter: text("counter").notNull(),
    /** Hours since 1970. */
    hour: integer("hour").notNull(),
    count: integer("count").notNull(),
  },
  (t) => [primaryKey({ columns: [t.hour, t.counter] })],
);

/** A correspondent or a domain that a public address, or one officer of it, takes no mail from. */
export const block = sqliteTable(
  "block",
  {
    id: text("id").primaryKey(),
    addressId: text("address_id")
      .notNull()
      .references(() => address.id),
    kind: text("kind", { enum: ["correspondent", "domain"] }).notNull(),
    /** Keyed hash of the address, the domain or the pattern, scoped to the public address. */
    senderIndex: text("sender_index").notNull(),
    /** What is blocked: the address (as its key), the domain or the pattern. */
    patternSealed: text("pattern_sealed").notNull(),
    createdAt: integer("created_at").notNull(),
    /** Whose block it is: the scope of an officer's forwarding (it outlives a handover), or "" for the whole address. */
    scope: text("scope").notNull().default(""),
  },
  (t) => [uniqueIndex("block_sender").on(t.senderIndex, t.scope), index("block_address").on(t.addressId)],
);

/** A mail that was sent to see whether mail arrives, and what was seen of it (relay/probe.ts). Made by the cron, or by whoever deploys. */
export const probe = sqliteTable(
  "probe",
  {
    /** SHA-256 of the code in its address, in base64url. */
    codeHash: text("code_hash").primaryKey(),
    purpose: text("purpose", { enum: ["weekly", "asked"] }).notNull(),
    madeAt: integer("made_at").notNull(),
    receivedAt: integer("received_at"),
    /** What authentication made of it; "unsent" when it never left. */
    verdict: text("verdict").notNull().default(""),
    /** Whom its first Authentication-Results field names as its writer. */
    authservId: text("authserv_id").notNull().default(""),
    /** The names of its first fields, in order. */
    fields: text("fields").notNull().default(""),
  },
  (t) => [index("probe_purpose").on(t.purpose, t.madeAt)],
);

/** Who changed what, when; without addresses. */
export const audit = sqliteTable(
  "audit",
  {
    id: text("id").primaryKey(),
    time: integer("time").notNull(),
    actor: text("actor").notNull(),
    action: text("action").$type<AuditAction>().notNull(),
    subject: text("subject").notNull(),
    detail: text("detail").notNull().default(""),
  },
  (t) => [index("audit_time").on(t.time)],
);
