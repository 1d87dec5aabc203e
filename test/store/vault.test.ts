import { describe, expect, it } from "vitest";
import { closeId, openToken } from "../../src/relay/outgoing/carrier.ts";
import { KeySet, readSecret } from "../../src/store/key-set.ts";
import { Vault, WrongAddressKey } from "../../src/store/vault.ts";
import { KEY_A, KEY_B, KEY_C } from "./support/change.ts";

const TARO = "taro@company.example";

describe("a sealed value", () => {
  it("opens in its place alone", async () => {
    const vault = await Vault.open(KEY_A);
    const sealed = await vault.seal("destination:1", TARO);
    expect(await vault.unseal("destination:1", sealed)).toBe(TARO);
    await expect(vault.unseal("destination:2", sealed)).rejects.toThrow(WrongAddressKey);
  });

  it("does not open when one character of it was changed", async () => {
    const vault = await Vault.open(KEY_A);
    const sealed = await vault.seal("name:1", "山田太郎");
    for (const at of [6, 20, sealed.length - 6]) {
      const changed = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
      await expect(vault.unseal("name:1", changed)).rejects.toThrow(WrongAddressKey);
    }
  });

  it("differs each time, and is not longer than its text tells", async () => {
    const vault = await Vault.open(KEY_A);
    const [one, other] = [await vault.seal("p", TARO), await vault.seal("p", TARO)];
    expect(one).not.toBe(other);
    expect(one).toMatch(/^[0-9a-z]{4}\.[A-Za-z0-9+/=]+$/);
  });

  it("of another key is refused by name, without showing anything", async () => {
    const sealed = await (await Vault.open(KEY_A)).seal("p", TARO);
    const wrong = await Vault.open(KEY_B);
    const { id } = await KeySet.derive(KEY_A);
    await expect(wrong.unseal("p", sealed)).rejects.toThrow(
      `sealed with key "${id}", but ADDRESS_KEY is "${wrong.current.id}"`,
    );
    await expect(wrong.unseal("p", "")).rejects.toThrow(WrongAddressKey);
  });
});

describe("an index", () => {
  it("is the same for the same value under the same scope, and for nothing else", async () => {
    const vault = await Vault.open(KEY_A);
    const index = await vault.index("correspondent:1", TARO);
    expect(await vault.index("correspondent:1", TARO)).toBe(index);
    expect(await vault.index("correspondent:2", TARO)).not.toBe(index);
    expect(await vault.index("correspondent:1", `${TARO}x`)).not.toBe(index);
    expect(index).toMatch(/^[0-9a-hjkmnp-tv-z]{4}\.[0-9a-hjkmnp-tv-z]{20}$/);
  });

  it("lies within its key's range, and no other key's does", async () => {
    const [one, other] = [await KeySet.derive(KEY_A), await KeySet.derive(KEY_B)];
    const within = (index: string, [first, end]: readonly [string, string]) => index >= first && index < end;
    for (let at = 0; at < 50; at++) {
      expect(within(await one.index("s", `${at}`), one.range)).toBe(true);
      expect(within(await other.index("s", `${at}`), one.range)).toBe(false);
    }
  });
});

describe("while keys are changed", () => {
  it("old values open, new ones are of the new key alone", async () => {
    const sealed = await (await Vault.open(KEY_A)).seal("p", TARO);
    const vault = await Vault.open(KEY_B, KEY_A);
    expect(await vault.unseal("p", sealed)).toBe(TARO);
    expect(await (await Vault.open(KEY_B)).unseal("p", await vault.seal("p", TARO))).toBe(TARO);
    await expect(vault.unseal("p", await (await Vault.open(KEY_C)).seal("p", TARO))).rejects.toThrow(WrongAddressKey);
  });

  it("an index is found under both keys, and its former name is known for a while", async () => {
    const vault = await Vault.open(KEY_B, KEY_A);
    const former = await (await Vault.open(KEY_A)).index("s", TARO);
    const index = await vault.index("s", TARO);
    expect(await vault.indexes("s", TARO)).toEqual([index, former]);
    expect(vault.formerName(index)).toBe(former);
    expect(vault.underEveryKey([index, "unknown"])).toEqual([index, former, "unknown"]);
  });

  it("no more names are remembered than a few messages need", async () => {
    const vault = await Vault.open(KEY_B, KEY_A);
    const first = await vault.index("s", "first");
    for (let at = 0; at < 4_096; at++) await vault.index("s", `${at}`);
    expect(vault.formerName(first)).toBeUndefined();
    expect(vault.formerName(await vault.index("s", "last"))).toBeDefined();
  });

  it("the same key in both settings is one key", async () => {
    const vault = await Vault.open(KEY_A, KEY_A.slice());
    expect(vault.former).toBeUndefined();
    expect(await vault.indexes("s", TARO)).toHaveLength(1);
  });
});

describe("keys for the mail that leaves", () => {
  it("are other ones for each secret: a carrier says nothing to another", async () => {
    const [one, other] = [await Vault.open(KEY_A), await Vault.open(KEY_B)];
    const carried = { owner: { side: "destination", forwardingId: "0123456789abcdef" }, id: "<a@b.example>" } as const;
    const token = (await closeId(one.carrierKey, carried)) ?? "";
    expect(await openToken(one.carrierKey, token)).toEqual(carried);
    expect(await openToken(other.carrierKey, token)).toBeUndefined();
  });
});

describe("ADDRESS_KEY as it is set", () => {
  it("is base64 of 32 octets, and nothing else", () => {
    const octets = btoa(String.fromCharCode(...KEY_A));
    expect(readSecret(` ${octets}\n`)).toEqual(KEY_A);
    for (const wrong of ["", "x", "c2hvcnQ=", `${octets}AAAA`, "あ"]) expect(readSecret(wrong)).toBeUndefined();
  });
});
