/** What is left of a private address on this page. */

/** As the API masks it. @param {string} address */
export function mask(address) {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  const [first] = local.length > 1 ? local : "";
  const last = domain.includes(".") ? domain.slice(domain.lastIndexOf(".")) : "";
  return `${first ?? ""}•••@${domain.charAt(0)}•••${last}`;
}
