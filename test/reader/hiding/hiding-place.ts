/** Spelling × container × charset × cut at every octet: messages in which an address stands where somebody can read it. */
import fc from "fast-check";
import { type Container, isClear, mayBeRefused, PAGES, TEXTS } from "./containers.ts";
import { CHARSETS } from "./encoders.ts";
import { IN_HTML, IN_TEXT, type Spelling } from "./spellings.ts";

export interface HidingPlace {
  /** For people. */
  readonly name: string;
  /** From its own fields on, a binary string; its From and To go before it. */
  readonly message: string;
  /** Whether the relay may refuse it, for it cannot rewrite what names somebody. */
  readonly mayBeRefused: boolean;
}

/** What stands beside the address: words of Japanese, signs, nothing. */
const BESIDE = ["", " ", "「", "連絡先 ", "：", "(", "\r\n", "、"];

const choices = (containers: ReadonlyMap<string, Container>, spellings: ReadonlyMap<string, Spelling>) =>
  fc.record({ container: fc.constantFrom(...containers), spelling: fc.constantFrom(...spellings) });

export function hidingPlace(address: string): fc.Arbitrary<HidingPlace> {
  return fc
    .record({
      choice: fc.oneof(choices(TEXTS, IN_TEXT), choices(PAGES, IN_HTML)),
      charset: fc.constantFrom(...CHARSETS),
      before: fc.constantFrom(...BESIDE),
      behind: fc.constantFrom(...BESIDE),
      within: fc.integer({ min: 1, max: address.length - 1 }),
      cut: fc.integer({ min: 0, max: 60 }),
    })
    .map(({ choice: { container, spelling }, charset: [charset, encode], before, behind, within, cut }) => {
      const oneLine = /subject|name|field|calendar|card|Outlook/.test(container[0]);
      const text = `${before}${spelling[1](address, within)}${behind}`;
      const carried = { text: oneLine ? text.replaceAll("\r\n", " ") : text, cut };
      const clear = isClear(charset) || /base64|B$|Q$|quoted-printable|continued|odd/.test(container[0]);
      const written = clear ? { charset, encode } : { charset: "utf-8", encode: CHARSETS.get("utf-8") ?? encode };
      return {
        name: `${spelling[0]}, in: ${container[0]}, ${written.charset}, cut at ${within} and ${cut}`,
        message: container[1]({ ...carried, ...written }),
        mayBeRefused: mayBeRefused(container[0]),
      };
    });
}
