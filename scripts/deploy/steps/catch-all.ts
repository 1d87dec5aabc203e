/** The rule that brings all mail of the domain to the worker. It is looked at first, and set last, when the worker is well. */
import type { Site } from "../site.ts";
import { done, type Finding, left, missing, refused, type Step } from "../step.ts";

interface Rule {
  readonly enabled: boolean;
  readonly actions: readonly { readonly type: string; readonly value?: readonly string[] }[];
}

type Target =
  | { readonly kind: "ours" }
  | { readonly kind: "nowhere" }
  | { readonly kind: "elsewhere"; readonly where: string };

async function target(site: Site): Promise<Target> {
  const rule = await site.api.find<Rule>(`/zones/${site.zone.id}/email/routing/rules/catch_all`);
  const [action] = rule?.actions ?? [];
  if (!rule?.enabled || !action || action.type === "drop") return { kind: "nowhere" };
  const isOurs = action.type === "worker" && action.value?.[0] === site.tracked.name;
  return isOurs ? { kind: "ours" } : { kind: "elsewhere", where: `${action.type} ${action.value?.join(", ") ?? ""}` };
}

/** Nothing has been changed yet. */
export const catchAllBefore: Step = {
  name: {
    ja: "キャッチオールがほかで使われていないか調べる",
    en: "see that the catch-all rule is not in use for something else",
  },
  async check(site) {
    const now = await target(site);
    if (now.kind === "elsewhere" && !site.wishes.takeCatchAll) return isTaken(site, now.where);
    return done("キャッチオールは使えます。", "The catch-all rule is free.");
  },
};

function isTaken({ zone }: Site, where: string): Finding {
  return refused(
    `${zone.name} のキャッチオールは今「${where}」に届いています。引き継いでよければ npm run deploy -- --take-catch-all で。`,
    `The catch-all rule of ${zone.name} leads to "${where}" now. If it may be taken over: \`npm run deploy -- --take-catch-all\`.`,
  );
}

export const catchAll: Step = {
  name: {
    ja: "ドメインのメールをすべてこのワーカーに届ける（キャッチオール）",
    en: "let all mail of the domain come to the worker (catch-all)",
  },
  async check(site) {
    const now = await target(site);
    if (now.kind === "ours") return IS_OURS;
    // Once more: while the worker was uploaded somebody may have let it lead elsewhere.
    if (now.kind === "elsewhere" && !site.wishes.takeCatchAll) return isTaken(site, now.where);
    if (!site.isWell) return NOT_YET;
    return missing("キャッチオールがこのワーカーに向いていません。", "The catch-all rule does not lead to the worker.");
  },
  async do(site) {
    await site.api.send("PUT", `/zones/${site.zone.id}/email/routing/rules/catch_all`, {
      matchers: [{ type: "all" }],
      actions: [{ type: "worker", value: [site.tracked.name] }],
      enabled: true,
    });
    return IS_OURS;
  },
};

const IS_OURS: Finding = done("キャッチオールはこのワーカーに届きます。", "The catch-all rule leads to the worker.");

/** Mail that comes to a worker which is not well would only wait. */
const NOT_YET: Finding = left(
  "ワーカーが動くまで、メールはまだ届けません。",
  "No mail is let in until the worker is well.",
);
