/** The setting TIME_ZONE: the name of a zone, or a clear error. */
import { describe, expect, it } from "vitest";
import { type Env, readSettings } from "../../src/env.ts";

const zoneOf = (more: Partial<Env>) => {
  const key = btoa(String.fromCharCode(...new Uint8Array(32)));
  const given = { ADDRESS_KEY: key, ADMIN_TOKEN: "x".repeat(24), ADMIN_MAILBOX: "admin@board.example" };
  return readSettings({ ...given, ...more } as Env).timeZone;
};

describe("TIME_ZONE", () => {
  it("is Japan's for a Japanese school and UTC for others, unless it is set", () => {
    expect(zoneOf({})).toBe("Asia/Tokyo");
    expect(zoneOf({ LANGUAGE: "en" })).toBe("UTC");
    expect(zoneOf({ TIME_ZONE: "Europe/Berlin" })).toBe("Europe/Berlin");
  });

  it.each(["Tokyo", "JST+9", "Asia/Tokio", "９:00", " ", "Asia/Tokyo; DROP"])("is refused by name as %j", (value) => {
    const reading = () => zoneOf({ TIME_ZONE: value });
    expect(reading).toThrow("TIME_ZONE must be the name of a time zone, as `Asia/Tokyo` or `Europe/Berlin`");
  });
});
