/** Whom a message names, and the aliases that its copies need: asked before anything of its content is read. */
import type { Address } from "../../mail/header/address.ts";
import { phraseText } from "../../mail/header/encoded-word.ts";
import { type Forwarding, mailDomain, sameMailbox } from "../model.ts";
import { cleanName } from "../outgoing/display-name.ts";
import type { AliasWish } from "../ports/journal.ts";
import type { InboundMessage, Party } from "./decide.ts";

/** Everybody whom a copy names by an alias. */
export function people(message: InboundMessage): readonly Pick<Party, "address" | "phrase">[] {
  const parties = [...message.to, ...message.cc, ...message.replyTo].filter(({ kind }) => kind !== "public");
  return [message.author, ...parties];
}

/** The aliases that a forwarding's copy needs, each correspondent once. */
export function aliasWishes(message: InboundMessage, forwarding: Forwarding): readonly AliasWish[] {
  const domain = mailDomain(message.publicAddress);
  const wishes = new Map<string, AliasWish>();
  for (const { address, phrase } of people(message)) {
    if (wishes.has(address.key) || isOwnMailbox(address, message, forwarding)) continue;
    const name = cleanName(phraseText(phrase), { ours: [message.publicAddress.name], scrub: (text) => text });
    const vouched = !message.unverified && address.key === message.author.address.key;
    wishes.set(address.key, { forwarding, domain, correspondent: address, vouched, name, survey: message.survey });
  }
  return [...wishes.values()];
}

/** The recipient's own address is no secret to the recipient; but as an author, an officer is a correspondent too. */
export function isOwnMailbox(address: Address, message: InboundMessage, forwarding: Forwarding): boolean {
  return address.key !== message.author.address.key && sameMailbox(address, forwarding.destination);
}
