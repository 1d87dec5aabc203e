/** What the page says: in both languages, in one language at a time, as long as the contract allows, and in words of today. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FAULT_CODES } from "../src/admin/contract/fault-codes.ts";

const WORDS = join(import.meta.dirname, "../public/page/words");

type Sentence = (...given: unknown[]) => unknown;
type Tree = { readonly [key: string]: unknown };

const { ja } = (await import(join(WORDS, "ja.js"))) as { readonly ja: Tree };
const { en } = (await import(join(WORDS, "en.js"))) as { readonly en: Tree };

/** Every sentence with its path; of those that are made, one as it is made for one and one for several. */
function sentences(tree: unknown, path: string): readonly (readonly [path: string, text: string])[] {
  if (typeof tree === "string") return [[path, tree]];
  if (typeof tree === "function")
    return [1, 3].flatMap((count) => sentences(made(tree as Sentence, count), `${path}(${count})`));
  if (typeof tree !== "object" || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => sentences(value, `${path}.${key}`));
}

/** A number reads as a number where one is needed, and stands for a name elsewhere. */
function made(tree: Sentence, count: number): unknown {
  const given = { copies: count, used: count, included: count, beyond: count, dollars: count };
  return tree.name === "cost" ? tree(given) : tree(...Array.from({ length: 6 }, () => count));
}

const inJapanese = sentences(ja, "ja");
const inEnglish = sentences(en, "en");

describe("the page's words", () => {
  it("are there in both languages, under the same keys", () => {
    const keys = (all: typeof inJapanese, root: string) => all.map(([path]) => path.slice(root.length));
    expect(keys(inJapanese, "ja").length).toBeGreaterThan(400);
    expect(new Set(keys(inJapanese, "ja"))).toEqual(new Set(keys(inEnglish, "en")));
  });

  it.each(FAULT_CODES)("say in both languages what is wrong when the server says %s", (code) => {
    expect(inJapanese.filter(([path]) => path === `ja.server.fault.${code}`)).toHaveLength(1);
    expect(inEnglish.filter(([path]) => path === `en.server.fault.${code}`)).toHaveLength(1);
  });

  it("never end in English in Japanese, nor the other way round", () => {
    const mixed = inJapanese.filter(([, text]) => /\b[A-Za-z]{2,} [a-z]{2,}\b/.test(text));
    expect(mixed).toEqual([]);
    const foreign = inEnglish.filter(
      ([path, text]) => /[ぁ-んァ-ヶ一-龠]/.test(text) && !path.includes("switchLanguage"),
    );
    expect(foreign).toEqual([]);
  });
});

/** What the page said once; each was misread by somebody. */
const OF_YESTERDAY = {
  ja: /別名|差出人|役員|メールを渡す|返信を許す|動いています|渡りません|引き渡し済み|断り、差出人|もう一度試します|入: |切: |見出し:|道具|相手を忘れる|こちらから書く|管理トークン|(?<!本人の)確認待ち/,
  en: /Who leads the desk|This needs you|Takes mail|Make void|[Ff]orget somebody|Admin token|\bvoid\b/,
};

describe("the words of yesterday", () => {
  it("stand nowhere on the page", () => {
    expect(inJapanese.filter(([, text]) => OF_YESTERDAY.ja.test(text))).toEqual([]);
    expect(inEnglish.filter(([, text]) => OF_YESTERDAY.en.test(text))).toEqual([]);
  });

  it("have their places taken by those of today", () => {
    const all = inJapanese.map(([, text]) => text).join("\n");
    for (const word of [
      "匿名アドレス",
      "やり取りの相手",
      "受信拒否",
      "拒否を解除",
      "メールを受け取る",
      "返信できる",
      "利用中",
      "送信済み",
      "受け取りを断りました",
      "再送待ち",
      "本人の確認待ち",
      "オンにしました",
      "役職・呼び名",
      "手続き・書類",
      "保護者の記録を消す",
      "こちらから先に送る",
      "窓口の目印",
      "管理用パスワード",
    ]) {
      expect(all, word).toContain(word);
    }
    const english = inEnglish.map(([, text]) => text).join("\n");
    for (const word of ["Admin sign-in", "Needs attention", "Open", "Sent", "Disable alias", "Erase a person’s data"]) {
      expect(english, word).toContain(word);
    }
  });
});

interface Schema {
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Every length that the contract sets a member, wherever it stands. */
function lengths(part: unknown, found: Map<string, Set<number>>): Map<string, Set<number>> {
  if (typeof part !== "object" || part === null) return found;
  for (const [name, schema] of Object.entries((part as Schema).properties ?? {})) {
    for (const [, length] of JSON.stringify(schema).matchAll(/"maxLength":(\d+)/g)) {
      found.set(name, (found.get(name) ?? new Set()).add(Number(length)));
    }
  }
  for (const inner of Object.values(part)) lengths(inner, found);
  return found;
}

describe("the page's fields", () => {
  const contract = JSON.parse(readFileSync("public/openapi.json", "utf8")) as unknown;
  const page = readdirSync("public/page", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(join("public/page", name), "utf8"))
    .join("\n");
  const names = new Set([...page.matchAll(/field\(\{\s*name: "(\w+)"/g)].map(([, name = ""]) => name));

  it("are as long as the contract allows", async () => {
    const { LIMITS } = (await import(join(WORDS, "../kit/limits.js"))) as { readonly LIMITS: Record<string, number> };
    const inContract = lengths(contract, new Map());
    const wanted = [...names].filter((name) => inContract.has(name));
    expect(wanted.length).toBeGreaterThan(4);
    for (const name of new Set([...wanted, ...Object.keys(LIMITS)])) {
      expect([...(inContract.get(name) ?? [])], name).toEqual([LIMITS[name]]);
    }
  });
});
