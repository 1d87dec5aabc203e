/** Providers so large that their domain says of nobody who they are. */
import { twinsOf } from "./twin-domains.ts";

const LARGE = [
  "gmail.com icloud.com proton.me au.com yandex.ru outlook.com outlook.jp hotmail.com hotmail.co.jp live.com live.jp msn.com",
  "yahoo.com yahoo.co.jp ymail.ne.jp aol.com gmx.de gmx.net web.de mail.ru qq.com 163.com naver.com",
  "docomo.ne.jp softbank.ne.jp i.softbank.jp ymobile.ne.jp ymobile1.ne.jp uqmobile.jp rakumail.jp",
  "nifty.com ocn.ne.jp biglobe.ne.jp so-net.ne.jp plala.or.jp dion.ne.jp jcom.home.ne.jp",
]
  .join(" ")
  .split(" ");

const DOMAINS = new Set(LARGE.flatMap((domain) => twinsOf(domain)));

/** @param domain in lower case */
export function isLargeProvider(domain: string): boolean {
  return DOMAINS.has(domain);
}
