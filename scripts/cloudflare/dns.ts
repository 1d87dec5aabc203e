/**
 * What the world sees in DNS, asked over HTTPS, so that a resolver of this network, with answers of its own, has no say.
 * https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/
 */

export type DnsAnswer =
  | { readonly kind: "records"; readonly records: readonly string[] }
  /** There is no such name (RFC 8020). */
  | { readonly kind: "no-such-name" }
  /** Nobody knows: never to be taken for "none". */
  | { readonly kind: "unknown"; readonly why: string };

/** RFC 1035 §3.2.2, §3.3.9, §3.3.14. */
const TYPES = { MX: 15, TXT: 16 } as const;
const [NOERROR, NXDOMAIN] = [0, 3];

interface Answered {
  readonly Status: number;
  readonly Answer?: readonly { readonly type: number; readonly data: string }[];
}

export async function lookUp(name: string, type: keyof typeof TYPES): Promise<DnsAnswer> {
  const resolver = process.env.SAFETYANSWER_DNS ?? "https://cloudflare-dns.com/dns-query";
  const url = `${resolver}?name=${encodeURIComponent(name)}&type=${type}`;
  const response = await fetch(url, { headers: { Accept: "application/dns-json" } }).catch(() => undefined);
  // A network that wants a password first answers with a page of its own.
  const answered = response?.ok ? ((await response.json().catch(() => undefined)) as Answered | undefined) : undefined;
  if (typeof answered?.Status !== "number")
    return { kind: "unknown", why: `the resolver ${new URL(resolver).host} does not answer` };
  const { Status: status, Answer: answers = [] } = answered;
  if (status === NXDOMAIN) return { kind: "no-such-name" };
  if (status !== NOERROR) return { kind: "unknown", why: `DNS answers with error ${status}` };
  // A CNAME on the way stands among the answers, too.
  return { kind: "records", records: answers.filter((one) => one.type === TYPES[type]).map(({ data }) => data) };
}

/** Where a domain's mail goes. */
export type MailWay =
  | { readonly kind: "none" }
  | { readonly kind: "cloudflare" }
  /** `hosts` are those that are not Cloudflare's; one is enough. */
  | { readonly kind: "foreign"; readonly hosts: readonly string[] }
  /** RFC 7505: the domain says that it takes no mail. */
  | { readonly kind: "null-mx" }
  | { readonly kind: "no-such-name" }
  | { readonly kind: "unknown"; readonly why: string };

export async function mailWay(domain: string): Promise<MailWay> {
  const answer = await lookUp(domain, "MX");
  if (answer.kind !== "records") return answer;
  const hosts = answer.records.map((data) => data.trim().split(/\s+/).at(-1)?.toLowerCase().replace(/\.$/, "") ?? "");
  if (hosts.length === 0) return { kind: "none" };
  if (hosts.every((host) => host === "")) return { kind: "null-mx" };
  const foreign = hosts.filter((host) => !host.endsWith(".mx.cloudflare.net"));
  return foreign.length === 0 ? { kind: "cloudflare" } : { kind: "foreign", hosts: foreign.toSorted() };
}
