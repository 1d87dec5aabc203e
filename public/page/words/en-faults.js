/** English words for whatever can be wrong with what was typed: one sentence for each code of the contract. */

/** @typedef {Record<import("../../../src/admin/contract/fault-codes.ts").FaultCode, string>} FaultWords one that is missing is a type error */

export const faultWords = /** @satisfies {FaultWords} */ ({
  missing: "This is missing.",
  unknown: "This is not known here. Load this page again.",
  type: "This is not of the kind that is needed here.",
  choice: "This is none of the choices.",
  range: "This is too large or too small.",
  format: "This has a line break or a sign that cannot stand here.",
  "too-long": "This is too long.",
  "not-an-address": "Type one mail address alone, without a name: name@school.example.",
  "not-a-time": "This is no day; write it as 2027-04-01.",
  past: "This day is past.",
  "address-in-label": "No mail address may stand here: other people read this.",
  wildcard: "This must be one mailbox. An asterisk (*) stands for nobody.",
  tag: "Leave the +tag out: mail to any tag reaches the address without it.",
  "alias-form": "This has the form of an alias; choose another.",
  "role-address": "postmaster@ and abuse@ reach the admin at every domain; choose another.",
  "other-domain":
    "Your other addresses are on another domain. If it is typed right and its mail comes here, too, press once more.",
  "own-domain":
    "This must be a private mailbox elsewhere: mail to this domain comes here, and would go round in circles.",
  taken: "This is a public address itself, or another one is received under it.",
  "published-already": "This address is published already.",
  "leads-there-already": "The address leads to that mailbox already.",
  "accepted-already": "Answers from that mailbox are taken already.",
  "blocked-already": "That sender is blocked at this address already.",
  "too-many": "An address leads to 20 mailboxes at most.",
  "too-many-mailboxes": "No more mailboxes can be added for this officer. Remove one first.",
  "handover-under-way": "Somebody else is to take over from this person already. Delete that handover first.",
  "not-confirmed": "This can be done once the officer has answered the welcome mail.",
  "no-room-for-tags":
    "This address is too long for a contact network: with a tag such as +ask more than 64 characters would stand before its @. Publish a shorter one.",
  nameless: "Who writes to a survey without a name can be blocked by this alias alone.",
  "no-replies":
    "This officer cannot answer just now. Switch replies on first, or wait until the welcome mail is answered.",
  "no-header": "The first line must have the headings address, label and destination.",
  "unknown-column": "A heading is not known here. Correct it or leave it empty.",
  "no-rows": "There is no row.",
  "too-many-rows": "These are too many rows. Split them into parts of 500.",
  twice: "This mailbox stands in a row above already.",
  "name-differs": "A row above gives this address another name.",
  "no-predecessor": "Nobody at this address is called so.",
  "several-predecessors": "More than one at this address is called so. Give their mailbox instead.",
  "replaced-twice": "A row above replaces the same person.",
  "already-there": "The new mailbox stands beside its predecessor already. Delete one of them first.",
  "changed-meanwhile": "Something was changed meanwhile. Look at it again.",
  "nothing-to-change": "There is nothing to change.",
  "not-json": "The request was damaged on its way. Try again.",
  cursor: "This list has changed. Load this page again.",
  "if-match": "This cannot be checked for changes. Load this page again.",
});
