import { describe, expect, it } from "vitest";
import { openedUnlessDamaged } from "../../src/store/row-keys.ts";
import { Vault, WrongAddressKey } from "../../src/store/vault.ts";
import { KEY_A, KEY_B } from "./support/change.ts";

/** A row's index and ciphertext, as the key given writes them. */
async function rowOf(key: Uint8Array<ArrayBuffer>) {
  const vault = await Vault.open(key);
  return { index: await vault.index("s", "v"), sealed: await vault.seal("p", "v") };
}

describe("a row that does not open", () => {
  it("makes everything wait when it is of another key", async () => {
    const [vault, { index, sealed }] = [await Vault.open(KEY_B), await rowOf(KEY_A)];
    await expect(openedUnlessDamaged(vault, index, () => vault.unseal("p", sealed))).rejects.toThrow(WrongAddressKey);
  });

  it.each([
    ["current", KEY_A, undefined],
    ["former", KEY_B, KEY_A],
  ])(
    "is passed over when it is of the %s key and was damaged, whatever key its ciphertext names",
    async (_, key, former) => {
      const [vault, { index, sealed }] = [await Vault.open(key, former), await rowOf(KEY_A)];
      for (const damaged of [sealed.slice(0, 12), "", `zzzz${sealed.slice(4)}`]) {
        expect(await openedUnlessDamaged(vault, index, () => vault.unseal("p", damaged))).toBeUndefined();
      }
      expect(await openedUnlessDamaged(vault, index, () => vault.unseal("p", sealed))).toBe("v");
    },
  );
});
