/** English words for a desk that several officers share. */

export const sharedDesk = {
  share: "Send answers to the other officers, too",
  shareHint:
    "A copy names the officer’s label alone, and for a week the next mail bears “(Accounting is on it)”. Copies to mailboxes that are verified at Cloudflare are free; to any other, each counts as a mail sent.",
  shared: /** @param {string} address */ (address) => `The other officers get the answers of ${address}, too.`,
  unshared: /** @param {string} address */ (address) =>
    `Answers of ${address} are between the officer and the sender alone.`,
};
