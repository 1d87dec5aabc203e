/** Providers with several domains for one mailbox: `taro@me.com` and `taro@icloud.com` are read by the same person, always. */

const TWINS: readonly (readonly [string, ...string[]])[] = [
  ["gmail.com", "googlemail.com"],
  ["icloud.com", "me.com", "mac.com"],
  ["proton.me", "protonmail.com", "protonmail.ch", "pm.me"],
  // KDDI renamed them in 2018; who had the one keeps it under the other.
  ["au.com", "ezweb.ne.jp"],
  ["yandex.ru", "yandex.com", "ya.ru", "yandex.by", "yandex.kz"],
];

const BY_DOMAIN: ReadonlyMap<string, readonly [string, ...string[]]> = new Map(
  TWINS.flatMap((twins) => twins.map((domain) => [domain, twins] as const)),
);

/** The domain and its twins. @param domain in lower case */
export function twinsOf(domain: string): readonly string[] {
  return BY_DOMAIN.get(domain) ?? [domain];
}

/** What stands for a mailbox at a domain (in lower case): the first of its twins, at Gmail without dots. */
export function foldAtDomain(localPart: string, domain: string): string {
  const [first] = BY_DOMAIN.get(domain) ?? [domain];
  return `${first === "gmail.com" ? localPart.replaceAll(".", "") : localPart}@${first}`;
}
