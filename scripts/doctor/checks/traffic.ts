/** What has happened at the installation lately: what came through, what failed, what waits. Asked of D1; nothing of it is an address. */
import { DAY, HOUR } from "../../../src/mail/duration.ts";
import type { Site } from "../../deploy/site.ts";
import { done, left, type Step } from "../../deploy/step.ts";

interface Probe {
  readonly made_at: number;
  readonly received_at: number | null;
  readonly purpose: string;
  readonly verdict: string;
  readonly authserv_id: string;
  readonly fields: string;
}

/** The last one that left, asked for or the cron's. */
export const probes: Step = {
  name: { ja: "自分あてのテストメール", en: "the test mails to itself" },
  async check(site) {
    const [newest] = await site.query<Probe>(
      "SELECT * FROM probe WHERE verdict <> 'unsent' ORDER BY made_at DESC LIMIT 1",
    );
    if (!newest)
      return left(
        "まだテストメールを送っていません。npm run deploy が送ります。",
        "No test mail was ever sent; `npm run deploy` sends one.",
      );
    if (newest.received_at !== null) return judged(newest, site);
    if (Date.now() - newest.made_at < HOUR)
      return left("最後のテストメールはまだ届いていません。", "The last test mail has not come yet.");
    return left(
      "最後のテストメールが届きませんでした。MX、Email Routing、キャッチオール（上の項目）を直し、npm run deploy でもう一度送ってください。",
      "The last test mail never came. Mend MX, Email Routing and the catch-all rule (above), then `npm run deploy` sends another.",
    );
  },
};

/** Nothing but that field tells an officer's answer from an impostor's. */
function judged({ authserv_id: writer, received_at, fields }: Probe, site: Site) {
  const wanted = site.settings.vars.AUTHSERV_ID ?? String(site.tracked.vars.AUTHSERV_ID);
  if (writer === wanted)
    return done(
      `届きました（${new Date(received_at ?? 0).toISOString()}、${writer}）。`,
      `It came (${new Date(received_at ?? 0).toISOString()}, judged by ${writer}).`,
    );
  return left(
    `届きましたが、Authentication-Results を書いたのは「${writer || "なし"}」で、AUTHSERV_ID は ${wanted} です。返信はすべて断られます（${fields}）。`,
    `It came, but its Authentication-Results is by "${writer || "nobody"}", and AUTHSERV_ID is ${wanted}: all answers are refused (${fields}).`,
  );
}

export const traffic: Step = {
  name: { ja: "この7日間のメール", en: "the mail of the last seven days" },
  async check(site) {
    const sql = "SELECT outcome, count(*) AS n FROM delivery WHERE time > ? AND direction <> 'notice' GROUP BY outcome";
    const rows = await site.query<{ outcome: string; n: number }>(sql, [Date.now() - 7 * DAY]);
    const counts = rows.map(({ outcome, n }) => `${outcome} ${n}`).join(", ") || "0";
    const failed = rows.find(({ outcome }) => outcome === "failed")?.n ?? 0;
    if (failed === 0) return done(`問題なし: ${counts}`, `Nothing failed: ${counts}`);
    return left(
      `渡せなかったメールが${failed}通あります（${counts}）。管理ページの「記録」で理由を見てください。`,
      `${failed} copies failed (${counts}); the journal on the page says why.`,
    );
  },
};

export const confirmations: Step = {
  name: { ja: "まだ返事のない担当者", en: "officers who have not confirmed yet" },
  async check(site) {
    const sql = "SELECT count(*) AS n FROM forwarding WHERE deleted_at IS NULL AND state IN ('pending', 'invited')";
    const [row] = await site.query<{ n: number }>(sql);
    if (!row?.n) return done("全員が確認済みです。", "All have confirmed.");
    return left(
      `${row.n}人がまだ案内メールに返信していません。管理ページから、もう一度送れます。`,
      `${row.n} have not answered the welcome mail; the page sends it again.`,
    );
  },
};
