import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { type Env, readSettings, SettingError } from "../../src/env.ts";

const given: Env = {
  ...(env as unknown as Env),
  ADMIN_MAILBOX: "a@b.example",
  ADMIN_TOKEN: "x".repeat(24),
  ADDRESS_KEY: btoa("k".repeat(32)),
};

it.each([
  [undefined, "on"],
  ["", "on"],
  ["on", "on"],
  ["off", "off"],
])("REPLIES=%s means %s", (written, replies) => {
  const { REPLIES: _, ...others } = given;
  expect(readSettings(written === undefined ? others : { ...others, REPLIES: written }).replies).toBe(replies);
});

it.each(["Off", "no", "false", "0", " off"])("REPLIES=%s is no guess at what was meant: mail waits", (written) => {
  expect(() => readSettings({ ...given, REPLIES: written })).toThrow(SettingError);
});
