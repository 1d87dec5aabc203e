/** The D1 database, known by its name. */
import type { Site } from "../site.ts";
import { done, type Finding, missing, type Step } from "../step.ts";

interface Database {
  readonly uuid: string;
  readonly name: string;
}

const nameOf = ({ tracked }: Site) => tracked.d1_databases[0]?.database_name ?? "";

export const database: Step = {
  name: { ja: "データベース（D1）を作る", en: "make the database (D1)" },
  async check(site) {
    const all = await site.api.list<Database>(site.account(`/d1/database?name=${nameOf(site)}`));
    const found = all.find(({ name }) => name === nameOf(site));
    if (!found) return missing("データベースがまだありません。", "There is no database yet.");
    site.databaseId = found.uuid;
    return there(site);
  },
  async do(site) {
    const made = await site.api.send<Database>("POST", site.account("/d1/database"), { name: nameOf(site) });
    site.databaseId = made.uuid;
    return there(site);
  },
};

function there(site: Site): Finding {
  return done(`データベース「${nameOf(site)}」があります。`, `The database "${nameOf(site)}" is there.`);
}
