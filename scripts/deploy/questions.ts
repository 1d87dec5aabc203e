/** What is asked once, and where else it can come from: a flag, the environment, the settings file, then whoever sits there. */
import type { Terminal } from "../support/ask.ts";
import type { Language, Words } from "../support/language.ts";
import { BadSetting, checkDomain, checkLanguage, checkMailbox, checkSettings, type Settings } from "./settings.ts";

export interface Given {
  readonly domain?: string | undefined;
  readonly adminMailbox?: string | undefined;
  readonly language?: string | undefined;
  readonly accountId?: string | undefined;
}

type Asked = "domain" | "adminMailbox" | "language";

const VARIABLES: Readonly<Record<Asked, string>> = {
  domain: "SAFETYANSWER_DOMAIN",
  adminMailbox: "SAFETYANSWER_ADMIN_MAILBOX",
  language: "SAFETYANSWER_LANGUAGE",
};

const QUESTIONS: Readonly<Record<Asked, Words>> = {
  domain: {
    ja: "どのドメインでメールを受けますか（例 sunflower-pta.example）: ",
    en: "Which domain takes the mail (as sunflower-pta.example)? ",
  },
  adminMailbox: {
    ja: "管理者の受信箱（警告が届く、個人のメールアドレス）: ",
    en: "The admin's own mailbox, where alarms go: ",
  },
  language: { ja: "お知らせの言葉（ja または en）: ", en: "The language of notices (ja or en): " },
};

/** @throws BadSetting when nobody can be asked and something is missing or wrong */
export async function gather(
  known: Partial<Settings>,
  given: Given,
  terminal: Terminal | undefined,
  language: Language,
): Promise<Settings> {
  const answers: { -readonly [Name in Asked]?: string } = {};
  for (const name of Object.keys(VARIABLES) as readonly Asked[]) {
    const value = given[name] ?? process.env[VARIABLES[name]] ?? known[name];
    answers[name] = value ?? (terminal ? await ask(name, terminal, language, answers.domain ?? "") : "");
  }
  const accountId = given.accountId ?? known.accountId;
  const { language: spoken, ...others } = answers;
  const whole = { ...known, ...others, language: checkLanguage(spoken), ...(accountId ? { accountId } : {}) };
  return checkSettings(whole);
}

const CHECKS: Readonly<Record<Asked, (answer: string, domain: string) => string>> = {
  domain: checkDomain,
  adminMailbox: checkMailbox,
  language: checkLanguage,
};

/** As often as it takes; whoever gives no answer gives up. */
async function ask(name: Asked, terminal: Terminal, language: Language, domain: string): Promise<string> {
  for (;;) {
    const answer = await terminal.ask(QUESTIONS[name][language]);
    if (answer === "") return "";
    try {
      return CHECKS[name](answer, domain);
    } catch (error) {
      if (!(error instanceof BadSetting)) throw error;
      process.stderr.write(`${error.message}\n`);
    }
  }
}
