/** English words for the list of addresses and officers, and for blocking somebody. */

/** @param {number} count @param {string} one @param {string} many */
const some = (count, one, many) => `${count} ${count === 1 ? one : many}`;

export const list = {
  search: "Search officers and addresses",
  found: /** @param {number} n */ (n) => `${some(n, "officer", "officers")} found`,
  officers: /** @param {number} n */ (n) => some(n, "officer", "officers"),
  waiting: /** @param {number} n */ (n) => `${n} not confirmed`,
  nobody: "Reaches nobody",
  closed: "Closed",
  settings: "Settings",
  settingsOf: /** @param {string} address */ (address) => `Settings of ${address}`,
  at: /** @param {string} address */ (address) => `Mail to ${address}`,
};

/** Taken along into a spreadsheet. */
export const table = {
  saveOfficers: "Save this list as CSV",
  saveJournal: "Save this list as CSV",
  saved: /** @param {number} n */ (n) => `${some(n, "row is", "rows are")} saved.`,
  savedNewest: /** @param {number} n */ (n) =>
    `The newest ${n} rows are saved. Choose fewer by the filters to get all.`,
  address: "Public address",
  name: "Name on answers",
  label: "Label",
  mailbox: "Mailbox (masked)",
  state: "State",
  time: "Time",
  direction: "Direction",
  outcome: "Outcome",
  reason: "Reason",
  alias: "Alias",
  size: "Size (bytes)",
};

export const block = {
  heading: /** @param {string} name */ (name) => `Block ${name}: where?`,
  intro: "Their mail is refused there from now on, and their aliases take no answer. You can undo it at once.",
  here: "At this address, for all officers",
  everywhere: "At all public addresses",
  officer: "For this officer alone",
  domainHint: "A whole domain is blocked in the settings of an address.",
  blockedHere: /** @param {string} name */ (name) => `${name} is blocked at this address, for all officers.`,
  blockedEverywhere: /** @param {string} name */ (name) => `${name} is blocked at all public addresses.`,
  stillBlocked: /** @param {string} name */ (name) =>
    `${name} is still blocked for the whole address: release them in its settings, under “Blocked senders”.`,
  list: "Blocked senders",
  listHeading: /** @param {string} address */ (address) => `Blocked at ${address}`,
  listIntro: "Mail from these is refused.",
  none: "Nobody is blocked.",
  release: "Unblock",
  released: /** @param {string} who */ (who) => `${who} may write again.`,
  addDomain: "Block a whole domain",
  domain: "Domain",
  domainExample:
    "spam.example, or *.spam.example for all below it. Not that of a large mail provider: parents write from there.",
  where: "Where",
  blockDomain: "Block this domain",
  domainBlocked: /** @param {string} domain */ (domain) => `Mail from ${domain} is refused from now on.`,
};

export const firstMail = {
  heading: "Send a test mail",
  text: "Write from your own mailbox to the address below. This page waits for it, and says what becomes of it.",
  waiting: "Waiting for your mail…",
  sent: /** @param {string} when */ (when) => `Your mail came and was sent on to the officer, ${when}. All is set up.`,
  came: /** @param {string} when @param {string} outcome @param {string} why */ (when, outcome, why) =>
    `A mail came, ${when}. ${outcome}: ${why}.`,
  skip: "Not now",
};

export const findMail = {
  label: "Did somebody’s mail pass?",
  hint: "A part of their name, or their whole mail address.",
  find: "Find their mail",
  found: /** @param {number} n */ (n) => `${some(n, "mail", "mails")} in 30 days`,
};
