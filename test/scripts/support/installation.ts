/** An installation that is set up against the stand-in: its settings in a folder of its own, its page at the stand-in, too. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudflareStandIn } from "./cloudflare/server.ts";
import { type Run, run } from "./run.ts";

export const DOMAIN = "sunflower-pta.example";
export const ADMIN = "admin@mailbox.example";

const temporary = tmpdir();

export class Installation {
  readonly cloudflare: CloudflareStandIn;
  readonly folder: string;

  private constructor(cloudflare: CloudflareStandIn, folder: string) {
    this.cloudflare = cloudflare;
    this.folder = folder;
  }

  static async open(): Promise<Installation> {
    const installation = new Installation(
      await CloudflareStandIn.open(),
      await mkdtemp(join(temporary, "safetyanswer-installation-")),
    );
    await installation.writeSettings({ page: installation.cloudflare.url });
    return installation;
  }

  async close(): Promise<void> {
    await this.cloudflare.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  get settingsFile(): string {
    return this.file("settings.local.json");
  }

  writeSettings(settings: object): Promise<void> {
    return writeFile(this.settingsFile, JSON.stringify(settings));
  }

  async settings(): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(this.settingsFile, "utf8"));
  }

  /** Nobody is there to be asked. */
  deploy(...args: readonly string[]): Promise<Run> {
    return this.command("deploy", ["--domain", DOMAIN, "--admin-mailbox", ADMIN, "--language", "en", ...args]);
  }

  /** @param typed by somebody who sits there; nobody does if not given */
  command(name: string, args: readonly string[], typed?: readonly string[]): Promise<Run> {
    const sheet = name === "deploy" ? ["--sheet", this.file("sheet.html"), "--patience", "2"] : [];
    const all = ["--settings", this.settingsFile, "--lang", "en", ...sheet, ...args];
    const isWatched = typed !== undefined || name !== "deploy" || args.includes("--yes");
    const environment = { ...this.cloudflare.environment(), ...(isWatched && { CI: "" }) };
    return run(`scripts/${name}.ts`, all, typed, environment);
  }
}

/** What a well installation has that a first deployment cannot make: clicks of people, records of Email Sending, a mail that came. */
export function settle({ account }: CloudflareStandIn): void {
  account.destinations = account.destinations.map((one) => ({ ...one, verified: "2026-04-01T00:00:00Z" }));
  account.senders = [{ name: DOMAIN, enabled: true, tag: "d".repeat(32) }];
  account.txt.set(DOMAIN, ['"v=spf1 include:_spf.mx.cloudflare.net ~all"', '"other"']);
  account.txt.set(`_dmarc.${DOMAIN}`, ['"v=DMARC1; " "p=reject;"']);
  account.onSent = () => {
    const seen = "authserv_id = 'mx.cloudflare.net', verdict = 'pass', fields = 'received authentication-results'";
    account.database.exec(`UPDATE probe SET received_at = made_at, ${seen} WHERE received_at IS NULL`);
  };
}
