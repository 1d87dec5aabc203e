/** Members of a contact network, as if they had joined by a mail of their own. */
import { randomWord } from "../../../src/mail/base-encoding.ts";
import { memberContext, memberScope } from "../../../src/store/network/contexts.ts";
import { db } from "./database.ts";
import type { School } from "./school.ts";

/** @param mailbox folded already, as gmail's without dots */
export async function addMember({ deps: { vault } }: School, addressId: string, mailbox: string): Promise<void> {
  const id = randomWord(16);
  const sealed = await vault.seal(memberContext(id), mailbox);
  const index = await vault.index(memberScope(addressId), mailbox);
  await db.prepare("INSERT INTO member VALUES (?, ?, ?, ?, 0, NULL)").bind(id, addressId, sealed, index).run();
}
