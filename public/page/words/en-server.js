/** English words for the stable words and sentences that the server answers with. One that is not here is shown as it is. */

/** @typedef {Record<string, string>} Dictionary */

export const serverWords = {
  /** Why a mail took the way it took. */
  reason: /** @type {Dictionary} */ ({
    "no-such-address": "there is no such address, or the writer may not use it",
    closed: "the address takes no mail",
    "from-missing": "it named no sender",
    "from-several": "it named several senders",
    "from-unreadable": "its sender could not be read",
    "header-too-large": "its head was too large",
    loop: "it had been here before: a mail loop",
    blocked: "the sender is blocked",
    spam: "it looked like spam",
    "file-type": "it had a file that runs as a program",
    "opaque-signature": "its signature would show an address",
    "unreadable-structure": "its structure could not be read safely",
    undeliverable: "it could not be passed on",
    "replies-off": "replies are off",
    "too-large": "it was too large",
    "recipient-suppressed": "earlier mail to this address had bounced",
    "no-forwarding-delivers": "no officer takes mail just now; it waits at its sender",
    "nobody-else": "a copy for everybody else, and there is nobody else",
    automatic: "it would have shown who is behind the desk",
    "authentication-temperror": "its sender could not be checked just now",
    deadline: "there was no time left",
    timeout: "the mail service took too long",
    exception: "something went wrong here",
    fault: "something went wrong here",
    robots: "two automatic programs were answering each other",
    "too-many": "too many mails in a short time",
    "not-tried": "not tried yet",
    invalid: "the mail service did not accept it",
    "domain-not-onboarded": "the domain cannot send mail yet",
    "recipient-not-verified": "the mailbox is not verified at Cloudflare",
    "rate-limit": "too much mail at once",
    quota: "the sending quota is used up",
    "sending-service": "the mail service had a fault",
    unknown: "the mail service gave no reason",
    "answer-from-elsewhere": "an answer came from a mailbox that is not the officer’s",
    "answer-unverified": "an answer could not be verified",
    "alarm-no-forwarding-delivers": "alarm: an address reaches nobody",
    "alarm-destination-failed": "alarm: a mail could not be handed over to an officer",
    "alarm-partly-delivered": "alarm: a mail reached only some officers",
    "alarm-quota": "alarm: the sending quota is used up",
    "alarm-answer-from-elsewhere": "alarm: an answer from a wrong address",
    "alarm-loop": "alarm: a mail loop",
    "alarm-flood": "alarm: very many mails came at once",
    "alarm-reply-flood": "alarm: very many answers went out at once",
    "alarm-replies-running-out": "alarm: the month’s answers are nearly used up",
    "alarm-setting": "alarm: a setting is wrong",
  }),
  gaveUp: /** @param {string} reason */ (reason) => `given up: ${reason}`,
  /** What to do while a mailbox waits. */
  advice: /** @type {Dictionary} */ ({
    "recipient-not-verified":
      "This mailbox is not verified at Cloudflare yet. Its owner should have a mail in English from Cloudflare: ask them to press the button in it. If none came, add the address in Cloudflare under “Email Routing”, “Destination addresses”. The rest happens by itself.",
    "domain-not-onboarded":
      "The domain of the public address cannot send mail yet. Add it in Cloudflare under “Email Sending”. The rest happens by itself.",
    "recipient-suppressed":
      "Cloudflare has stopped sending to this address, since mail to it had bounced. Check the address with its owner. If it is right, remove it in Cloudflare under “Email Sending”, “Suppressions”.",
    quota: "The sending quota is used up. The welcome mail goes out by itself when there is quota again.",
  }),
  adviceNotYet: "The welcome mail could not be sent yet. It is tried again by itself; you can also send it again now.",
  /** What was changed, in the list of changes. */
  action: /** @type {Dictionary} */ ({
    "address.add": "Public address added",
    "address.change": "Public address changed",
    "address.delete": "Public address deleted",
    "forwarding.add": "Officer added",
    "forwarding.activate": "Officer confirmed",
    "forwarding.change": "Forwarding changed",
    "forwarding.delete": "Forwarding deleted",
    "handover.begin": "Handover begun",
    "handover.complete": "Handover complete",
    "reply-from.add": "Further mailbox added",
    "reply-from.delete": "Further mailbox removed",
    "alias.add": "Alias made to write first",
    "alias.block": "Correspondent blocked",
    "alias.release": "Correspondent unblocked",
    "alias.delete": "Alias made void",
    "block.add-correspondent": "Correspondent blocked at a public address",
    "block.add-domain": "Domain blocked at a public address",
    "block.delete-correspondent": "Correspondent released at a public address",
    "block.delete-domain": "Domain released at a public address",
    stop: "Lost phone: everything stopped",
    erase: "Correspondent forgotten",
  }),
  /** Who made it; an Access identity is shown by its keyed hash. */
  actor: /** @type {Dictionary} */ ({ token: "the holder of the token", cron: "the nightly upkeep" }),
  /** What of it was changed, and to what. */
  member: /** @type {Dictionary} */ ({
    open: "takes mail",
    name: "name on answers",
    nameSuffix: "mark behind senders’ names",
    refuseFiles: "refuse files that run as programs",
    label: "label",
    deliver: "pass mail on",
    allowReply: "allow replies",
    hideSender: "hide the sender’s address",
    hideName: "hide the name too",
    forwardings: "forwardings",
    aliases: "aliases",
  }),
  value: /** @type {Dictionary} */ ({ true: "on", false: "off" }),
  comma: ", ",
  /** What the server says about a refused change. English is what it speaks, so most of it is shown as it is. */
  detail: /** @type {Dictionary} */ ({
    "destination must be a private mailbox, not an address of this system.":
      "This must be a private mailbox, not an address of this system.",
    "address must have no +tag: mail to any tag reaches the address without it.":
      "Leave the +tag out: mail to any tag reaches the address without it.",
    "address has the form of an alias; choose another.": "This has the form of an alias; choose another.",
    "address reaches the admin already, as it must at every domain; choose another.":
      "postmaster@ and abuse@ reach the admin at every domain; choose another.",
  }),
  /** Whether a sentence that is not in the list above can be shown without introduction. */
  speaksTheServersLanguage: true,
};
