import { describe, expect, it } from "vitest";
import { compare } from "../../../scripts/replay/comparison.ts";

const ALIAS = "anon-7k3m9q2x4wtz@school.example";
const NAMES = ["taro@company.example", "pta@school.example"];
const mail = (text: string) => `Content-Type: text/plain\r\n\r\n${text}\r\n`;
const outcome = (came: string, left: string) => compare(mail(came), mail(left), NAMES);

describe("a message whose address became an alias", () => {
  it.each([".", "...", ". Thanks.", ".Thanks", "-", "。", ", or not", "_"])(
    "is replaced, not changed, when %j follows the address",
    (behind) => {
      expect(outcome(`Write to taro@company.example${behind}`, `Write to ${ALIAS}${behind}`)).toEqual({
        replaced: ["1 text/plain"],
        damaged: [],
      });
    },
  );

  it("is changed when anything else differs", () => {
    expect(outcome("taro@company.example.", `${ALIAS}!`).damaged).toEqual(["1 text/plain"]);
  });
});
