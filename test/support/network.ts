/** A contact network, written straight into the database, and people who join it by mail. */
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { randomWord } from "../../src/mail/base-encoding.ts";
import { joinScope, memberContext, memberScope } from "../../src/store/network/contexts.ts";
import { member, network } from "../../src/store/network/schema.ts";
import { mail } from "./mails.ts";
import { taken, the } from "./pick.ts";
import { field } from "./reading.ts";
import { addAddress, addForwarding } from "./school.ts";
import type { Ending, World } from "./world.ts";

export const JOIN_CODE = "7k3m9q2x";
export const ORIGIN = "https://desk.school.example";

/** Prints the code, as the admin would. */
export async function openNetwork(world: World, addressId: string, code = JOIN_CODE): Promise<void> {
  const joinIndex = await world.vault.index(joinScope(addressId), code);
  const db = drizzle(env.DB);
  await db.delete(network).where(eq(network.addressId, addressId));
  await db.insert(network).values({ addressId, joinIndex, origin: ORIGIN, createdAt: 0 });
}

/** `class-3a@…` with a tag. */
export function tagged(publicAddress: string, tag: string): string {
  return publicAddress.replace("@", `+${tag}@`);
}

/** An empty mail (空メール) to a tag of the network. */
export function emptyMail(world: World, from: string, to: string, more: object = {}): Promise<Ending> {
  return world.deliver(from, to, mail({ from, to, subject: "", body: "", ...more }));
}

/** Members by the thousand, as if each had joined. */
export async function addMembers(world: World, addressId: string, mailboxes: readonly string[]): Promise<void> {
  const rows = await Promise.all(
    mailboxes.map(async (mailbox) => {
      const id = randomWord(16);
      const memberSealed = await world.vault.seal(memberContext(id), mailbox);
      return { id, memberSealed, memberIndex: await world.vault.index(memberScope(addressId), mailbox) };
    }),
  );
  const columns =
    "SELECT value ->> 'id', ?, value ->> 'memberSealed', value ->> 'memberIndex', 0, NULL FROM json_each(?)";
  for (let at = 0; at < rows.length; at += 2000) {
    const some = JSON.stringify(rows.slice(at, at + 2000));
    await env.DB.prepare(`INSERT INTO member ${columns}`).bind(addressId, some).run();
  }
}

export async function memberCount(): Promise<number> {
  return (await drizzle(env.DB).select().from(member)).length;
}

/** Mailboxes join as if each had, their officer asks them. @returns the address that the first one's answer goes to */
export async function askSurvey(
  world: World,
  {
    address,
    officer,
    body,
    more = "",
  }: { readonly address: string; readonly officer: string; readonly body: string; readonly more?: string },
  mailboxes: readonly string[],
): Promise<string> {
  const id = await addAddress(address, { name: "3A" });
  await addForwarding(world, id, officer);
  await openNetwork(world, id);
  await addMembers(world, id, mailboxes);
  const to = tagged(address, "ask");
  await world.deliver(officer, to, mail({ from: officer, to, body, more }));
  const copy = the(taken(world).find(({ envelopeRecipient }) => envelopeRecipient === mailboxes[0]));
  return /<([^>]+)>$/.exec(field(copy, "reply-to"))?.[1] ?? "";
}
