/** What an alias looks like: to people, to patterns and to spam filters. */
import { describe, expect, it } from "vitest";
import { hasAliasForm, mintAlias } from "../../src/mail/alias-form.ts";

describe("a fresh alias", () => {
  const aliases = Array.from({ length: 3_000 }, () => mintAlias("school.example"));

  it("has the form by which aliases are known, and is another each time", () => {
    expect(aliases.filter((alias) => !hasAliasForm(alias))).toEqual([]);
    expect(new Set(aliases).size).toBe(aliases.length);
  });

  /** SpamAssassin's FROM_LOCAL_NOVOWEL, FROM_LOCAL_HEX and FROM_LOCAL_DIGITS, as its 20_head_tests.cf has them. */
  it("is blamed by no filter for what robots write", () => {
    const rules = [/[bcdfgjklmnpqrstvwxz]{7}\S*@/i, /[0-9a-f]{11}\S*@/i, /\d{11}\S*@/];
    expect(aliases.filter((alias) => rules.some((rule) => rule.test(alias)))).toEqual([]);
  });
});
