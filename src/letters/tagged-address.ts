/** The addresses that are commands, as letters and copies show them. */

/** An address with a tag: `pta@…` and `stop` are `pta+stop@…`. */
export function tagged(address: string, tag: string): string {
  const at = address.lastIndexOf("@");
  return `${address.slice(0, at)}+${tag}${address.slice(at)}`;
}

/** Where answers to a survey go, and its officer's words: `class-3a+ask.WORD@…`. */
export function surveyAddress(publicAddress: string, word: string, verb = ""): string {
  return tagged(publicAddress, `ask.${word}${verb && `.${verb}`}`);
}
