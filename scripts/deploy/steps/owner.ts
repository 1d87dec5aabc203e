/**
 * Whose installation is in the account. Worker, database and queue go by names that are the same everywhere: a second school's deployment
 * would send its alarms to the second's admin, turn its answers off, and hand over its mail for postmaster@.
 */
import { ApiError } from "../../cloudflare/api.ts";
import type { Site } from "../site.ts";
import { done, refused, type Step } from "../step.ts";

interface Binding {
  readonly name: string;
  readonly text?: string;
}

/** Nothing has been changed yet. */
export const owner: Step = {
  name: {
    ja: "このアカウントで別の学校のものが動いていないか調べる",
    en: "see that the account is not another school's already",
  },
  async check(site) {
    const domains = await domainsInUse(site);
    const isOthers = domains.length > 0 && !domains.includes(site.settings.domain) && (await isOtherAdmins(site));
    if (!isOthers) return done("別の学校のものは動いていません。", "No other school's installation is in the way.");
    const list = domains.join(", ");
    return refused(
      `このアカウントでは ${list} のものが、別の管理者で動いています。上書きになるので何も変えていません。2つ目には別の Cloudflare アカウントを使ってください。同じ学校のドメインを足すなら、--admin-mailbox をいまの管理者にして実行してください。`,
      `The installation of ${list} runs in this account, with another admin, and would be overwritten. Nothing was changed. A second one wants a Cloudflare account of its own; for a further domain of the same school, run this with the admin's mailbox that it has (--admin-mailbox).`,
    );
  },
};

async function domainsInUse(site: Site): Promise<readonly string[]> {
  if (site.databaseId === "") return [];
  const tables = await site.query("SELECT name FROM sqlite_master WHERE name = 'address'");
  if (tables.length === 0) return [];
  return (await site.query<{ domain: string }>("SELECT DISTINCT domain FROM address")).map(({ domain }) => domain);
}

async function isOtherAdmins(site: Site): Promise<boolean> {
  const none: { readonly bindings: readonly Binding[] } = { bindings: [] };
  const { bindings } = await site.api.get<typeof none>(`${site.script}/settings`).catch((error) => {
    if (error instanceof ApiError && (error.status === 404 || error.codes.includes(10007))) return none;
    throw error;
  });
  const mailbox = bindings.find(({ name }) => name === "ADMIN_MAILBOX")?.text;
  return Boolean(mailbox) && mailbox !== site.settings.adminMailbox;
}
