/**
 * The one-click way out of a contact network (RFC 8058): a mail program posts to the address in List-Unsubscribe, without a
 * page and without a log-in. A GET changes nothing: programs that look for viruses follow every link in a mail.
 */
import { sql } from "drizzle-orm";
import { commit, openAdminDb } from "../../store/admin/db.ts";
import { openLeaveToken } from "../../store/network/leave-token.ts";
import { leaving } from "../../store/network/members.ts";
import type { AdminDeps } from "../context.ts";

const PLAIN = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" };

const LEFT = "登録を消しました。 You have left.\n";
const UNKNOWN = "このリンクは使えません。 This link is not known.\n";
const HOW =
  "メールソフトの「登録解除」を押すか、案内にある +leave のアドレスに空のメールを送ってください。\nPress “unsubscribe” in your mail program, or send an empty mail to the +leave address.\n";

export async function leaveByClick(request: Request, token: string, deps: AdminDeps): Promise<Response> {
  if (request.method !== "POST") return new Response(HOW, { status: 405, headers: { ...PLAIN, Allow: "POST" } });
  const membership = await openLeaveToken(deps.vault, token);
  if (!membership) return new Response(UNKNOWN, { status: 404, headers: PLAIN });
  const { addressId, memberId } = membership;
  const db = openAdminDb(deps.d1);
  await commit(db, await leaving(db, deps.vault, sql`address_id = ${addressId} AND id = ${memberId}`));
  return new Response(LEFT, { headers: PLAIN });
}
