/** One installation, and what the steps so far have found out about it. */
import type { CloudflareApi } from "../cloudflare/api.ts";
import type { Terminal } from "../support/ask.ts";
import type { Language } from "../support/language.ts";
import { type Configuration, mergedConfiguration, writeConfiguration } from "./configuration.ts";
import { type Settings, writeSettings } from "./settings.ts";

export interface Wishes {
  /** Whether somebody sits there and answers. */
  readonly mayAsk: boolean;
  /** Mailboxes of officers, beside the admin's, to be made known to Cloudflare. */
  readonly destinations: readonly string[];
  /** The workers.dev name, where the account has none yet. */
  readonly workersDev: string | undefined;
  /** Where the recovery sheet is written. */
  readonly sheet: string;
  /** Whether a catch-all rule that leads elsewhere may be taken over. */
  readonly takeCatchAll: boolean;
  /** Seconds to wait for the worker, and for the test mail. */
  readonly patience: number;
}

export interface Zone {
  readonly id: string;
  readonly name: string;
}

/** New secrets, until they are uploaded with the worker. */
export type NewSecrets = Partial<Record<"ADMIN_TOKEN" | "ADDRESS_KEY", string>>;

export class Site {
  settings: Settings;
  readonly settingsFile: string;
  readonly tracked: Configuration;
  readonly wishes: Wishes;
  readonly terminal: Terminal;
  /** In which whoever sits there is spoken to. */
  readonly language: Language;
  #api: CloudflareApi | undefined;
  accountId = "";
  zone: Zone = { id: "", name: "" };
  databaseId = "";
  /** Where the page is: an origin. */
  page = "";
  newSecrets: NewSecrets = {};
  /** Whether the worker has said that mail would pass. */
  isWell = false;
  /** Whether answers can leave: the domain is onboarded to Email Sending. */
  canSend = false;

  constructor(
    given: Pick<Site, "settings" | "settingsFile" | "tracked" | "wishes" | "terminal" | "language">,
    api?: CloudflareApi,
  ) {
    this.settings = given.settings;
    this.settingsFile = given.settingsFile;
    this.tracked = given.tracked;
    this.wishes = given.wishes;
    this.terminal = given.terminal;
    this.language = given.language;
    this.#api = api;
  }

  get api(): CloudflareApi {
    if (!this.#api) throw new Error("not signed in yet");
    return this.#api;
  }

  signIn(api: CloudflareApi): void {
    this.#api = api;
  }

  /** Path of something that belongs to the account. */
  account(path: string): string {
    return `/accounts/${this.accountId}${path}`;
  }

  get script(): string {
    return this.account(`/workers/scripts/${this.tracked.name}`);
  }

  get queue(): string {
    return this.tracked.queues.consumers[0]?.queue ?? "";
  }

  /** Asks D1 itself: an operator needs no key for that. */
  async query<Row>(sql: string, params: readonly (string | number)[] = []): Promise<readonly Row[]> {
    if (this.databaseId === "") throw new Error("there is no database yet");
    const path = this.account(`/d1/database/${this.databaseId}/query`);
    const answers = await this.api.send<readonly { readonly results: readonly Row[] }[]>("POST", path, { sql, params });
    return answers.flatMap(({ results }) => results);
  }

  async keep(changes: Partial<Settings>): Promise<void> {
    this.settings = { ...this.settings, ...changes };
    await writeSettings(this.settingsFile, this.settings);
  }

  /** Writes wrangler's configuration. @returns the flags that make wrangler use it */
  async configuration(): Promise<readonly string[]> {
    const settings = { ...this.settings, accountId: this.accountId };
    const found = { databaseId: this.databaseId || undefined, page: this.page || undefined };
    const merged = mergedConfiguration(this.tracked, settings, found);
    return ["--config", await writeConfiguration(this.settingsFile, merged)];
  }
}
