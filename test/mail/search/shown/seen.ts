/**
 * What a reader sees in a text, by readers that share no code with the relay: the platform's TextDecoder, and the HTML
 * parser parse5, which works as browsers do.
 */
import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { fromBinaryString } from "../../../../src/mail/octets.ts";

type Node = DefaultTreeAdapterTypes.Node;

const BLOCKS = /^(?:p|div|br|td|th|tr|li|table|h[1-6]|blockquote|pre|hr|ul|ol|body|head|title)$/;

/** The text as the charset says, tags and invisible characters gone, full width read as half. */
export function seen(octets: string, charset: string, isHtml: boolean): string {
  const text = new TextDecoder(charset, { fatal: false, ignoreBOM: true }).decode(fromBinaryString(octets));
  const shown = isHtml ? textContent(parse(text)) : text;
  return shown
    .replace(/[\p{Default_Ignorable_Code_Point}\u0001-\u0008\u000e-\u001f]/gu, "")
    .replace(/[\u3002\uff61]/g, ".")
    .normalize("NFKC");
}

function textContent(node: Node): string {
  if (node.nodeName === "#text") return "value" in node ? node.value : "";
  const content = "childNodes" in node ? node.childNodes.map(textContent).join("") : "";
  return BLOCKS.test(node.nodeName) ? `\n${content}\n` : content;
}

/** The tags of an HTML text, in order: none may be lost, none may move. */
export function tagsOf(octets: string): readonly string[] {
  return octets.match(/<!--[\s\S]*?-->|<\/?[a-z][^>]*>/gi) ?? [];
}
