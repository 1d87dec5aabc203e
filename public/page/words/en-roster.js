/** English words for the roster. */

const count = (/** @type {number} */ n, /** @type {string} */ one, /** @type {string} */ many) =>
  `${n} ${n === 1 ? one : many}`;

export const rosterWords = {
  roster: {
    button: "Enter a roster",
    tool: "All officers of a year, or a whole staff, from a spreadsheet. You see first what would happen.",
    heading: "Enter a roster",
    intro:
      "Copy the rows from your spreadsheet, headings included, and paste them here, or pick a CSV file. Nothing happens until you confirm.",
    columns:
      "Headings: address, name, label, destination, replaces. “name” (of a new address) and “replaces” (the predecessor's label or mailbox) may be left out.",
    sheet: "Rows",
    sheetHint: "One row for each officer.",
    file: "Or a CSV file",
    from: "From when on",
    fromHint: "A day, as 2027-04-01. Empty: as soon as the welcome mail was answered.",
    rehearse: "Show what would happen",
    apply: "Do exactly this",
    result: "What would happen",
    done: (/** @type {number} */ rows, /** @type {number} */ mails) =>
      `${count(rows, "row", "rows")} entered. ${count(mails, "welcome mail goes", "welcome mails go")} out in turn, 20 an hour at most (${mails > 20 ? `about ${Math.ceil(mails / 20)} hours` : "within about an hour"}); the desk shows who has not answered.`,
    summary: (
      /** @type {number} */ made,
      /** @type {number} */ handedOver,
      /** @type {number} */ leftAlone,
      /** @type {number} */ published,
      /** @type {number} */ mails,
    ) =>
      `New: ${made}. Handed over: ${handedOver}. Left as they are: ${leftAlone}. New addresses: ${published}. Welcome mails: ${mails}.`,
    starts: (/** @type {string} */ time) => `From ${time} on, for all who have answered by then.`,
    row: "Row",
    address: "Address",
    label: "Office",
    mailbox: "Mailbox",
    action: "What happens",
    column: "Column",
    what: "What is wrong",
    /** Where a row cannot be confirmed by pressing once more, as in a form. */
    otherDomain: "This is not on the domain of your other addresses.",
    comma: "; ",
    wrong: "Nothing was changed. Put these right first:",
    published: "address is published",
    shared: "one welcome mail for all rows of this mailbox",
    actions: /** @type {Record<string, string>} */ ({
      made: "new",
      "handed-over": "takes over",
      "left-alone": "is there already",
    }),
    fields: /** @type {Record<string, string>} */ ({
      address: "address",
      name: "name",
      label: "label",
      destination: "destination",
      replaces: "replaces",
      effectiveAt: "From when on",
      rows: "the whole",
    }),
  },
};
