/** What receiving servers need of the domain to believe our answers: SPF, and a DMARC record that does not fight with it. */
import { lookUp } from "../../cloudflare/dns.ts";
import { done, type Finding, left, type Step } from "../../deploy/step.ts";

/** One record's parts as DNS gives them, joined (RFC 7208 §3.3). */
function joined(data: string): string {
  const parts = [...data.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part = ""]) => part);
  return parts.length > 0 ? parts.join("") : data;
}

async function textRecords(name: string, version: RegExp): Promise<readonly string[] | undefined> {
  const answer = await lookUp(name, "TXT");
  if (answer.kind === "unknown") return undefined;
  return answer.kind === "no-such-name" ? [] : answer.records.map(joined).filter((text) => version.test(text));
}

export const spf: Step = {
  name: { ja: "SPF レコード", en: "the SPF record" },
  async check({ settings: { domain } }) {
    const records = await textRecords(domain, /^v=spf1(?: |$)/i);
    if (!records) return unknown("SPF");
    if (records.length > 1) {
      // RFC 7208 §4.5: that is a permanent error, and no pass for anybody.
      return left(
        `${domain} に SPF レコードが${records.length}つあります。1つにまとめてください。`,
        `${domain} has ${records.length} SPF records, which voids all of them: make one of them.`,
      );
    }
    if (records[0]?.includes("_spf.mx.cloudflare.net"))
      return done("SPF に Cloudflare があります。", "SPF names Cloudflare.");
    return left(
      `SPF に Cloudflare がありません。DNS に TXT「v=spf1 include:_spf.mx.cloudflare.net ~all」を加えてください。`,
      `SPF does not name Cloudflare: in the DNS of ${domain} add TXT "v=spf1 include:_spf.mx.cloudflare.net ~all".`,
    );
  },
};

/**
 * What leaves by SMTP_URL passes DMARC (RFC 7489 §3.1) only if SPF names that provider, with an envelope sender of this domain as ours have, or the
 * provider signs with `d=` this domain.
 */
export const secondCarrier: Step = {
  name: { ja: "もうひとつの送信経路（SMTP_URL）", en: "the second carrier (SMTP_URL)" },
  async check(site) {
    const names = await site.api.get<readonly { readonly name: string }[]>(`${site.script}/secrets`);
    if (!names.some(({ name }) => name === "SMTP_URL")) return done("使っていません。", "It is not in use.");
    const [record = ""] = (await textRecords(site.settings.domain, /^v=spf1(?: |$)/i)) ?? [];
    const others = record
      .split(/\s+/)
      .filter((term) => /^[+]?(?:include:|ip4:|ip6:|a\b|mx\b)/i.test(term) && !term.includes("mx.cloudflare.net"));
    if (others.length > 0)
      return done(
        `SPF に送信サービスがあります（${others.join(" ")}）。`,
        `SPF names the provider (${others.join(" ")}).`,
      );
    return left(
      `SMTP_URL の送信サービスが SPF にありません。include: を加えるか、そのサービスで ${site.settings.domain} の DKIM 署名（d=）を設定してください。どちらもないと、返信は DMARC で拒否されます。`,
      `SPF does not name the provider of SMTP_URL. Add its include:, or have it sign by DKIM with d=${site.settings.domain}; with neither, answers fail DMARC and are refused.`,
    );
  },
};

/** RFC 7489 §6.6.3: the domain's own record, else that of the domain above it. */
export const dmarc: Step = {
  name: { ja: "DMARC レコード", en: "the DMARC record" },
  async check({ settings: { domain }, zone }) {
    for (const name of new Set([domain, zone.name])) {
      const records = await textRecords(`_dmarc.${name}`, /^v=DMARC1(?:;|\s|$)/i);
      if (!records) return unknown("DMARC");
      if (records.length > 1)
        return left(
          `_dmarc.${name} が複数あります。1つにしてください。`,
          `_dmarc.${name} has several records, which voids all of them: keep one.`,
        );
      const [record] = records;
      if (record) return judged(record, name);
    }
    return left(
      "DMARC レコードがありません。なりすましを防げず、返信が迷惑メールにされることがあります。Email Sending に登録すると作られます。",
      "There is no DMARC record: anybody can pose as this domain, and answers may be taken for spam. Onboarding to Email Sending makes one.",
    );
  },
};

function judged(record: string, name: string): Finding {
  const policy = /;\s*p=(\w+)/i.exec(record)?.[1]?.toLowerCase();
  if (policy === "none") {
    return left(
      `_dmarc.${name} は p=none です。このドメインのなりすましが届いてしまいます。ほかの送信がなければ p=reject にしてください。`,
      `_dmarc.${name} says p=none, so that mail of impostors arrives. Where nothing else sends from it, make it p=reject.`,
    );
  }
  return done(`DMARC は p=${policy ?? "?"} です。`, `DMARC says p=${policy ?? "?"}.`);
}

function unknown(what: string): Finding {
  return left(
    `${what} が分かりません（DNS が答えません）。あとでもう一度。`,
    `${what} cannot be learnt, since DNS does not answer; try again later.`,
  );
}
