/** One person's name as programs write it: family name first or last, with a space of either width, with a comma. */

/** Names of more words than this are not put in another order. */
const WORDS_LIMIT = 5;

export function nameOrders(name: string): readonly string[] {
  const words = name.split(/[\s,]+/u).filter((word) => word !== "");
  if (words.length < 2 || words.length > WORDS_LIMIT) return name.trim() === "" ? [] : [name.trim()];
  const orders = [words, [...words.slice(1), words[0] ?? ""], [words.at(-1) ?? "", ...words.slice(0, -1)]];
  const spaced = orders.flatMap((order) => [" ", "\u3000", ", ", "\u00a0"].map((space) => order.join(space)));
  const comma = orders.map(([first = "", ...rest]) => `${first}, ${rest.join(" ")}`);
  // Japanese writes them without anything between.
  const joined = /[a-z]/i.test(name) ? [] : orders.map((order) => order.join(""));
  return [...new Set([name.trim(), ...spaced, ...comma, ...joined])];
}
