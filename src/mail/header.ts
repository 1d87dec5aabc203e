/** The header section of a message: RFC 5322 §2.2, read leniently, written strictly. */

import { toBinaryString } from "./octets.ts";

/** Header sections above this many octets are refused: no real mail has one, and every look at it costs CPU. */
export const HEADER_SECTION_LIMIT = 256 * 1024;

/** One header field as it stands in the message. */
export interface HeaderField {
  /** The field name as written. */
  readonly name: string;
  /** The field name in lower case, for comparing. */
  readonly key: string;
  /** Binary string: all between the colon and the field's last line break; line breaks of folding are kept. */
  readonly value: string;
}

export interface HeaderSection {
  readonly fields: readonly HeaderField[];
  /** Where the body starts, in octets from the start of the message. */
  readonly bodyOffset: number;
}

export type HeaderReading =
  | { readonly kind: "read"; readonly section: HeaderSection }
  | { readonly kind: "too-large" };
