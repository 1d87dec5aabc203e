/** What a Cloudflare account holds, as far as anybody here asks: made, changed and looked at by the stand-in's routes. */
import { DatabaseSync } from "node:sqlite";

export interface Destination {
  readonly id: string;
  readonly email: string;
  verified: string | null;
}

export interface Rule {
  readonly enabled: boolean;
  readonly matchers: readonly { readonly type: string }[];
  readonly actions: readonly { readonly type: string; readonly value?: readonly string[] }[];
}

export interface Upload {
  readonly versionId: string;
  /** Wrangler's metadata: bindings, compatibility date, tags. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Names of the modules that came along. */
  readonly modules: readonly string[];
}

export const ACCOUNT = "a".repeat(32);
export const ZONE = "b".repeat(32);

/** https://developers.cloudflare.com/email-service/configuration/mx-records/ */
const CLOUDFLARE_MX = ["13 route1.mx.cloudflare.net.", "86 route2.mx.cloudflare.net.", "24 route3.mx.cloudflare.net."];

export class Account {
  accounts = [{ id: ACCOUNT, name: "Sunflower PTA", type: "standard" }];
  zone = { id: ZONE, name: "sunflower-pta.example", status: "active", name_servers: ["a.ns.example", "b.ns.example"] };
  routing: { enabled: boolean; status: string } = { enabled: false, status: "unconfigured" };
  catchAll: Rule = { enabled: false, matchers: [{ type: "all" }], actions: [{ type: "drop" }] };
  destinations: Destination[] = [];
  databases: { uuid: string; name: string }[] = [];
  queues: { queue_id: string; queue_name: string; consumers: object[] }[] = [];
  subscriptions: Record<string, unknown>[] = [];
  senders: { name: string; enabled: boolean; tag: string }[] = [];
  workersDev: string | null = null;
  /** Names that other people have. */
  takenNames: string[] = [];
  uploads: Upload[] = [];
  deployments: { id: string; versionId: string }[] = [];
  readonly secrets = new Map<string, string>();
  schedules: readonly unknown[] = [];
  /** Raw mail that was sent by the API. */
  sent: { from: string; recipients: string[]; mime_message: string }[] = [];
  onSent: (mail: { recipients: string[]; mime_message: string }) => void = () => {};
  /** By name: data of MX records. Absent: there is no such name. "fail": nobody knows. */
  readonly mx = new Map<string, readonly string[] | "fail">([["sunflower-pta.example", []]]);
  readonly txt = new Map<string, readonly string[]>();
  readonly database = new DatabaseSync(":memory:");

  switchRoutingOn(): void {
    this.routing = { enabled: true, status: "ready" };
    this.mx.set(this.zone.name, CLOUDFLARE_MX);
  }

  /** One statement, or several of a migration file. */
  query(sql: string, params: readonly (string | number)[]): readonly Record<string, unknown>[] {
    if (params.length === 0 && /;\s*\S/.test(sql)) {
      this.database.exec(sql);
      return [];
    }
    return this.database.prepare(sql).all(...params) as Record<string, unknown>[];
  }
}
