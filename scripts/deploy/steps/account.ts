/** Which Cloudflare account: the only one, or the one that was chosen. */
import { CloudflareApi, RIGHTS } from "../../cloudflare/api.ts";
import { apiToken } from "../../cloudflare/sign-in.ts";
import { checkAccount } from "../settings.ts";
import type { Site } from "../site.ts";
import { done, refused, type Step } from "../step.ts";

interface Account {
  readonly id: string;
  readonly name: string;
}

export const account: Step = {
  name: { ja: "Cloudflare にサインインし、アカウントを選ぶ", en: "sign in to Cloudflare, and choose the account" },
  async check(site) {
    site.signIn(new CloudflareApi(await apiToken(site.wishes.mayAsk)));
    const accounts = await site.api.list<Account>("/accounts");
    const wanted = site.settings.accountId ?? process.env.CLOUDFLARE_ACCOUNT_ID;
    const chosen = wanted === undefined ? await choose(site, accounts) : accounts.find(({ id }) => id === wanted);
    if (!chosen) return refused(...unknown(accounts, wanted));
    site.accountId = chosen.id;
    return done(`アカウント「${chosen.name}」を使います。`, `The account is "${chosen.name}".`);
  },
};

async function choose(site: Site, accounts: readonly Account[]): Promise<Account | undefined> {
  if (accounts.length <= 1 || !site.wishes.mayAsk) return accounts.length === 1 ? accounts[0] : undefined;
  const lines = accounts.map(({ name }, at) => `  ${at + 1}  ${name}\n`).join("");
  const question = site.language === "ja" ? "番号を選んでください: " : "Which one? ";
  const answer = await site.terminal.ask(`${lines}${question}`);
  const chosen = accounts[Number(answer) - 1];
  if (chosen) await site.keep({ accountId: checkAccount(chosen.id) });
  return chosen;
}

function unknown(accounts: readonly Account[], wanted: string | undefined): [string, string] {
  const list = accounts.map(({ id, name }) => `${name} (${id})`).join(", ");
  if (accounts.length === 0) {
    return [
      "このトークンで使えるアカウントがありません。npx wrangler login をやり直すか、トークンに権限（Account Settings: Read など）を与えてください。",
      `This token opens no account. ${RIGHTS}`,
    ];
  }
  return wanted === undefined
    ? [
        `アカウントが複数あります。--account で選んでください: ${list}`,
        `There are several accounts; choose with --account: ${list}`,
      ]
    : [
        `アカウント ${wanted} は使えません。使えるのは: ${list}`,
        `The account ${wanted} is not open to you; these are: ${list}`,
      ];
}
