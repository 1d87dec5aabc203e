/** What became of somebody's mail: found by a name, or by a whole address. */
import { parseAddress } from "../../mail/header/address.ts";
import type { RecordedReason } from "../../relay/reasons.ts";
import { allScopes } from "../../store/admin/aliases.ts";
import { aliasesOf, type Copy, copiesWith, type NamedAlias, newestAliases } from "../../store/admin/mails.ts";
import { correspondentContext, nameContext } from "../../store/contexts.ts";
import { type AdminContext, timestamp } from "../context.ts";
import * as contract from "../contract/mails.ts";
import { type Endpoint, endpoint } from "../http/endpoint.ts";
import { maskInText } from "../mask.ts";

/** Names that are opened for one question. */
const MOST_NAMES = 2000;
const MOST_COPIES = 200;

const find = endpoint(contract.findMails, async ({ body }, context) => {
  const wanted = body.person.trim();
  const names = wanted.includes("@") ? await byAddress(context, wanted) : await byName(context, wanted);
  const copies = await copiesWith(context.db, [...names.keys()], MOST_COPIES, context.onlyAddress);
  return { items: byMail(copies, names) };
});

/** The aliases' names, by the alias. */
type Names = ReadonlyMap<string, string>;

async function byAddress(context: AdminContext, text: string): Promise<Names> {
  const key = parseAddress(text)?.key ?? text.toLowerCase();
  const scopes = await allScopes(context.db);
  const indexes = await Promise.all(scopes.map((scope) => context.vault.indexes(correspondentContext(scope), key)));
  return opened(context, await aliasesOf(context.db, indexes.flat(), text.toLowerCase(), context.onlyAddress));
}

async function byName(context: AdminContext, wanted: string): Promise<Names> {
  const all = await opened(context, await newestAliases(context.db, MOST_NAMES, context.onlyAddress));
  return new Map([...all].filter(([, name]) => folded(name).includes(folded(wanted))));
}

/** Full width and half width, capital and small letters, and blanks make no other name. */
const folded = (text: string) => text.normalize("NFKC").toLowerCase().replaceAll(/\s/g, "");

async function opened({ vault }: AdminContext, aliases: readonly NamedAlias[]): Promise<Names> {
  const one = async ({ alias, scope, nameSealed }: NamedAlias): Promise<readonly [string, string]> => [
    alias,
    maskInText(await vault.unseal(nameContext(scope), nameSealed)),
  ];
  return new Map(await Promise.all(aliases.map(one)));
}

/** Copies of one mail came at one moment, to one address, with one size. */
function byMail(copies: readonly Copy[], names: Names): contract.FoundMail[] {
  const mails = new Map<string, contract.FoundMail>();
  for (const { direction, addressId, forwardingId, firstAt, size, alias, outcome, reason } of copies) {
    const key = [direction, addressId, firstAt, size].join(" ");
    const mail = mails.get(key) ?? {
      ...{ time: timestamp(firstAt), direction, addressId },
      ...{ name: names.get(alias ?? "") ?? "", copies: [] },
    };
    mail.copies.push({
      forwardingId,
      outcome: outcome === "claimed" ? "retrying" : outcome,
      reason: reason as RecordedReason,
    });
    mails.set(key, mail);
  }
  return [...mails.values()];
}

export const mailEndpoints: readonly Endpoint[] = [find];
