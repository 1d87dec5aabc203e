import { expect, test } from "vitest";
import { readMsgIds } from "../../../src/mail/header/msg-id.ts";

test.each([
  ["<a@x.example>", ["<a@x.example>"]],
  ["<a@x.example> <b@x.example>\r\n\t<c@x.example>", ["<a@x.example>", "<b@x.example>", "<c@x.example>"]],
  ["<a@x.example><b@x.example>,<c@x.example>", ["<a@x.example>", "<b@x.example>", "<c@x.example>"]],
  ["<b@x.example> <a@x.example> <b@x.example>", ["<b@x.example>", "<a@x.example>"]],
  ['Your message of "Mon, 1 Jan" <a@x.example> (really)', ["<a@x.example>"]],
  ["<[abc]@x.example>", ["<[abc]@x.example>"]],
  ["<a(b),c:d;@[192.0.2.1]>", ["<a(b),c:d;@[192.0.2.1]>"]],
  ["<without-at-sign>", ["<without-at-sign>"]],
])("the ids of %j are found, in order, each once", (value, ids) => {
  expect(readMsgIds(value)).toEqual(ids);
});

test("an id that was folded is whole again", () => {
  expect(readMsgIds("\r\n <CAB+long\r\n  .part@mail.\r\n\tx.example>")).toEqual(["<CAB+long.part@mail.x.example>"]);
});

test("an id without angle brackets gets them, when it looks like one", () => {
  expect(readMsgIds(" a@x.example ")).toEqual(["<a@x.example>"]);
  expect(readMsgIds("Your mail to a@x.example")).toEqual([]);
  expect(readMsgIds("message-1")).toEqual([]);
});

test("brackets in brackets give the innermost id", () => {
  expect(readMsgIds("<<a@x.example>>")).toEqual(["<a@x.example>"]);
});

test.each([
  "",
  "<>",
  "< >",
  "<a@x.example",
  "a@x.example>",
  "<\x01@x.example>",
  "<\xe3\x81\x82@x.example>",
  `<${"a".repeat(499)}>`,
])("%j is no id", (value) => expect(readMsgIds(value)).toEqual([]));

test("an id of 500 octets is the longest", () => {
  const id = `<${"a".repeat(490)}@x.examp>`;
  expect(id).toHaveLength(500);
  expect(readMsgIds(id)).toEqual([id]);
});

test("reading ends at the limit", () => {
  const field = Array.from({ length: 300 }, (_, n) => `<${n}@x.example>`).join(" ");
  expect(readMsgIds(field)).toHaveLength(100);
  expect(readMsgIds(field, 2)).toEqual(["<0@x.example>", "<1@x.example>"]);
});

test("a NUL or a line break never stands in an id", () => {
  expect(readMsgIds("<a\0\r\n@x.example>")).toEqual(["<a@x.example>"]);
});
