/** Where the admin page will be: a name at workers.dev, or an address of the school's own (`page` in the settings). */
import { ApiError } from "../../cloudflare/api.ts";
import { BadSetting } from "../settings.ts";
import type { Site } from "../site.ts";
import { done, type Finding, missing, refused, type Step } from "../step.ts";

const PATH = "/workers/subdomain";
/** As wrangler wants it. */
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export const page: Step = {
  name: { ja: "管理ページのアドレスを決める（workers.dev）", en: "settle the page's address (workers.dev)" },
  async check(site) {
    // Wrangler wants the name also where the page has another address.
    const subdomain = await currentName(site);
    if (subdomain) return at(site, subdomain);
    return missing("workers.dev の名前がまだありません。", "The account has no workers.dev name yet.");
  },
  async do(site) {
    const subdomain = await chosenName(site);
    if (!NAME.test(subdomain))
      throw new BadSetting(`"${subdomain}" is no workers.dev name: letters, digits and hyphens.`);
    try {
      await site.api.send("PUT", site.account(PATH), { subdomain });
    } catch (error) {
      if (!(error instanceof ApiError && error.codes.includes(10031))) throw error;
      return refused(
        `${subdomain} はもう使われています。--workers-dev で別の名前を。`,
        `${subdomain} is taken: another one with --workers-dev.`,
      );
    }
    return at(site, subdomain);
  },
};

async function currentName(site: Site): Promise<string | undefined> {
  try {
    return (await site.api.get<{ subdomain: string | null }>(site.account(PATH))).subdomain ?? undefined;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.codes.includes(10007))) return undefined;
    throw error;
  }
}

async function chosenName({ wishes, settings, language, terminal }: Site): Promise<string> {
  const suggestion = wishes.workersDev ?? settings.domain.replaceAll(".", "-");
  if (wishes.workersDev || !wishes.mayAsk) return suggestion;
  const question = language === "ja" ? "workers.dev の名前" : "A name at workers.dev";
  return (await terminal.ask(`${question} [${suggestion}]: `)) || suggestion;
}

function at(site: Site, subdomain: string): Finding {
  const origin = site.settings.page ?? `https://${site.tracked.name}.${subdomain}.workers.dev`;
  site.page = origin;
  return done(`管理ページは ${origin}/ です。`, `The page is ${origin}/.`);
}
