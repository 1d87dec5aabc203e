/** English words for contact networks and surveys. */

export const network = {
  button: "Contact network",
  heading: (/** @type {string} */ address) => `The contact network of ${address}`,
  intro:
    "Families join by themselves, by an empty mail to the address on a sheet of paper. Nobody collects their addresses, and this page does not show them. One mail of an officer to the +all address reaches each of them separately.",
  count: (/** @type {number} */ count) => `Members: ${count}`,
  closed: "There is no code to join with yet. Make one, and hand it out on paper.",
  cost: (/** @type {{ copies: number, used: number, included: number, beyond: number, dollars: number }} */ cost) =>
    `One mail to all is ${cost.copies} mails. This month ${cost.used} have been sent, of ${cost.included} that your plan includes. ${cost.beyond === 0 ? "One more fits in." : `Of one more, ${cost.beyond} are beyond it and cost about $${cost.dollars.toFixed(2)}.`}`,
  tags: (/** @type {string} */ all, /** @type {string} */ ask) => `From an officer to all: ${all}\nA survey: ${ask}`,
  makeCode: "Make the sheet to join with",
  codeIntro: "This makes a new code. Sheets with the former one no longer work; whoever has joined stays in.",
  once: "The code is shown now and never again: print it at once.",
  sheet: (/** @type {string} */ address, /** @type {string} */ join, /** @type {string} */ leave) => [
    `Please join the contact network of ${address}`,
    `Send an empty mail (no subject, no text) to this address, or scan the code and press Send.\n${join}`,
    "Neither the school nor its officers nor other parents see your mail address.",
    `To leave, send an empty mail to this address.\n${leave}`,
  ],
  members: "Who has joined",
  nobody: "Nobody has joined yet.",
  erase: "Erase one",
  eraseIntro: "Type the address of whoever wants to leave, exactly as it is.",
  eraseField: "Mail address",
  /** @type {(count: number) => string} */
  erased: (count) => (count === 0 ? "Nobody of this address has joined." : "They are erased."),
  announcements: "What went out",
  noAnnouncements: "Nothing yet.",
  kinds: { all: "Mail to all", ask: "Survey", remind: "Reminder" },
  reminded: (/** @type {boolean} */ isOver) =>
    `to those who had not answered; how many is not shown${isOver ? "" : " (the rest waits)"}`,
  state: (
    /** @type {number} */ sent,
    /** @type {number} */ addressed,
    /** @type {number} */ failed,
    /** @type {boolean} */ isOver,
  ) => `${sent} of ${addressed} sent${failed === 0 ? "" : `, ${failed} failed`}${isOver ? "" : " (the rest waits)"}`,
  surveys: "Surveys",
  noCounts: "Counts stand here once five people have answered and the officer has asked for them.",
  over: "closed",
  choice: (/** @type {number} */ number, /** @type {number} */ count) => `${number}: ${count}`,
  total: (/** @type {number} */ total) => `${total} in all`,
  statement:
    "If you join the contact network, neither the school nor its officers nor other parents see your address, and it is erased as soon as you leave. The numbers with which you answer a survey are only counted; fewer than five are shown to nobody, and who has answered is forgotten when the survey is closed.",
};
