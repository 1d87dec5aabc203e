/** How to let our mail through at the carriers (ドメイン指定受信): the server has the words, the same as in its letters to parents. */

import { api } from "../api.js";
import { language } from "../i18n.js";
import { explain } from "./failure.js";
import { tellFailure } from "./outcome.js";

/**
 * @param {import("../api.js").Address[]} addresses
 * @returns {Promise<string[]>} one paragraph a domain, in the page's language
 */
export async function carrierAdvice(addresses) {
  const ofDomain = new Map(addresses.map(({ id, address }) => [address.slice(address.lastIndexOf("@")), id]));
  try {
    const answers = await Promise.all([...ofDomain.values()].map((id) => api.members(id)));
    return answers.map(({ allow }) => allow[language()]);
  } catch (error) {
    tellFailure(explain(error));
    return [];
  }
}
