/** What whoever is signed in may do, as the server said last: what they may not is not offered. The server asks again for each call. */

/** @typedef {{ role: "all" | "read" | "address", signedInBy: string, admin: string }} SignedIn */

/** @type {SignedIn} */
let signedIn = { role: "all", signedInBy: "token", admin: "" };

/** @param {SignedIn} answer */
export function learnRole({ role, signedInBy, admin }) {
  signedIn = { role, signedInBy, admin };
}

/** Of the whole installation: addresses, lost phones, admins. */
export const mayAll = () => signedIn.role === "all";

/** At an address that is shown: officers, aliases, blocks. */
export const mayChange = () => signedIn.role !== "read";

/** The list of changes is of the whole installation. */
export const mayReadAll = () => signedIn.role !== "address";

/** Access keeps its own session, which only Access ends. */
export const isByAccess = () => signedIn.signedInBy === "access";

/** @returns {string} "" for the holder of the admin password */
export const adminName = () => signedIn.admin;
