/** What the page says about admins under a name of their own, in English. */

export const admins = {
  heading: "Admins",
  intro:
    "Each signs in with a password of their own, and the list of changes names them. The admin password stays beside them, for emergencies.",
  none: "Nobody yet: everybody signs in with the admin password.",
  invite: "Invite an admin",
  inviteIntro:
    "A letter goes to their mailbox, with a link that works once, within seven days. Cloudflare must have verified the mailbox, as an officer’s.",
  name: "Name",
  nameHint: "The list of changes shows it to the other admins.",
  mailbox: "Mailbox",
  mailboxHint: "It is stored encrypted, and shown to nobody.",
  role: "May do",
  roles: { all: "Everything", read: "See everything, change nothing" },
  only: /** @param {string} address */ (address) => `Only ${address}`,
  gone: "an address that is deleted",
  states: { invited: "Invited", expired: "Invitation too old" },
  send: "Send the invitation",
  sent: /** @param {string} name */ (name) => `The invitation to ${name} was sent.`,
  notSent: /** @param {string} name @param {string} reason */ (name, reason) =>
    `The invitation to ${name} could not be sent: ${reason}. Put it right, then send it again.`,
  change: "Change name or role",
  changeHeading: /** @param {string} name */ (name) => `What ${name} may do`,
  changed: /** @param {string} name */ (name) => `Saved. It counts for ${name} from now on.`,
  again: "Send a new invitation",
  revoke: "Revoke access",
  revokeHeading: /** @param {string} name */ (name) => `Revoke the access of ${name}?`,
  revokeText: [
    "Their password and every browser that is signed in with it stop at once. What they changed stays, with their name.",
    "With Cloudflare Access, take them out of its policy, too.",
  ],
  revoked: /** @param {string} name */ (name) => `${name} has no access any more.`,
  invited: "You are invited as an admin",
  acceptIntro:
    "Press the button, and you get a password of your own. It is shown once: have your password manager, or paper, at hand.",
  accept: "Accept the invitation",
  welcome: /** @param {string} name */ (name) => `Welcome, ${name}`,
  passwordIntro:
    "This is your password. Keep it now: it is shown nowhere again. If you lose it, have yourself invited anew.",
  toDesk: "I have kept it: go on",
  signedInAs: /** @param {string} name */ (name) => `Signed in as ${name}`,
};
