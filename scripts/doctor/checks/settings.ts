/** Whether the worker at Cloudflare runs with the settings and the version that are here. */
import { VERSION } from "../../../src/admin/version.ts";
import { mergedConfiguration } from "../../deploy/configuration.ts";
import { done, left, type Step } from "../../deploy/step.ts";

interface Binding {
  readonly type: string;
  readonly name: string;
  readonly text?: string;
}

export const deployedSettings: Step = {
  name: { ja: "設定は手元と同じか", en: "the deployed settings" },
  async check(site) {
    const { bindings } = await site.api.get<{ readonly bindings: readonly Binding[] }>(`${site.script}/settings`);
    const deployed = new Map(
      bindings.filter(({ type }) => type === "plain_text").map(({ name, text }) => [name, text]),
    );
    const { vars } = mergedConfiguration(site.tracked, site.settings, { page: site.page || undefined }) as {
      readonly vars: Readonly<Record<string, string>>;
    };
    const differing = Object.keys(vars).filter((name) => deployed.get(name) !== vars[name]);
    if (differing.length === 0) return done("設定は同じです。", "They are the same as here.");
    const list = differing.join(", ");
    return left(
      `手元の設定と違います: ${list}。npm run deploy で送ってください。`,
      `They differ from those here: ${list}. \`npm run deploy\` brings them.`,
    );
  },
};

export const deployedVersion: Step = {
  name: { ja: "バージョン", en: "the version" },
  async check(site) {
    const response = await fetch(`${site.page}/api/health`).catch(() => undefined);
    const { version } = ((await response?.json().catch(() => undefined)) ?? {}) as { readonly version?: string };
    if (version === VERSION) return done(`${VERSION} です。`, `It is ${VERSION}, as here.`);
    return left(
      `動いているのは ${version ?? "不明"}、手元は ${VERSION} です。npm run upgrade を使ってください。`,
      `What runs is ${version ?? "unknown"}, what is here ${VERSION}: \`npm run upgrade\`.`,
    );
  },
};

export const repliesSwitch: Step = {
  name: { ja: "返信の許可（REPLIES）", en: "whether answers are on (REPLIES)" },
  async check({ settings }) {
    if (settings.replies === "on") return done("返信は出せます。", "Answers are on.");
    return left(
      "返信は止めてあります。npm run doctor -- --first-check で最初の本番確認を済ませてください。",
      "Answers are off: `npm run doctor -- --first-check` leads through the first production check.",
    );
  },
};
