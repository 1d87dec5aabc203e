/**
 * The kinds of value that go in and come out. Every message says what to do, and none repeats what was typed: an address
 * must not come back in an error.
 */
import * as v from "valibot";
import { parseAddress } from "../../mail/header/address.ts";
import { findAddresses } from "../../mail/header/lookalike.ts";

/** 16 random characters; what it stands for shows in the path. */
export const Id = v.pipe(v.string(), v.regex(/^[0-9a-z]{16}$/, "must be an id that this API gave out"));

/** ISO 8601 in UTC, as `2026-04-01T00:00:00.000Z`. */
export const Timestamp = v.pipe(v.string(), v.isoTimestamp());

/** `t•••@g•••.com`: a real address as the desk shows it. */
export const MaskedAddress = v.pipe(v.string(), v.regex(/^[^@]{0,2}•••@/), v.description("masked, as t•••@g•••.com"));

/** From when on somebody starts; read by roster/local-time.ts. */
export const Start = v.pipe(
  v.string("must be text"),
  v.maxLength(40, "must be a day such as 2027-04-01"),
  v.description(
    "from when on: a day, or a day and time, in the setting TIME_ZONE (2027-04-01, 2027-04-01T08:00), or a time with its zone",
  ),
);

const NOT_AN_ADDRESS = "must be one mail address, as taro@company.example, without a name";

/** A mail address as it is typed; goes in and never comes out. */
export const MailAddress = v.pipe(
  v.string(NOT_AN_ADDRESS),
  v.maxLength(254, NOT_AN_ADDRESS),
  v.description("one mail address, without a name"),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const address = parseAddress(dataset.value.trim());
    if (address) return address;
    addIssue({ message: NOT_AN_ADDRESS });
    return NEVER;
  }),
);

/** No control characters (a line break would begin a header field), and nothing that turns the reading direction round. */
const PLAIN_LINE = /^[^\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/u;

/** One line of text for people. */
export function line(maximum: number) {
  return v.pipe(
    v.string("must be text"),
    v.maxLength(maximum, `must have ${maximum} characters at most`),
    v.check((text) => PLAIN_LINE.test(text), "must be one line, without control characters"),
    v.trim(),
  );
}

/** A label or a name is stored in the clear, and colleagues or everybody read it: nobody's address may stand there. */
export const namesNoAddress = (text: string): boolean => findAddresses(text).length === 0;

/** One line that others read. */
export function label(maximum: number) {
  return v.pipe(line(maximum), v.check(namesNoAddress, "must not contain a mail address: other people read it"));
}

export const Flag = v.boolean("must be true or false");

/** Nothing: the route takes no such thing, and refuses what is sent all the same. */
export const Nothing = v.strictObject({});
export type Nothing = v.InferOutput<typeof Nothing>;
