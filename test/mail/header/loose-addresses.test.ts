import { describe, expect, it } from "vitest";
import { readAddressesLoosely } from "../../../src/mail/header/loose-addresses.ts";

const specs = (value: string) => readAddressesLoosely(value).map(({ spec }) => spec);

describe("the addresses that a field names to any reader", () => {
  it.each([
    ["c(d)@x.example", "c@x.example"],
    ["c (d) @ x . example", "c@x.example"],
    ["<c@(d)x.example>", "c@x.example"],
    ["c@x(d).example", "c@x.example"],
    ["\"'taro@x.example'\" <y@z.example>", "taro@x.example"],
    ["x@y.example (was taro@x.example)", "taro@x.example"],
    ["undisclosed: taro@x.example, hanako@x.example;", "hanako@x.example"],
    ["<<taro@x.example>>", "taro@x.example"],
    ['"unclosed <taro@x.example>', "taro@x.example"],
    [" taro@x.\r\n\texample", "taro@x.example"],
  ])("of %j are %s, among others", (value, spec) => expect(specs(value)).toContain(spec));

  it("are all of them, behind the two hundredth, too", () => {
    const list = Array.from({ length: 5000 }, (_, at) => `p${at}@x.example`);
    expect(specs(list.join(", "))).toEqual(list);
  });
});
