/** What to do once the worker runs. */
import type { Language, Words } from "../support/language.ts";
import { painted, rule } from "../support/terminal.ts";

const WORDS = {
  title: { ja: "動いています。次にすること", en: "It runs. What to do next" },
  tryIt: {
    ja: "「試す」を開き、管理用パスワードでサインインします。保護者としても担当者としても、その場でメールを書いて返せます。",
    en: "Open “Try it” and sign in with the admin token: there you write as a parent and answer as an officer.",
  },
  page: {
    ja: "または管理ページを開き、pta@school.example を公開して転送先（例: you@home.example）を加えます。",
    en: "Or open the page, publish pta@school.example and let it lead to, say, you@home.example.",
  },
  token: { ja: "管理用パスワード", en: "admin token" },
  mail: { ja: "保護者としてメールを届けます。", en: "Deliver a mail, as a parent's mail server would." },
  sent: {
    ja: "送られたメールは .eml ファイルになっています。",
    en: "What was sent lies there as .eml files.",
  },
  explorer: {
    ja: "データベースと、届いたメール、送られたメールを見ます。",
    en: "Look into the database and at the mail that came and left.",
  },
  end: {
    ja: "終わるには Ctrl-C。データは .wrangler/state に残ります。",
    en: "Ctrl-C ends it. The database stays in .wrangler/state.",
  },
} satisfies Record<string, Words>;

/** One line, so that it can be copied. Each time another Message-ID: the same mail twice would be sent only once. */
export function deliveringCommand(url: string): string {
  const message = [
    "Received: from mx.company.example by cloudflare-email.net",
    "Received-SPF: pass (mx.cloudflare.net)",
    "Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=company.example",
    "From: Hanako Yamada <hanako@company.example>",
    "To: pta@school.example",
    "Subject: Sports day",
    "Message-ID: <'$(date +%s)'@company.example>",
    "",
    "Is there a match on Friday?",
    "",
  ].join("\\r\\n");
  const target = `${url}/cdn-cgi/local/email?from=hanako@company.example&to=pta@school.example&format=json`;
  return `printf '${message}' | curl --data-binary @- '${target}'`;
}

export function nextSteps(url: string, adminToken: string, language: Language): string {
  const say = (words: Words) => words[language];
  const step = (words: Words, ...lines: readonly string[]) => [
    `• ${say(words)}`,
    ...lines.map((line) => `    ${line}`),
    "",
  ];
  return [
    "",
    painted(rule(say(WORDS.title)), "bold"),
    "",
    ...step(WORDS.tryIt, painted(`${url}/#try`, "cyan"), `${say(WORDS.token)}: ${painted(adminToken, "cyan")}`),
    ...step(WORDS.page, painted(`${url}/`, "cyan")),
    ...step(WORDS.mail, painted(deliveringCommand(url), "cyan")),
    ...step(WORDS.sent, painted(".wrangler/tmp/email/", "cyan")),
    ...step(WORDS.explorer, painted(`${url}/cdn-cgi/explorer`, "cyan")),
    ...step(WORDS.end),
  ].join("\n");
}
