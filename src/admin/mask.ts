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

/** What stands between the characters that surround addresses in running text; each is looked at once, at sign or none. */
const WORD = /[^\s<>()[\]"'、。，；：「」（）＜＞]+/gu;
/** Work on hostile text stays bounded: no display name is longer. */
const TEXT_LIMIT = 500;

/** A correspondent's display name, with any address in it masked: some programs put the address where a name belongs. */
export function maskInText(text: string): string {
  return text.slice(0, TEXT_LIMIT).replaceAll("＠", "@").replace(WORD, maskWord);
}

/** A word with an at sign inside of it; those at its ends are none of an address's. */
function maskWord(word: string): string {
  let [start, end] = [0, word.length];
  while (word[start] === "@") start++;
  while (end > start && word[end - 1] === "@") end--;
  const bare = word.slice(start, end);
  const at = bare.lastIndexOf("@");
  if (at < 0) return word;
  const masked = maskAddress({ localPart: bare.slice(0, at), domain: bare.slice(at + 1) });
  return word.slice(0, start) + masked + word.slice(end);
}
