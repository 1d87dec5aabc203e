/** The worker itself, with its settings, its cron and its page. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { VERSION } from "../../../src/admin/version.ts";
import { wranglerToTheEnd } from "../../start/wrangler.ts";
import type { Site } from "../site.ts";
import { done, type Finding, left, missing, type Step } from "../step.ts";
import { withSecretsFile } from "./secrets.ts";

export const worker: Step = {
  name: { ja: "ワーカーと管理ページを送る", en: "upload the worker and its page" },
  // What is up cannot be compared with what is here; the same again does no harm.
  check: async () => missing(`バージョン ${VERSION} を送ります。`, `Version ${VERSION} is uploaded.`),
  async do(site) {
    const folder = await mkdtemp(join(tmpdir(), "safetyanswer-deploy-"));
    try {
      const flags = ["--tag", `v${VERSION}`, ...(await site.configuration())];
      await withSecretsFile(site.newSecrets, join(folder, "secrets.json"), (secrets) =>
        wranglerToTheEnd(["deploy", ...flags, ...secrets]),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
    return done(`バージョン ${VERSION} を送りました。`, `Version ${VERSION} is uploaded.`);
  },
};

interface Health {
  readonly status?: string;
  readonly version?: string;
  readonly detail?: string;
}

async function healthOf(site: Site): Promise<Health | undefined> {
  const response = await fetch(`${site.page}/api/health`).catch(() => undefined);
  return (await response?.json().catch(() => undefined)) as Health | undefined;
}

/** A new workers.dev name takes a minute until it is known everywhere. */
export const health: Step = {
  name: { ja: "ワーカーが正しく動いているか確かめる（/api/health）", en: "see that the worker is well (/api/health)" },
  async check(site) {
    const until = Date.now() + site.wishes.patience * 1000;
    for (;;) {
      const found = await healthOf(site);
      site.isWell = found?.status === "ok";
      if (site.isWell || Date.now() >= until) return judged(site, found);
      await pause(1000);
      site.terminal.requireHere();
    }
  },
};

function judged(site: Site, found: Health | undefined): Finding {
  if (found?.status === "ok")
    return done(`動いています（バージョン ${found.version}）。`, `It runs (version ${found.version}).`);
  const why = found?.detail ?? "";
  return left(
    `${site.page}/api/health がまだ答えません。${why} 数分後にもう一度実行してください。`,
    `${site.page}/api/health does not answer well yet. ${why} Run this again in some minutes.`,
  );
}
