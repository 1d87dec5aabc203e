/** First of all, before anybody signs in: whose mail is it that would come here? A slip costs a school its teachers' mail. */
import { mailWay } from "../../cloudflare/dns.ts";
import { done, type Finding, refused, type Step } from "../step.ts";

const ELSEWHERE = {
  ja: "道は3つあります。(1) 専用の独自ドメインを取る（いちばん簡単）。(2) DNS が Cloudflare にあれば、サブドメイン（pta.…）を使う。(3) 学校のメールを残したまま一部だけ転送する（docs/coexistence.md）。",
  en: "There are three ways: (1) a domain of its own, the simplest; (2) a subdomain (pta.…), where the DNS is at Cloudflare; (3) let the school's mail server pass some addresses on (docs/coexistence.md).",
};

export const mx: Step = {
  name: { ja: "ドメインのメールがいまどこへ届くか（MX）を調べる", en: "see where the domain's mail goes now (MX)" },
  async check({ settings: { domain } }): Promise<Finding> {
    const way = await mailWay(domain);
    switch (way.kind) {
      case "none":
        return done(`${domain} にはまだメールの行き先がありません。`, `No mail goes to ${domain} yet.`);
      case "cloudflare":
        return done(`${domain} のメールは Cloudflare に届きます。`, `Mail for ${domain} comes to Cloudflare.`);
      case "foreign":
        return foreign(domain, way.hosts);
      case "null-mx":
        return refused(
          `${domain} は「メールを受け取らない」と宣言しています（null MX）。使うなら、その MX を DNS から消してください。`,
          `${domain} says that it takes no mail (a null MX). If it is to be used, take that record out of its DNS.`,
        );
      case "no-such-name":
        return refused(
          `${domain} というドメインはありません。サブドメインなら、先に Email Routing → Settings → Subdomains で追加します。つづりが違えば npm run deploy -- --domain 正しいドメイン で直し、まだなければ登録して Cloudflare に追加してください。`,
          `There is no domain ${domain}. A subdomain is added first: Email Routing → Settings → Subdomains. If it is misspelt, \`npm run deploy -- --domain\` with the right one; else register it and add it to Cloudflare.`,
        );
      case "unknown":
        return refused(
          `${domain} の MX が分かりません。何も変えていません。しばらくしてからもう一度実行してください。（${way.why}）`,
          `The MX of ${domain} cannot be learnt (${way.why}). Nothing was changed; try again later.`,
        );
    }
  },
};

function foreign(domain: string, hosts: readonly string[]): Finding {
  const list = hosts.join(", ");
  return refused(
    `${domain} のメールは今 ${list} に届いています。ここで切り替えると、そのメールが届かなくなります。何も変えていません。${ELSEWHERE.ja}`,
    `Mail for ${domain} goes to ${list} now, and would not arrive there any more. Nothing was changed. ${ELSEWHERE.en}`,
  );
}
