import { describe, expect, it } from "vitest";
import { readAliasCommand, readDeskCommand } from "../../../src/relay/command/read.ts";
import { address } from "../../support/world.ts";

const desk = (local: string) => readDeskCommand({ recipient: address(`${local}@school.example`) });
const onAlias = (tag: string) => readAliasCommand({ recipient: address(`anon-7k3m9q2x4wtz${tag}@school.example`) });

describe("a public address", () => {
  it("without a tag commands nothing", () => {
    expect(desk("pta")).toBeUndefined();
    expect(desk("+pta")).toBeUndefined();
  });

  it.each([
    ["pta+stop", { kind: "stop" }],
    ["pta+STOP", { kind: "stop" }],
    ["pta+start", { kind: "start" }],
    ["pta+help", { kind: "help" }],
    ["pta+stop.7k3m9q2x", { kind: "stop-by-card", code: "7k3m9q2x" }],
    ["pta+Stop.7K3M-9Q2X", { kind: "stop-by-card", code: "7k3m9q2x" }],
    ["pta+stop-7k3m.9q2x", { kind: "stop-by-card", code: "7k3m9q2x" }],
    ["pta+start_7k3_m9q_2x", { kind: "start-by-card", code: "7k3m9q2x" }],
    ["pta+stop.-.", { kind: "unknown" }],
    ["pta+stopper", { kind: "unknown" }],
    ["pta+stop.o1il", { kind: "stop-by-card", code: "0111" }],
    ["pta+start.7k3m9q2x", { kind: "start-by-card", code: "7k3m9q2x" }],
    ["pta+stop.", { kind: "unknown" }],
    ["pta+shop", { kind: "unknown" }],
    ["pta+", { kind: "unknown" }],
    ["pta+block", { kind: "unknown" }],
  ])("reads %s", (local, expected) => {
    expect(desk(local)).toEqual(expected);
  });

  it.each([
    ["pta+taro=freemail.example", "taro@freemail.example"],
    ["pta+Taro.Yamada=FreeMail.example", "Taro.Yamada@freemail.example"],
    ["pta+taro+class3=freemail.example", "taro+class3@freemail.example"],
    ["pta+a=b=freemail.example", "a=b@freemail.example"],
    ["pta+taro.=docomo.example", "taro.@docomo.example"],
    ["pta+stop.smith=freemail.example", "stop.smith@freemail.example"],
  ])("reads whom %s writes to", (local, expected) => {
    const command = desk(local);
    expect(command?.kind === "write-first" && command.correspondent.spec).toBe(expected);
  });

  it.each(["pta+taro=", "pta+=freemail.example", "pta+taro=freemail"])(
    "asks for help with %s, which names nobody",
    (local) => {
      expect(desk(local)).toEqual({ kind: "unknown" });
    },
  );
});

describe("an alias", () => {
  it.each([
    ["", undefined],
    ["+block", { kind: "block" }],
    ["+UnBlock", { kind: "unblock" }],
    ["+help", { kind: "help" }],
    ["+stop", { kind: "unknown" }],
    ["+taro=freemail.example", { kind: "unknown" }],
  ])("reads %j", (tag, expected) => {
    expect(onAlias(tag)).toEqual(expected);
  });
});
