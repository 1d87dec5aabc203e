/** English words for the journal, the chart and the list of changes. */

export const journalWords = {
  journal: {
    heading: "Journal",
    intro:
      "What came and where it went, for 30 days. Never what it said. “Sent” means handed over to the next server; whether it arrived, nobody tells us.",
    filters: "Filters",
    all: "All",
    address: "Address",
    direction: "Direction",
    outcome: "Outcome",
    since: "From",
    unanswered: /** @param {number} days */ (days) => `No answer for ${days === 1 ? "1 day" : `${days} days`}`,
    none: "Nothing here.",
    count: /** @param {number} n */ (n) => `${n} shown`,
    mails: /** @param {number} n */ (n) => ` ${n} times that day`,
    deletedAddress: "deleted address",
  },
  /** We know that a mail was handed over to the next server, never that it was delivered. */
  outcome: {
    sent: "Sent",
    failed: "Could not be sent",
    retrying: "Waiting to be sent again",
    rejected: "Refused",
    suppressed: "Automatic answer, not passed on",
    claimed: "Under way",
  },
  direction: {
    inbound: "Mail to us",
    reply: "Answer",
    shared: "Copy of an answer, for another officer",
    notice: "Notice from us",
  },
  chart: {
    heading: "The last 30 days",
    inbound: "Mail to us, sent on",
    reply: "Answers, sent",
    failed: "Could not be sent",
    summary: /** @param {number} inbound @param {number} reply @param {number} failed */ (inbound, reply, failed) =>
      `Sent: ${inbound} to officers, ${reply} answers. Could not be sent: ${failed}.`,
    table: "The same as a table",
    day: "Day",
    most: /** @param {number} n */ (n) => `Most on one day: ${n}`,
    quiet: "No mail in the last 30 days.",
  },
  changes: {
    heading: "Changes",
    none: "No change yet.",
    actor: /** @param {string} actor */ (actor) => `by ${actor}`,
  },
};
