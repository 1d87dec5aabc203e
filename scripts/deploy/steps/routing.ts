/** Email Routing, which receives the domain's mail. Switched on for an apex it writes MX records there: only where there are none. */
import { mailWay } from "../../cloudflare/dns.ts";
import type { Site } from "../site.ts";
import { done, type Finding, left, missing, refused, type Step } from "../step.ts";

interface Routing {
  readonly enabled: boolean;
  readonly status?: string;
}

const routingOf = (site: Site) => site.api.find<Routing>(`/zones/${site.zone.id}/email/routing`);

export const routing: Step = {
  name: { ja: "Email Routing を有効にする", en: "switch Email Routing on" },
  async check(site) {
    const found = await routingOf(site);
    if (site.zone.name !== site.settings.domain) return ofSubdomain(site, found);
    if (!found?.enabled)
      return missing("Email Routing がまだ有効ではありません。", "Email Routing is not switched on yet.");
    return stateOf(found);
  },
  async do(site) {
    // Once more, and of the very name that it writes to: between the first look and now somebody may have moved mail there.
    const way = await mailWay(site.zone.name);
    if (way.kind !== "none" && way.kind !== "cloudflare") return refused(...unsafe(site.zone.name));
    await site.api.send("POST", `/zones/${site.zone.id}/email/routing/enable`, {});
    return stateOf((await routingOf(site)) ?? { enabled: false });
  },
};

function stateOf({ status = "ready" }: Routing): Finding {
  if (status === "ready") return done("Email Routing は有効です。", "Email Routing is on.");
  return left(
    `Email Routing の DNS がまだ整っていません（${status}）。管理画面の Email Routing → Settings で「Add records」を押してください。`,
    `The DNS records of Email Routing are not right yet (${status}). In the dashboard, Email Routing → Settings, press "Add records".`,
  );
}

/** A subdomain is added in the dashboard alone; the apex, with the teachers' mail, must not be touched for it. */
async function ofSubdomain(site: Site, found: Routing | undefined): Promise<Finding> {
  const { domain } = site.settings;
  const way = await mailWay(domain);
  if (found?.enabled && way.kind === "cloudflare")
    return done(`${domain} のメールは Cloudflare に届きます。`, `Mail for ${domain} comes to Cloudflare.`);
  return left(
    `サブドメインは管理画面で追加します: Compute → Email Service → Email Routing → ${site.zone.name} → Settings → Subdomains → ${domain}。${site.zone.name} 自体の MX を置き換えるよう求められたら、必ず断ってください。`,
    `A subdomain is added in the dashboard: Compute → Email Service → Email Routing → ${site.zone.name} → Settings → Subdomains → ${domain}. If it asks to replace the MX records of ${site.zone.name} itself, say no.`,
  );
}

function unsafe(name: string): [string, string] {
  return [
    `${name} には別のメールサーバーがあります。何も変えていません。`,
    `${name} has another mail server. It was not touched.`,
  ];
}
