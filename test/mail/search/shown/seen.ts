/**
 * What a reader sees in a text, by readers that share no code with the relay: the platform's TextDecoder, and the HTML
 * parser parse5, which works as browsers do.
 */
import { fromBinaryString } from "../../../../src/mail/octets.ts";
import { shownByBrowser } from "../../../reader/html.ts";
import { byTheEye } from "../../../reader/spelled.ts";

/** The text as the charset says, tags and invisible characters gone, full width read as half. */
export function seen(octets: string, charset: string, isHtml: boolean): string {
  const text = new TextDecoder(charset, { fatal: false, ignoreBOM: true }).decode(fromBinaryString(octets));
  return byTheEye(isHtml ? shownByBrowser(text) : text);
}

/** The tags of an HTML text, in order: none may be lost, none may move. */
export function tagsOf(octets: string): readonly string[] {
  return octets.match(/<!--[\s\S]*?-->|<\/?[a-z][^>]*>/gi) ?? [];
}
