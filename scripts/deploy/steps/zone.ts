/** The domain, or the domain above it, as Cloudflare holds it: a zone. */
import type { Zone } from "../site.ts";
import { done, left, refused, type Step } from "../step.ts";

interface FoundZone extends Zone {
  readonly status: string;
  readonly name_servers?: readonly string[];
}

export const zone: Step = {
  name: { ja: "Cloudflare にドメインがあるか調べる", en: "find the domain at Cloudflare" },
  async check(site) {
    const { domain } = site.settings;
    for (const name of selfAndParents(domain)) {
      const [found] = await site.api.list<FoundZone>(`/zones?name=${name}&account.id=${site.accountId}`);
      if (!found) continue;
      site.zone = { id: found.id, name: found.name };
      if (found.status === "active")
        return done(`${found.name} は Cloudflare にあります。`, `${found.name} is at Cloudflare.`);
      return left(...notActive(found));
    }
    return refused(
      `${domain} はこのアカウントにありません。Cloudflare の管理画面の「ドメイン」で追加するか購入してください。別のドメインなら npm run deploy -- --domain、別のアカウントなら --account で。`,
      `${domain} is not in this account. Add it, or buy it, under Domains in Cloudflare's dashboard; or another domain with --domain, another account with --account.`,
    );
  },
};

function selfAndParents(domain: string): readonly string[] {
  const labels = domain.split(".");
  return labels.slice(0, -1).map((_, at) => labels.slice(at).join("."));
}

function notActive({ name, name_servers: servers = [] }: FoundZone): [string, string] {
  const list = servers.join(", ");
  return [
    `${name} のネームサーバーがまだ Cloudflare に変わっていません。登録業者の画面で ${list} にしてください。`,
    `${name} does not use Cloudflare's name servers yet. At its registrar, set ${list}.`,
  ];
}
