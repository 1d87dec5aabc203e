import { expect, test } from "vitest";
import { dateInUtc } from "../../../src/mail/header/date.ts";

test.each([
  [" Sun, 1 Nov 2026 12:04:05 +0900", "Sun, 01 Nov 2026 03:04:05 +0000"],
  ["Sun, 01 Nov 2026 12:04:05 +0900 (JST)", "Sun, 01 Nov 2026 03:04:05 +0000"],
  ["1 Nov 2026 12:04 +0900", "Sun, 01 Nov 2026 03:04:00 +0000"],
  ["Fri, 1 Jan 2027 08:00:00 +0900", "Thu, 31 Dec 2026 23:00:00 +0000"],
  ["Thu, 31 Dec 2026 23:30:00 -0330", "Fri, 01 Jan 2027 03:00:00 +0000"],
  ["Sun, 1 Nov 2026 12:04:05 -0000", "Sun, 01 Nov 2026 12:04:05 +0000"],
  ["Sun, 1 Nov 2026 12:04:05 GMT", "Sun, 01 Nov 2026 12:04:05 +0000"],
  ["Sun, 1 Nov 2026 12:04:05 JST", "Sun, 01 Nov 2026 03:04:05 +0000"],
  ["Thu, 8 Mar 2005 17:40:36 EDT", "Tue, 08 Mar 2005 21:40:36 +0000"],
  [
    "Thu,\r\n 13 (thirteenth)\r\n Feb\r\n 1969\r\n 23:32\r\n (noon (nearly))\r\n -0330",
    "Fri, 14 Feb 1969 03:02:00 +0000",
  ],
  ["21 Nov 97 09(comment):  55  :  06 -0600", "Fri, 21 Nov 1997 15:55:06 +0000"],
  ["Sunday, 01-Nov-26 12:04:05 UT", "Sun, 01 Nov 2026 12:04:05 +0000"],
  ["Sun 1 november 2026 12:04:05.250 z", "Sun, 01 Nov 2026 12:04:05 +0000"],
  ["Sat, 31 Dec 2016 23:59:60 +0000", "Sat, 31 Dec 2016 23:59:59 +0000"],
  ["Thu, 29 Feb 2024 00:00:00 +0000", "Thu, 29 Feb 2024 00:00:00 +0000"],
])("%j is in UTC %s", (value, utc) => {
  expect(dateInUtc(value)).toBe(utc);
});

test.each([
  ["nothing", ""],
  ["words", "yesterday"],
  ["no zone", "Sun, 1 Nov 2026 12:04:05"],
  ["a zone whose hour would tell the place", "Sun, 1 Nov 2026 12:04:05 CET"],
  ["a military zone", "Sun, 1 Nov 2026 12:04:05 K"],
  ["a zone that is none", "Sun, 1 Nov 2026 12:04:05 +9900"],
  ["minutes of a zone that are none", "Sun, 1 Nov 2026 12:04:05 +0960"],
  ["a day that is none", "Mon, 30 Feb 2026 12:04:05 +0000"],
  ["day zero", "0 Nov 2026 12:04:05 +0000"],
  ["a month that is none", "1 Nev 2026 12:04:05 +0000"],
  ["an hour that is none", "1 Nov 2026 24:04:05 +0000"],
  ["a minute that is none", "1 Nov 2026 12:60:05 +0000"],
  ["a year before mail", "1 Nov 0026 12:04:05 +0000"],
  ["ISO form", "2026-11-01T12:04:05Z"],
  ["an open comment", "Sun, 1 Nov 2026 12:04:05 +0900 (JST"],
  ["more behind it", "Sun, 1 Nov 2026 12:04:05 +0900 taro@x.example"],
  ["endless spaces", `1 Nov 2026${" ".repeat(100_000)}12:04:05 +0900`],
])("a date with %s is not read", (_name, value) => {
  expect(dateInUtc(value)).toBeUndefined();
});
