/**
 * A test mail through the real MX, and waiting for it. Where answers can leave, Cloudflare sends it; else whoever sits there writes
 * it, from any mailbox. What was seen of it is the first evidence for docs/operations.md.
 */
import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { randomWord } from "../../../src/mail/base-encoding.ts";
import { PROBE_CODE_LENGTH } from "../../../src/relay/probe.ts";
import type { Site } from "../site.ts";
import { done, type Finding, left, missing, type Step } from "../step.ts";

interface Probe {
  readonly received_at: number | null;
  readonly verdict: string;
  readonly authserv_id: string;
  readonly fields: string;
}

export const testMail: Step = {
  name: {
    ja: "本物の MX を通してテストメールを送り、届くのを待つ",
    en: "send a test mail through the real MX, and wait for it",
  },
  check: async () => missing("テストメールを送ります。", "A test mail is sent."),
  async do(site) {
    const code = randomWord(PROBE_CODE_LENGTH);
    const hash = createHash("sha256").update(code).digest("base64url");
    await site.query("INSERT INTO probe (code_hash, purpose, made_at) VALUES (?, 'asked', ?)", [hash, Date.now()]);
    const recipient = `probe-${code}@${site.settings.domain}`;
    if (site.canSend) await send(site, recipient);
    else if (site.wishes.mayAsk) await askForOne(site, recipient);
    else return left(...byHand(recipient));
    return waitFor(site, hash, recipient);
  },
};

async function send(site: Site, recipient: string): Promise<void> {
  const sender = `postmaster@${site.settings.domain}`;
  const fields = [
    `From: SafetyAnswer <${sender}>`,
    `To: ${recipient}`,
    "Subject: SafetyAnswer test",
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${randomWord(20)}@${site.settings.domain}>`,
    "Auto-Submitted: auto-generated",
  ];
  const message = `${fields.join("\r\n")}\r\n\r\ntest\r\n`;
  const body = { from: sender, recipients: [recipient], mime_message: message };
  await site.api.send("POST", site.account("/email/sending/send_raw"), body);
}

async function askForOne({ terminal, language }: Site, recipient: string): Promise<void> {
  const words = {
    ja: `\n  どれかのメールアドレスから、次のあて先に空のメールを送ってください:\n\n    ${recipient}\n\n送ったら Enter: `,
    en: `\n  From any mailbox, send an empty mail to:\n\n    ${recipient}\n\nEnter when it is sent: `,
  };
  await terminal.ask(words[language]);
}

function byHand(recipient: string): [string, string] {
  return [
    `受信の確認がまだです。どれかのメールアドレスから ${recipient} に空のメールを送り、npm run doctor で届いたか確かめてください。`,
    `Nothing has come through the MX yet: send an empty mail from any mailbox to ${recipient}, then \`npm run doctor\` says whether it came.`,
  ];
}

async function waitFor(site: Site, hash: string, recipient: string): Promise<Finding> {
  const until = Date.now() + site.wishes.patience * 1000;
  for (;;) {
    const [probe] = await site.query<Probe>("SELECT * FROM probe WHERE code_hash = ?", [hash]);
    if (probe?.received_at) return seen(probe);
    if (Date.now() >= until) return left(...notYet(recipient));
    await pause(1000);
    site.terminal.requireHere();
  }
}

function seen({ verdict, authserv_id: writer, fields }: Probe): Finding {
  const said = `verdict ${verdict}, Authentication-Results by ${writer || "nobody"}; ${fields}`;
  return done(`テストメールが届きました（${said}）。`, `The test mail came through (${said}).`);
}

function notYet(recipient: string): [string, string] {
  return [
    `テストメール（${recipient}）がまだ届きません。数分後に npm run doctor を実行してください。`,
    `The test mail to ${recipient} has not come yet. Run \`npm run doctor\` in some minutes.`,
  ];
}
