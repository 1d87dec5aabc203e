/** What the operator reads. */
import { WrongAddressKey } from "../../src/store/vault.ts";
import type { Language } from "../support/language.ts";
import type { Correspondent, SealedAlias } from "./correspondent.ts";

export interface RevealWords {
  readonly usage: string;
  readonly nobody: string;
  readonly ask: string;
  readonly askAgain: string;
  readonly void: string;
  readonly labels: readonly [
    alias: string,
    publicAddress: string,
    name: string,
    address: string,
    first: string,
    last: string,
  ];
}

export const WORDS: Readonly<Record<Language, RevealWords>> = {
  ja: {
    usage: "使い方: npm run reveal -- anon-xxxxxxxxxxxx@学校のドメイン [--remote]（本番のデータベースには --remote）",
    nobody: "その匿名アドレスはありません。無効になってから30日たつと消去されます。",
    ask: "理由（操作履歴に残ります。氏名やアドレスは書かないでください）: ",
    askAgain: "理由を5文字以上300文字以内で、アドレスを入れずに書いてください。何も表示せず、記録もしていません。",
    void: "（無効になった匿名アドレスです）",
    labels: ["匿名アドレス", "公開アドレス", "名前", "アドレス", "最初のメール", "最後のメール"],
  },
  en: {
    usage: "Usage: npm run reveal -- anon-xxxxxxxxxxxx@your.domain [--remote] (--remote for the live database)",
    nobody: "There is no such alias. A void one is erased after 30 days.",
    ask: "Reason (it stays in the audit list; name nobody in it): ",
    askAgain: "Give a reason of 5 to 300 characters, without an address. Nothing was shown or noted.",
    void: "(the alias is void)",
    labels: ["Alias", "Public address", "Name", "Address", "First mail", "Last mail"],
  },
};

export function shown(row: SealedAlias, { address, name }: Correspondent, language: Language): string {
  const words = WORDS[language];
  const time = (milliseconds: number) => new Date(milliseconds).toISOString();
  const alias = row.isVoid ? `${row.alias} ${words.void}` : row.alias;
  const facts = [alias, row.publicAddress, name || "-", address, time(row.createdAt), time(row.lastUsedAt)];
  return words.labels.map((label, at) => `${label}: ${printable(facts[at] ?? "")}\n`).join("");
}

/** A correspondent chose the name: escape sequences in it must not reach the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, "�");
}

export function faultOf(error: unknown): string {
  if (error instanceof WrongAddressKey || error instanceof Error) return error.message;
  return String(error);
}
