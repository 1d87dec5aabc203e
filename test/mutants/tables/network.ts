/** Contact networks and surveys: who is in, who writes to all, one copy each, and numbers that name nobody. */
import { mutants } from "../mutant.ts";

const MEMBERSHIP = "relay/network/membership.ts";
const ANNOUNCE = "relay/network/announce.ts";
const ANSWERED = "relay/network/answer.ts";
const WORDS = "relay/network/words.ts";
const COPIES = "store/network/copies.ts";
const VOTES = "store/network/surveys.ts";
const TOKEN = "store/network/leave-token.ts";

const MEMBERS = "relay/network/membership.test.ts";
const ALL = "relay/network/announce.test.ts";
const FAULTS = "relay/network/faults.test.ts";
const HELD = "store/network/announcements.test.ts";
const ASKED = "relay/network/survey.test.ts";
const BEHIND = "relay/network/words-behind.test.ts";
const LINKS = "relay/network/links-and-codes.test.ts";
const WAYS_OUT = "relay/network/ways-out.test.ts";

export const NETWORK_MUTANTS = mutants(
  ["relay/network"],
  [
    [
      "a stranger put in or out of a network",
      MEMBERSHIP,
      'return proof.kind === "proven" ? { kind: "proven", mailbox } : { kind: "reject", reason: "not-proven" };',
      'return { kind: "proven", mailbox };',
      MEMBERS,
    ],
    [
      "the vote of whoever has left",
      "store/network/members.ts",
      "return [...(await forgettingVotes(db, vault, which)), ...departing(which)];",
      "return departing(which);",
      ASKED,
    ],
    ["a vote of somebody who has just left", VOTES, "AND ${isMember}\n", "\n", ASKED],
    [
      "a vote that counts no more said to count",
      ANSWERED,
      "if (!(await ports.surveys.vote(survey, author.mailbox, choice, writtenAt(context))))",
      "if (!(await ports.surveys.vote(survey, author.mailbox, choice, writtenAt(context))) && choice < 0)",
      LINKS,
    ],
    ["a member told that their code is unknown", "store/network/members.ts", " OR ${known} IS NOT NULL)", ")", LINKS],
    [
      "a link out of a network in many spellings",
      TOKEN,
      " || more.length > 0 || toBase64Url(octets) !== written",
      "",
      LINKS,
    ],
    ["a robot as a member", MEMBERSHIP, 'if (isAutomatic(incoming)) return { kind: "suppress" };', "", MEMBERS],
    [
      "an address of ours as a member",
      MEMBERSHIP,
      'if (isOurs(mailbox, knowledge)) return { kind: "reject", reason: "no-such-address" };',
      "",
      MEMBERS,
    ],
    [
      "codes of a network guessed without end",
      MEMBERSHIP,
      'if ((knowledge.counts.get(card) ?? 0) >= WRONG_CODES) throw new Deferred("too-many");',
      "",
      MEMBERS,
    ],
    ["wrong codes that are not counted", MEMBERSHIP, '"unknown-code", [card]', '"unknown-code", []', MEMBERS],
    [
      "a network that is joined while its address is closed",
      MEMBERSHIP,
      'if (!publicAddress.open) return refuseMember(context, publicAddress, "closed");',
      "",
      MEMBERS,
    ],
    [
      "a network that is joined without its code",
      "store/network/members.ts",
      " AND (join_index IN ${listed(codes)}",
      " AND (join_index IS NOT NULL",
      MEMBERS,
    ],
    [
      "a member twice",
      "store/network/members.ts",
      "this.#vault.indexes(memberScope(addressId), foldMailbox(mailbox)),\n      this",
      "this.#vault.indexes(memberScope(addressId), mailbox.key),\n      this",
      MEMBERS,
    ],
    [
      "anybody's mail to all",
      "relay/network/deliver.ts",
      'if (who.kind !== "officer") return endOfFormer(',
      'if (who.kind !== "officer" && who.kind !== "unproven") return endOfFormer(',
      ALL,
    ],
    ["a mail to all of an officer whose part is off", ANNOUNCE, "if (forbidden) return refused(forbidden);", "", ALL],
    [
      "mails to all without end",
      ANNOUNCE,
      'if (begun.lately > ANNOUNCEMENTS_A_DAY) return refused("too-many-today");',
      "",
      ALL,
    ],
    ["a copy that is out sent again", COPIES, "AND (c.member_id IS NULL OR ${free(sql`c`, now)})", "", ALL, FAULTS],
    [
      "a copy that another attempt holds",
      COPIES,
      "OR (${copy}.outcome = 'claimed' AND ${copy}.lease_until <= ${now} AND",
      "OR (${copy}.outcome = 'claimed' AND",
      HELD,
    ],
    [
      "a copy sent for whoever joined after it began",
      COPIES,
      "AND m.id > ${after} AND m.joined_at <= ${startedAt}",
      "AND m.id > ${after}",
      ALL,
    ],
    ["a late word over a copy that is out", COPIES, " AND announcement_copy.outcome <> 'sent'`", "`", HELD],
    [
      "a reminder whose copies stay",
      "store/network/announcements.ts",
      '...(kind === "remind" ? [copies] : []),',
      "",
      ASKED,
    ],
    [
      "how many were reminded, in the month's use",
      "relay/ports/announcements.ts",
      '|| (kind === "remind" && outcome !== "retrying")',
      "",
      ASKED,
    ],
    [
      "how many were reminded, in a letter about one that waits",
      "letters/network/announcement.ts",
      "(isReminder && reminderWords(ending)) || wordsOf(ending)",
      "wordsOf(ending)",
      ASKED,
    ],
    ["a welcome on each day that asks for it", MEMBERSHIP, 'isNew ? "welcome" : "already"', '"welcome"', MEMBERS],
    ["numbers of fewer than five", VOTES, "const FEWEST_ANSWERS = 5;", "const FEWEST_ANSWERS = 4;", ASKED],
    [
      "a single answer watched coming in",
      VOTES,
      "WHERE survey_id = ${id} AND batch = survey.batch)",
      "WHERE survey_id = ${id})",
      ASKED,
    ],
    [
      "an answer that is repeated until there are five",
      VOTES,
      "batch = CASE WHEN choice = excluded.choice THEN batch ELSE excluded.batch END",
      "batch = excluded.batch",
      ASKED,
    ],
    ["an early answer over a later one", VOTES, "WHERE excluded.written_at >= written_at`", "WHERE TRUE`", ASKED],
    ["votes that outlive their survey", VOTES, "sql`DELETE FROM ${vote} WHERE survey_id = ${id}`,", "", ASKED],
    [
      "a stranger's words to a survey",
      ANSWERED,
      'if (!isMember) return refuseMember(context, publicAddress, "not-a-member");',
      "",
      ASKED,
    ],
    [
      "a vote for another",
      ANSWERED,
      'if (author.kind === "reject") return refuseMember(context, publicAddress, author.reason);',
      'if (author.kind === "reject") return ACCEPTED;',
      ASKED,
    ],
    [
      "words that name their choice",
      WORDS,
      'if (isTelling || (await isNamed([said, ...names].join("\\n")))) return { kind: "withheld" };',
      'if (isTelling) return { kind: "withheld" };',
      BEHIND,
    ],
    ["a file that is named after its choice", WORDS, "if (isTelling || ", "if (", BEHIND],
    ["a Subject that tells the number", WORDS, "isNumberless(subject, survey.choices) && ", "", BEHIND],
    [
      "a number that stands in the words again",
      "mail/answer/words-behind.ts",
      'if (tellsNumber(words.join("\\n"), choices)) return { kind: "doubtful" };',
      "",
      "mail/answer/words-behind.test.ts",
    ],
    [
      "a member's vacation note passed on",
      "relay/inbound/deliver.ts",
      'if (await isMembersNote(transit, publicAddress, decision)) return suppress(transit, publicAddress, "automatic");',
      "",
      "relay/network/attacks.test.ts",
    ],
    [
      "nameless words held up by a block of their writer",
      ANSWERED,
      "blockedBy: new Set<string>() };",
      "};",
      "relay/network/attacks.test.ts",
    ],
    ["the minute of a vote", VOTES, "writtenAt + delayOf(word)", "writtenAt", BEHIND],
    ["a choice's words that outlive their survey", VOTES, ", choice_marks = '' WHERE", " WHERE", BEHIND],
    ["an address with a survey's words", ANSWERED, "hideSender: true,", "hideSender: false,", ASKED],
    [
      "a way out that tells who goes",
      TOKEN,
      "(await vault.seal(CONTEXT, `${addressId} ${memberId}`)).split",
      "`none.${toBase64(new TextEncoder().encode(`${addressId} ${memberId}`))}`.split",
      WAYS_OUT,
    ],
    [
      "a way out for any that looks at it",
      "admin/network/leave.ts",
      'if (request.method !== "POST") return',
      "if (false) return",
      WAYS_OUT,
    ],
    [
      "a way out for all at once",
      "admin/network/leave.ts",
      "sql`address_id = ${addressId} AND id = ${memberId}`",
      "sql`address_id = ${addressId} OR id = ${memberId}`",
      WAYS_OUT,
    ],
  ],
);
