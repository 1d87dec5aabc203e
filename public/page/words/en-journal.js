/** English words for the journal, the chart and the list of changes. */

export const journalWords = {
  journal: {
    heading: "Journal",
    intro: "What came and where it went, for 30 days. Never what it said.",
    filters: "Filters",
    all: "All",
    address: "Address",
    direction: "Direction",
    outcome: "Outcome",
    since: "From",
    none: "Nothing here.",
    count: /** @param {number} n */ (n) => `${n} shown`,
    deletedAddress: "deleted address",
  },
  /** We know that a mail was handed over to the next server, never that it was delivered. */
  outcome: {
    sent: "Handed over",
    failed: "Could not be handed over",
    retrying: "Will be tried again",
    rejected: "Refused; the sender was told",
    suppressed: "Automatic answer, not passed on",
    claimed: "Under way",
  },
  direction: { inbound: "Mail to us", reply: "Answer", notice: "Notice from us" },
  chart: {
    heading: "The last 30 days",
    inbound: "Mail to us, handed over",
    reply: "Answers, handed over",
    failed: "Not handed over",
    summary: /** @param {number} inbound @param {number} reply @param {number} failed */ (inbound, reply, failed) =>
      `Handed over: ${inbound} to us, ${reply} answers. Not handed over: ${failed}.`,
    table: "The same as a table",
    day: "Day",
    quiet: "No mail in the last 30 days.",
  },
  changes: {
    heading: "Changes",
    none: "No change yet.",
    actor: /** @param {string} actor */ (actor) => `by ${actor}`,
  },
};
