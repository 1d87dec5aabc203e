/** How long what is typed may be, by the name that the API has for it: its contract says so, and a test holds the two together. */

/** In characters. @type {Readonly<Record<string, number>>} */
export const LIMITS = {
  address: 254,
  domain: 255,
  destination: 254,
  receivedAs: 254,
  person: 254,
  mailbox: 254,
  name: 80,
  nameSuffix: 40,
  label: 80,
  effectiveAt: 40,
};
