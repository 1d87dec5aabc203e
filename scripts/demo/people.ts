/** Who plays in the story. Their private addresses are the secrets that nobody else may see. */
import type { Words } from "../support/language.ts";

export interface Person {
  readonly name: Words;
  /** How the story speaks of them. */
  readonly role: Words;
  readonly address: string;
}

export const parent: Person = {
  name: { ja: "山田 花子", en: "Hanako Yamada" },
  role: { ja: "保護者の山田さん", en: "Mrs Yamada, a parent" },
  address: "hanako.yamada@company.example",
};

export const sato: Person = {
  name: { ja: "佐藤 恵子", en: "Keiko Sato" },
  role: { ja: "PTA担当者の佐藤さん", en: "Mrs Sato, a PTA officer" },
  address: "keiko.sato@freemail.example",
};

export const kobayashi: Person = {
  name: { ja: "小林 健", en: "Ken Kobayashi" },
  role: { ja: "PTA担当者の小林さん", en: "Mr Kobayashi, a PTA officer" },
  address: "ken-kobayashi@phone.example",
};

export const stranger: Person = {
  name: { ja: "よそのひと", en: "Some Stranger" },
  role: { ja: "見知らぬ人", en: "A stranger" },
  address: "stranger@elsewhere.example",
};

export const expert: Person = {
  name: { ja: "森 明", en: "Akira Mori" },
  role: { ja: "相談員の森さん", en: "Dr Mori, a counsellor" },
  address: "akira.mori@clinic.example",
};

export const pupils: readonly Person[] = [
  {
    name: { ja: "みなと", en: "Minato" },
    role: { ja: "児童のみなとさん", en: "Minato, a pupil" },
    address: "minato2015@games.example",
  },
  {
    name: { ja: "ひなた様", en: "Hinata" },
    role: { ja: "児童のひなたさん", en: "Hinata, a pupil" },
    address: "hinata.h@phone.example",
  },
  {
    name: { ja: "あおい", en: "Aoi" },
    role: { ja: "児童のあおいさん", en: "Aoi, a pupil" },
    address: "aoi_sky@freemail.example",
  },
];

export const admin: Person = {
  name: { ja: "学校事務", en: "School Office" },
  role: { ja: "学校の事務室", en: "The school office" },
  address: "office@schoolboard.example",
};

export const everybody: readonly Person[] = [parent, sato, kobayashi, stranger, expert, ...pupils, admin];

/** Nobody needs to hide the admin's mailbox from the admin, nor anybody's from themselves. */
export function hiddenFrom(recipient: string): readonly string[] {
  return everybody.map(({ address }) => address).filter((address) => address !== recipient);
}

export function roleOf(address: string): Words {
  const person = everybody.find((one) => one.address === address);
  return person?.role ?? { ja: address, en: address };
}

/** People who write to the school: they must never see an alias. */
export function isOutsider(address: string): boolean {
  return [parent, stranger, ...pupils].some((one) => one.address === address);
}
