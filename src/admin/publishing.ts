/** Which addresses can be published, and which mailboxes are one. Decided purely. */

import { hasAliasForm } from "../mail/alias-form.ts";
import type { Address } from "../mail/header/address.ts";
import { isRoleAddress } from "../store/admin/addresses.ts";
import type { FaultCode } from "./contract/fault-codes.ts";

/** @property code a stable word @property detail goes behind the field's name */
interface AddressFault {
  readonly code: FaultCode;
  readonly detail: string;
}

/** Why mail could never reach an address, or whose it is already. @param untagged the same without a `+tag` */
export function publishingFault(key: string, untagged: string): AddressFault | undefined {
  if (key !== untagged) {
    return { code: "tag", detail: "must have no +tag: mail to any tag reaches the address without it" };
  }
  if (hasAliasForm(key)) return { code: "alias-form", detail: "has the form of an alias; choose another" };
  if (!isRoleAddress(key)) return undefined;
  return { code: "role-address", detail: "reaches the admin already, as it must at every domain; choose another" };
}

/** `*@…` is the rule of a whole domain at Cloudflare, but to mail it is one mailbox that nobody has. */
export function wildcardFault({ localPart }: Pick<Address, "localPart">): AddressFault | undefined {
  if (!/^"?[*%]+"?$/.test(localPart)) return undefined;
  return { code: "wildcard", detail: "must be one mailbox; an asterisk stands for nobody here" };
}
