/** People who lead the desk under a name of their own. */
import { expect } from "vitest";
import type { School } from "./school.ts";

interface Admin {
  readonly id: string;
  readonly password: string;
  readonly cookie: string;
}

let count = 0;

/** Invited by mail, and the invitation taken. */
export async function becomeAdmin(
  school: School,
  role: string,
  addressId: string | null = null,
  mailbox = `admin${++count}@board.example`,
): Promise<Admin> {
  school.now += 1; // What is of one millisecond stands in the list of changes in no order.
  const { body } = await school.ask("POST", "/api/admins", { name: `管理 ${role}`, mailbox, role, addressId });
  school.now += 1;
  const { status, headers, body: taken } = await take(school, wordIn(school, mailbox));
  school.now += 1;
  expect(status).toBe(201);
  return { id: body.id, password: taken.password, cookie: (headers.get("Set-Cookie") ?? "").split(";")[0] ?? "" };
}

export const take = (school: School, invitation: string) =>
  school.ask("POST", "/api/invitation", { invitation }, { token: null });

/** The word of the newest invitation that came to a mailbox. */
export function wordIn(school: School, mailbox: string): string {
  const text = school.transport.to(mailbox).at(-1)?.mail.text ?? "";
  return /#invitation=(\w+)/.exec(text)?.[1] ?? "";
}
