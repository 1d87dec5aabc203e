/** Public addresses. */
import { withoutTag } from "../mail/header/address.ts";
import { hasAliasForm } from "../mail/alias-form.ts";
import { randomWord } from "../relay/random.ts";
import {
  type AddressRow,
  deleteAddress,
  findAddress,
  insertAddress,
  isRoleAddress,
  pageOfAddresses,
  updateAddress,
} from "../store/admin/addresses.ts";
import { auditIfChanged } from "../store/admin/audit.ts";
import { commit, isConflict } from "../store/admin/db.ts";
import * as contract from "./contract/addresses.ts";
import { isText, page } from "./http/cursor.ts";
import { type Endpoint, endpoint } from "./http/endpoint.ts";
import { note, type Office, timestamp } from "./context.ts";
import { notFound, Problem } from "./http/problem.ts";

type Shown = Pick<AddressRow, "id" | "address" | "name" | "nameSuffix" | "open" | "refuseFiles" | "createdAt">;

function show(row: Shown): contract.AddressAnswer {
  const { id, address, name, nameSuffix, open, refuseFiles } = row;
  return { id, address, name, nameSuffix, open, refuseFiles, createdAt: timestamp(row.createdAt) };
}

/** @throws Problem 404 */
export async function requireAddress(office: Office, id: string): Promise<AddressRow> {
  const row = await findAddress(office.desk, id);
  if (row) return row;
  throw notFound("public address");
}

const list = endpoint(contract.listAddresses, ({ query }, { desk }) =>
  page(
    query,
    isText,
    (after, limit) => pageOfAddresses(desk, after, limit),
    (row) => row.address,
    show,
  ),
);

const add = endpoint(contract.addAddress, async ({ body }, office) => {
  const { domain, key } = body.address;
  requirePublishable(key, withoutTag(body.address));
  const row = { id: randomWord(16), address: key, domain, name: body.name, nameSuffix: body.nameSuffix };
  const createdAt = office.clock.now();
  try {
    await commit(office.desk, [
      insertAddress(office.desk, { ...row, createdAt }),
      auditIfChanged(note(office, "address.add", row.id)),
    ]);
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new Problem(409, "This address is published already.", "address");
  }
  return show({ ...row, open: true, refuseFiles: true, createdAt });
});

/** @throws Problem 400 for addresses that mail could never reach, or that belong to something else */
function requirePublishable(key: string, untagged: string): void {
  const refuse = (why: string) => new Problem(400, `address ${why}.`, "address");
  if (key !== untagged) throw refuse("must have no +tag: mail to any tag reaches the address without it");
  if (hasAliasForm(key)) throw refuse("has the form of an alias; choose another");
  if (isRoleAddress(key)) throw refuse("reaches the admin already, as it must at every domain; choose another");
}

const get = endpoint(contract.getAddress, async ({ id }, office) => show(await requireAddress(office, id)));

const change = endpoint(contract.changeAddress, async ({ id, body }, office) => {
  const members = Object.keys(body);
  if (members.length === 0) throw new Problem(400, "Name at least one of name, nameSuffix, open, refuseFiles.");
  await requireAddress(office, id);
  const detail = members.map((member) => switchDetail(member, body)).join(" ");
  await commit(office.desk, [
    updateAddress(office.desk, id, body),
    auditIfChanged(note(office, "address.change", id, detail)),
  ]);
  return show(await requireAddress(office, id));
});

/** Switches with their new value; texts by their name alone, for they may hold anything. */
function switchDetail(member: string, body: contract.AddressChange): string {
  const value: unknown = Reflect.get(body, member);
  return typeof value === "boolean" ? `${member}: ${value}` : member;
}

const remove = endpoint(contract.deleteAddress, async ({ id }, office) => {
  const [forwardings, address] = deleteAddress(office.desk, id, office.clock.now());
  const audit = auditIfChanged(note(office, "address.delete", id));
  const [, deleted] = await commit(office.desk, [forwardings, address, audit]);
  if (!deleted) throw notFound("public address");
  return {};
});

export const addressEndpoints: readonly Endpoint[] = [list, add, get, change, remove];
