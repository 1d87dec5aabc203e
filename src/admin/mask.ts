/**
 * Real addresses as the desk shows them: enough to recognise a mailbox that one knows, not enough to learn one. Never a
 * whole local part, whatever went in.
 */

const HIDDEN = "•••";

/** `taro@gmail.com` → `t•••@g•••.com`. A local part of one character is hidden altogether. */
export function maskAddress(address: { readonly localPart: string; readonly domain: string }): string {
  const characters = Array.from(address.localPart);
  const first = characters.length > 1 ? (characters[0] ?? "") : "";
  return `${first}${HIDDEN}@${maskDomain(address.domain)}`;
}

function maskDomain(domain: string): string {
  const labels = domain.split(".");
  const last = labels.length > 1 ? `.${labels.at(-1) ?? ""}` : "";
  return `${domain.charAt(0)}${HIDDEN}${last}`;
}

/** Characters that surround an address in running text rather than belong to it. */
const ADDRESS_IN_TEXT = /[^\s@<>()[\]"'、。，；：「」（）＜＞]+@[^\s@<>()[\]"'、。，；：「」（）＜＞]+/gu;
/** Work on hostile text stays bounded: no display name is longer. */
const TEXT_LIMIT = 500;

/** A correspondent's display name, with any address in it masked: some programs put the address where a name belongs. */
export function maskInText(text: string): string {
  return text.slice(0, TEXT_LIMIT).replaceAll("＠", "@").replace(ADDRESS_IN_TEXT, maskFound);
}

function maskFound(found: string): string {
  const at = found.lastIndexOf("@");
  return maskAddress({ localPart: found.slice(0, at), domain: found.slice(at + 1) });
}
