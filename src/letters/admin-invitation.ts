/** The letter with which somebody becomes an admin: what they may do, and a link that works once. */
import type { Both, Language } from "./language.ts";
import { fill, type Letter } from "./letter.ts";

interface InvitationFacts {
  readonly name: string;
  /** Who invites; "" for the holder of the ADMIN_TOKEN. */
  readonly inviter: string;
  readonly role: keyof typeof ROLES;
  readonly link: string;
  readonly domain: string;
  /** How long the link is good. */
  readonly days: number;
}

const SUBJECT: Both = {
  ja: "{domain} の SafetyAnswer の管理者への招待",
  en: "You are invited to lead SafetyAnswer at {domain}",
};

const INVITER: Both = { ja: "管理者", en: "The admin" };

const ROLES = {
  all: { ja: "すべての設定を変更できます。", en: "You may change everything." },
  read: {
    ja: "すべての設定と記録を見ることができます（変更はできません）。",
    en: "You may see everything, and change nothing.",
  },
  address: {
    ja: "ひとつの窓口の担当者、匿名アドレス、記録を扱えます。",
    en: "You may look after one public address: its officers, its aliases and its journal.",
  },
} as const satisfies Readonly<Record<string, Both>>;

const TEXT: Both = {
  ja: `{name} 様

{inviter}から、{domain} の SafetyAnswer の管理者に招待されました。
{role}

■ 始めるには
次のリンクを開き、「招待を受ける」を押してください。あなた専用のパスワードが一度だけ表示されます。

{link}

・リンクは {days} 日間、1回だけ使えます。
・このメールをほかの人に転送しないでください。リンクを開いた人が管理者になります。
・パスワードを尋ねることは決してありません。
・心当たりがないときは、何もしないでください。postmaster@{domain} に知らせていただけると助かります。
`,
  en: `Dear {name},

{inviter} invites you to lead SafetyAnswer at {domain}.
{role}

To begin
Open this link and press "Accept the invitation". You are shown a password of your own, once.

{link}

- The link works once, within {days} days.
- Pass this mail on to nobody: whoever opens the link becomes the admin.
- Nobody will ever ask you for a password.
- If you know nothing about it, do nothing. A word to postmaster@{domain} is welcome.
`,
};

/** In the organisation's language first, then in the other. */
export function adminInvitation(facts: InvitationFacts, language: Language): Letter {
  const [first, second] = language === "ja" ? (["ja", "en"] as const) : (["en", "ja"] as const);
  return {
    subject: fill(SUBJECT[first], { domain: facts.domain }),
    text: [textIn(first, facts), textIn(second, facts)].join("\n\n----------------------------------------\n\n"),
  };
}

function textIn(language: Language, { name, inviter, role, link, domain, days }: InvitationFacts): string {
  return fill(TEXT[language], {
    ...{ name, link, domain, days: `${days}` },
    inviter: inviter || INVITER[language],
    role: ROLES[role][language],
  });
}
