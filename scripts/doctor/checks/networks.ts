/** What mail to all of a contact network will cost, before the first one goes out; and the month's use. */
import { DAY } from "../../../src/mail/duration.ts";
import { announcementCost } from "../../../src/relay/network/cost.ts";
import { done, type Step } from "../../deploy/step.ts";

interface Use {
  readonly largest: number;
  readonly used: number;
}

/** As the page counts it (src/store/admin/networks.ts): answers, and copies to members. */
const USE = `SELECT coalesce((SELECT max(n) FROM (SELECT count(*) AS n FROM member GROUP BY address_id)), 0) AS largest,
  (SELECT count(*) FROM delivery WHERE direction = 'reply' AND outcome = 'sent' AND time >= ?)
    + (SELECT coalesce(sum(sent), 0) FROM announced_day WHERE day >= ?) AS used`;

export const announcements: Step = {
  name: { ja: "連絡網の費用と、今月の利用", en: "what mail to a contact network costs, and this month's use" },
  async check(site) {
    const now = new Date();
    const month = Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
    const [use] = await site.query<Use>(USE, [month, month / DAY]);
    const { largest, used } = use ?? { largest: 0, used: 0 };
    const included = Number(site.settings.vars.REPLIES_INCLUDED ?? 3000);
    const { beyond, dollars } = announcementCost(largest, used, included);
    const money = dollars.toFixed(2);
    if (beyond === 0)
      return done(
        `いちばん大きい連絡網への1回は${largest}通で、含まれる数に収まります（今月は${included}通のうち${used}通）。`,
        `One mail to the largest network is ${largest} mails, and is included (${used} of ${included} used this month).`,
      );
    return done(
      `いちばん大きい連絡網への1回は${largest}通で、${beyond}通が含まれる数を超え、約${money}ドルかかります（今月は${included}通のうち${used}通）。`,
      `One mail to the largest network is ${largest} mails; ${beyond} are beyond the plan and cost about $${money} (${used} of ${included} used this month).`,
    );
  },
};
