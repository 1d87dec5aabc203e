/** English words for a desk that several officers share. */

export const sharedDesk = {
  share: "Send answers to the other officers, too",
  shareHint:
    "When an officer answers, the others get a copy from “Accounting (answered)”, by the label alone, and the next mail bears “(Accounting is on it)” for a week. Copies to mailboxes that are verified at Cloudflare are free. To a mailbox that is not, each copy counts as a mail sent (Workers Paid includes 3,000 a month; then $0.35 per 1,000).",
  shared: /** @param {string} address */ (address) => `The other officers get the answers of ${address}, too.`,
  unshared: /** @param {string} address */ (address) =>
    `Answers of ${address} are between the officer and the sender alone.`,
};
