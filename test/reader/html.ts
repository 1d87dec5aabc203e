/** What a browser shows of a page, and what stands in its links: parse5 reads as browsers do. */
import { type DefaultTreeAdapterTypes, parse } from "parse5";

type Node = DefaultTreeAdapterTypes.Node;

const BLOCKS = /^(?:p|div|br|td|th|tr|li|table|h[1-6]|blockquote|pre|hr|ul|ol|body|head|title)$/;

/** The text, a new line where a block begins or ends. */
export function shownByBrowser(page: string): string {
  return contentOf(parse(page));
}

function contentOf(node: Node): string {
  if (node.nodeName === "#text") return "value" in node ? node.value : "";
  const content = "childNodes" in node ? node.childNodes.map(contentOf).join("") : "";
  return BLOCKS.test(node.nodeName) ? `\n${content}\n` : content;
}

/** Attributes and comments, which no page shows and every source view does. */
export function behindThePage(page: string): readonly string[] {
  return hiddenIn(parse(page));
}

function hiddenIn(node: Node): readonly string[] {
  const own = "attrs" in node ? node.attrs.map(({ value }) => value) : "data" in node ? [node.data] : [];
  return [...own, ...("childNodes" in node ? node.childNodes.flatMap(hiddenIn) : [])];
}
