/**
 * `npm run reveal -- ALIAS [--remote]`: break glass. A child may be in danger, and somebody has to know who wrote. Shows
 * one correspondent, on the operator's own machine and only with ADDRESS_KEY at hand; asks for a reason, and leaves a line
 * in the audit list before it shows anything. Nothing on the network can do this.
 */
import { hasAliasForm } from "../src/mail/alias-form.ts";
import { Vault } from "../src/store/vault.ts";
import { findAlias, noteRevealed, open } from "./reveal/correspondent.ts";
import { faultOf, type RevealWords, shown, WORDS } from "./reveal/words.ts";
import { ASK_KEY, addressKey, previousAddressKey } from "./support/address-key.ts";
import { Terminal } from "./support/ask.ts";
import { readArgumentsOrEnd } from "./support/command.ts";
import { Database } from "./support/database.ts";
import { chosenLanguage } from "./support/language.ts";

const OPTIONS = {
  local: { type: "boolean" },
  remote: { type: "boolean" },
  "persist-to": { type: "string" },
  lang: { type: "string" },
} as const;

const USAGE = `npm run reveal -- ALIAS [--remote]

Break glass: says who is behind an alias, on this machine and only with ADDRESS_KEY at hand. Asks for a reason, which stays in the audit list.

  --remote           the database at Cloudflare
  --local            the one of npm start, if not told otherwise
  --persist-to DIR   where npm start keeps its database
  --lang ja|en       of what this command says
  --help             this text
`;

const { values, positionals } = readArgumentsOrEnd(USAGE, OPTIONS);
const language = chosenLanguage(values.lang);
const words = WORDS[language];
const terminal = new Terminal();
try {
  await reveal(positionals.map((alias) => alias.toLowerCase()));
} catch (error) {
  process.stderr.write(`${faultOf(error)}\n`);
  process.exitCode = 1;
} finally {
  terminal.close();
}

async function reveal([alias, another]: readonly string[]): Promise<void> {
  if (!alias || another || !hasAliasForm(alias)) throw new Error(words.usage);
  const database = new Database(values.remote ? { kind: "remote" } : { kind: "local", folder: values["persist-to"] });
  const vault = await Vault.open(await addressKey(terminal, ASK_KEY[language]), previousAddressKey());
  const row = await findAlias(database, alias);
  if (!row) throw new Error(words.nobody);
  const correspondent = await open(row, vault); // Before the question: a wrong key leaves no line.
  await noteRevealed(database, row, await reason(words), Date.now());
  process.stdout.write(shown(row, correspondent, language));
}

/** The audit list is for others to read: it names nobody. */
async function reason({ ask, askAgain }: RevealWords): Promise<string> {
  const answer = await terminal.ask(ask);
  if (answer.length >= 5 && answer.length <= 300 && !answer.includes("@")) return answer;
  throw new Error(askAgain);
}
