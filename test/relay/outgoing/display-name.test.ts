import { reset } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { mail } from "../../support/mails.ts";
import { takenBy } from "../../support/pick.ts";
import { field, shown } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";
const AT = "@company.example";

describe("a sender's name", () => {
  let world: World;
  let pta: string;

  beforeEach(async () => {
    await reset();
    world = await World.open();
    pta = await addAddress(PTA, { name: "PTA窓口" });
    await addForwarding(world, pta, HANAKO);
  });

  /** The From field, raw, that the officer gets. */
  async function fromField(from: string, passes = "company.example"): Promise<string> {
    const octets = Uint8Array.from(mail({ from, passes }), (character) => character.charCodeAt(0));
    const ending = await world.deliver(`x${AT}`, PTA, octets);
    expect(ending).toEqual({ outcome: "accepted", text: "" });
    return field(takenBy(world, HANAKO), "from");
  }

  const name = async (from: string, passes?: string) =>
    decode((await fromField(from, passes)).replace(/ ?<anon-\w{12}@school\.example>$/, ""));

  it.each([
    ["ISO-2022-JP", "=?ISO-2022-JP?B?GyRCOzNFREJATzobKEI=?="],
    ["ISO-2022-JP with half-width kana", "=?ISO-2022-JP?B?GyRCJTwbKEI=?="],
    ["Shift_JIS with vendor characters", "=?Shift_JIS?B?h0CHig==?="],
    ["EUC-JP", "=?EUC-JP?B?u7PFxMLAz7o=?="],
    ["UTF-8", "=?UTF-8?B?5bGx55Sw5aSq6YOO?="],
    ["UTF-8 in Q", "=?utf-8?q?Jos=C3=A9?="],
    ["GB2312", "=?GB2312?B?yb3M78yr?="],
    ["windows-1252", "=?windows-1252?Q?Ren=E9?="],
    ["windows-1251", "=?windows-1251?B?yOLg7Q==?="],
    ["an unknown charset", "=?x-unknown?B?AAAA?="],
  ])("in %s stays as its bytes are", async (_, word) => {
    expect(await fromField(`${word} <taro${AT}>`)).toMatch(startsWith(`${word} <anon-`));
  });

  it("with 様 behind it, full-width spaces or a comma stays", async () => {
    expect(await name(`=?UTF-8?B?${b64("山田　太郎 様")}?= <t${AT}>`)).toBe("山田　太郎 様");
    expect(await name(`"Yamada, Taro" <t${AT}>`)).toBe('"Yamada, Taro"');
    expect(await name(`Yamada, Taro <t${AT}>`)).toBe('"Yamada, Taro"');
  });

  it("that is empty, or nothing but the address, becomes a neutral one with the alias's last four characters", async () => {
    for (const from of [
      `taro${AT}`,
      `<taro${AT}>`,
      `"" <taro${AT}>`,
      `"taro${AT}" <taro${AT}>`,
      `"TARO${AT}" <taro${AT}>`,
    ]) {
      const raw = await fromField(from);
      const alias = /<anon-\w{8}(\w{4})@/.exec(raw)?.[1];
      expect(decode(raw)).toMatch(startsWith(`匿名 ${alias?.toUpperCase()} <`));
    }
  });

  it.each([
    ["plain", `Taro (taro${AT})`, "Taro"],
    ["full-width", "Taro taro＠company．example", "Taro"],
    ["another's", "Taro other@elsewhere.example", "Taro"],
  ])("that contains an address loses it: %s", async (_, written, kept) => {
    const raw = await fromField(`=?UTF-8?B?${b64(written)}?= <taro${AT}>`);
    expect(decode(raw)).not.toMatch(/company|elsewhere|＠/);
    expect(decode(raw)).toContain(kept);
  });

  it("that is one of ours is nobody's: the public address's name, our marks, a neutral name", async () => {
    expect(await name(`=?UTF-8?B?${b64("PTA窓口")}?= <t${AT}>`)).toMatch(/^匿名 \w{4}$/);
    expect(await name(`=?UTF-8?B?${b64("ＰＴＡ 窓口")}?= <t${AT}>`)).toMatch(/^匿名 \w{4}$/);
    expect(await name(`"PTA <pta@school.example>" <t${AT}>`)).not.toContain("school.example");
    expect(await name(`=?UTF-8?B?${b64("（未確認）太郎")}?= <t${AT}>`)).toBe("太郎");
    expect(await name(`=?UTF-8?B?${b64("匿名 7K3M")}?= <u${AT}>`)).toMatch(/^匿名 \w{4}$/);
  });

  it("loses bidi and control characters", async () => {
    expect(await name(`=?UTF-8?B?${b64("Ta\u202Ero\u0007")}?= <t${AT}>`)).toBe('"Taro"');
  });

  it("cannot inject a field: encoded line feeds and NULs are gone", async () => {
    const raw = await fromField(`=?UTF-8?B?${b64("Taro\r\nBcc: x@y.example\0")}?= <t${AT}>`);
    expect(decode(raw)).not.toMatch(/[\r\n\0]/);
  });

  it("in raw UTF-8 or Shift_JIS leaves as an encoded-word", async () => {
    const utf8 = String.fromCharCode(...new TextEncoder().encode("山田"));
    expect(await name(`${utf8} <t${AT}>`)).toBe("山田");
    expect(await name(`\x8e\x52\x93\x63 <t${AT}>`)).toBe("山田");
  });

  it("is hidden where the forwarding hides it", async () => {
    const desk = await addAddress("desk@school.example");
    await addForwarding(world, desk, "b@private.example", { hideName: true });
    await world.deliver(`t${AT}`, "desk@school.example", mail({ from: `Taro <t${AT}>` }));
    expect(shown(takenBy(world, "b@private.example"), "from")).toMatch(/^匿名 \w{4} </);
  });

  it("bears the desk's suffix", async () => {
    const desk = await addAddress("desk@school.example", { nameSuffix: "（保健室）" });
    await addForwarding(world, desk, "b@private.example");
    await world.deliver(`t${AT}`, "desk@school.example", mail({ from: `=?UTF-8?B?${b64("太郎")}?= <t${AT}>` }));
    expect(shown(takenBy(world, "b@private.example"), "from")).toMatch(/^太郎（保健室） </);
  });

  it("is marked in English where the organisation speaks English", async () => {
    const english = await World.open({ language: "en" });
    await english.deliver(`t${AT}`, PTA, mail({ from: `Taro <t${AT}>`, passes: "" }));
    expect(shown(takenBy(english, HANAKO), "from")).toMatch(/^"\(unverified\)" "Taro" </);
  });
});

describe("a sender's address", () => {
  let world: World;

  beforeEach(async () => {
    await reset();
    world = await World.open();
    await addForwarding(world, await addAddress(PTA), HANAKO);
  });

  it.each([
    ["a carrier's with two dots", "a..b@docomo.ne.jp", "a..b@docomo.ne.jp"],
    ["a carrier's with a dot before the @", "a.@docomo.ne.jp", "a.@docomo.ne.jp"],
    ["a carrier's, quoted", '"a..b"@docomo.ne.jp', '"a..b"@docomo.ne.jp'],
    ["with a +tag", "taro+school@company.example", "taro+school@company.example"],
    ["in capitals", "TARO@COMPANY.EXAMPLE", "TARO@company.example"],
    ["quoted, with an @ in it", '"taro@gmail.com"@evil.example', '"taro@gmail.com"@evil.example'],
    ["at an internationalised domain", "taro@xn--wgv71a.example", "taro@xn--wgv71a.example"],
  ])("%s is written to as it was", async (_, from, written) => {
    await world.deliver(from, PTA, mail({ from: `<${from}>` }));
    const alias = takenBy(world, HANAKO).envelopeSender;
    await world.deliver(HANAKO, alias, mail({ from: HANAKO, to: alias }));
    expect(takenBy(world, written).envelopeSender).toBe(PTA);
  });

  it("quoted and unquoted is one correspondent", async () => {
    await world.deliver("a..b@docomo.ne.jp", PTA, mail({ from: "<a..b@docomo.ne.jp>" }));
    const plain = takenBy(world, HANAKO).envelopeSender;
    await world.deliver("x@docomo.ne.jp", PTA, mail({ from: '"a..b"@docomo.ne.jp' }));
    expect(takenBy(world, HANAKO).envelopeSender).toBe(plain);
  });
});

function b64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Encoded-words of UTF-8 in B form, as the relay writes them, and what stands between. */
function decode(raw: string): string {
  return raw
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, word: string) =>
      new TextDecoder().decode(Uint8Array.from(atob(word), (character) => character.charCodeAt(0))),
    );
}

function startsWith(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
}
