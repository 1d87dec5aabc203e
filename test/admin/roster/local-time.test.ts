import { describe, expect, it } from "vitest";
import { momentOf } from "../../../src/admin/roster/local-time.ts";

const at = (written: string, zone: string) => {
  const moment = momentOf(written, zone);
  return moment === undefined ? undefined : new Date(moment).toISOString();
};

describe("a day and time", () => {
  it.each([
    ["2027-04-01", "Asia/Tokyo", "2027-03-31T15:00:00.000Z"],
    ["2027-04-01T08:30", "Asia/Tokyo", "2027-03-31T23:30:00.000Z"],
    ["2027-04-01 08:30", "UTC", "2027-04-01T08:30:00.000Z"],
    ["2027-04-01", "Europe/Berlin", "2027-03-31T22:00:00.000Z"],
    ["2027-01-01", "Europe/Berlin", "2026-12-31T23:00:00.000Z"],
    ["2027-04-01", "Asia/Kathmandu", "2027-03-31T18:15:00.000Z"],
    ["2027-04-01", "Pacific/Kiritimati", "2027-03-31T10:00:00.000Z"],
    ["2028-02-29", "Pacific/Pago_Pago", "2028-02-29T11:00:00.000Z"],
    ["2027-04-01T00:00:00+09:00", "UTC", "2027-03-31T15:00:00.000Z"],
    ["2027-04-01T00:00Z", "Asia/Tokyo", "2027-04-01T00:00:00.000Z"],
  ])("%s in %s is %s", (written, zone, expected) => expect(at(written, zone)).toBe(expected));

  it("that is there twice is the first, and one that is leapt over is behind the leap", () => {
    expect(at("2027-11-07T01:30", "America/New_York")).toBe("2027-11-07T05:30:00.000Z");
    expect(at("2027-03-14T02:30", "America/New_York")).toBe("2027-03-14T07:30:00.000Z");
    expect(at("2027-03-14T03:30", "America/New_York")).toBe("2027-03-14T07:30:00.000Z");
  });

  it.each([
    "",
    "tomorrow",
    "2027-02-29",
    "2027-13-01",
    "2027-04-31",
    "2027-04-01T24:00",
    "2027-04-01T08:60",
    "27-04-01",
    "2027-04-01T08:00+09",
    "2027-02-30T00:00:00Z",
    "2027-04-31T08:00+09:00",
    "2027-04-01T24:00Z",
  ])("is none: %j", (written) => expect(at(written, "Asia/Tokyo")).toBeUndefined());
});
