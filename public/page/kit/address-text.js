/** An address as it is read: it may break behind the at sign and before a dot, and nowhere else is it torn apart. */
import { el } from "./dom.js";

/** @param {string} address @returns {Node[]} the same text, with the places where a line may end */
export function addressText(address) {
  const pieces = address.split(/(?<=@)|(?=[.·])/u);
  return pieces.flatMap((piece, place) => [...(place > 0 ? [el("wbr")] : []), document.createTextNode(piece)]);
}
