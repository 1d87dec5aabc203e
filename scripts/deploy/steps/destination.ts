/** Mailboxes that Cloudflare hands mail over to: each has to click in a mail of Cloudflare's first. */
import { foldMailbox, parseAddress } from "../../../src/mail/header/address.ts";
import type { Site } from "../site.ts";
import { done, type Finding, left, missing, type Step } from "../step.ts";

interface Destination {
  readonly email: string;
  /** When its owner clicked. */
  readonly verified: string | null;
}

const listed = (site: Site) => site.api.list<Destination>(site.account("/email/routing/addresses"));

function wanted({ settings, wishes }: Site): readonly string[] {
  return [...new Set([settings.adminMailbox, ...wishes.destinations])];
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [parseAddress(one), parseAddress(other)];
  return a !== undefined && b !== undefined && (a.key === b.key || foldMailbox(a) === foldMailbox(b));
}

export const destination: Step = {
  name: {
    ja: "受信箱（管理者と担当者）を Cloudflare に登録する",
    en: "make the mailboxes of admin and officers known to Cloudflare",
  },
  async check(site) {
    const known = await listed(site);
    const unknown = wanted(site).filter((mailbox) => !known.some(({ email }) => isSame(email, mailbox)));
    if (unknown.length === 0) return state(known);
    return missing(
      `まだ登録されていない受信箱: ${unknown.join(", ")}`,
      `Not known to Cloudflare yet: ${unknown.join(", ")}`,
    );
  },
  async do(site) {
    const known = await listed(site);
    for (const email of wanted(site).filter((mailbox) => !known.some((one) => isSame(one.email, mailbox)))) {
      await site.api.send("POST", site.account("/email/routing/addresses"), { email });
    }
    return state(await listed(site));
  },
};

/** Who has not clicked: everybody of the account, since officers are added on the page and in the dashboard, too. */
function state(known: readonly Destination[]): Finding {
  const waiting = known.filter(({ verified }) => !verified).map(({ email }) => email);
  if (waiting.length === 0)
    return done(`受信箱${known.length}件はすべて確認済みです。`, `All ${known.length} mailboxes are verified.`);
  const list = waiting.join(", ");
  return left(
    `Cloudflare からのメールの確認ボタンをまだ押していない人: ${list}。押すまで、その人にはメールが届きません。`,
    `These have not clicked in Cloudflare's mail yet: ${list}. Until then nothing is handed over to them.`,
  );
}
