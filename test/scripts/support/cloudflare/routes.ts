/**
 * Exactly the calls that deploying, looking after and upgrading an installation makes, by our scripts and by wrangler; each answer
 * in the form that Cloudflare documents (https://developers.cloudflare.com/api/) and wrangler 4.155 reads. What is not here does not
 * exist: a call too many fails the test.
 */
import { ACCOUNT, type Account, type Rule, ZONE } from "./account.ts";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Parsed JSON, or a form. */
  readonly body: unknown;
}

/** What a route answers; an error has Cloudflare's code. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** Names of query parameters that the call may have. */
  readonly query?: readonly string[];
  /** Members that the body must have, and no others. */
  readonly body?: readonly string[];
  answer(account: Account, call: Call, parts: readonly string[]): unknown;
}

const PAGES = ["page", "per_page"];
const A = `/accounts/${ACCOUNT}`;
const Z = `/zones/${ZONE}`;
const at = (path: string) => new RegExp(`^${path}$`);

const hex = (length: number) => Array.from({ length }, () => Math.floor(Math.random() * 16).toString(16)).join("");

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function requireRule(body: unknown): Rule {
  const rule = body as Rule;
  if (JSON.stringify(rule.matchers) !== '[{"type":"all"}]') throw new Refusal(400, 2006, "Invalid matchers");
  return rule;
}

export const ROUTES: readonly Route[] = [
  { method: "GET", path: at("/accounts"), query: PAGES, answer: ({ accounts }) => accounts },
  {
    method: "GET",
    path: at("/memberships"),
    query: PAGES,
    answer: ({ accounts }) => accounts.map((account) => ({ account })),
  },
  {
    method: "GET",
    path: at("/zones"),
    query: [...PAGES, "name", "account.id"],
    answer: ({ zone }, { query }) => (query.get("name") === zone.name ? [zone] : []),
  },
  {
    method: "GET",
    path: at(`${Z}/email/routing`),
    answer: ({ routing, zone }) => ({ ...routing, name: zone.name, id: hex(32) }),
  },
  {
    method: "POST",
    path: at(`${Z}/email/routing/enable`),
    body: [],
    answer(account) {
      account.switchRoutingOn();
      return { ...account.routing, name: account.zone.name };
    },
  },
  {
    method: "GET",
    path: at(`${Z}/email/routing/rules/catch_all`),
    answer: ({ catchAll }) => ({ ...catchAll, tag: hex(32) }),
  },
  {
    method: "PUT",
    path: at(`${Z}/email/routing/rules/catch_all`),
    body: ["matchers", "actions", "enabled"],
    answer(account, { body }) {
      account.catchAll = requireRule(body);
      return account.catchAll;
    },
  },
  { method: "GET", path: at(`${A}/email/routing/addresses`), query: PAGES, answer: ({ destinations }) => destinations },
  {
    method: "POST",
    path: at(`${A}/email/routing/addresses`),
    body: ["email"],
    answer(account, { body }) {
      const email = String(member(body, "email"));
      const made = { id: hex(32), email, verified: null };
      account.destinations.push(made);
      return made;
    },
  },
  { method: "GET", path: at(`${Z}/email/sending/subdomains`), query: PAGES, answer: ({ senders }) => senders },
  {
    method: "POST",
    path: at(`${A}/email/sending/send_raw`),
    body: ["from", "recipients", "mime_message"],
    answer(account, { body }) {
      const mail = body as Account["sent"][number];
      const domain = mail.from.split("@")[1];
      if (!account.senders.some(({ name }) => name === domain))
        throw new Refusal(403, 10203, "Sending domain not enabled");
      account.sent.push(mail);
      account.onSent(mail);
      return { delivered: mail.recipients, queued: [], permanent_bounces: [] };
    },
  },
  {
    method: "GET",
    path: at(`${A}/d1/database`),
    query: [...PAGES, "name"],
    answer: ({ databases }, { query }) => databases.filter(({ name }) => name.startsWith(query.get("name") ?? "")),
  },
  {
    method: "POST",
    path: at(`${A}/d1/database`),
    body: ["name"],
    answer(account, { body }) {
      const name = String(member(body, "name"));
      if (account.databases.some((one) => one.name === name)) throw new Refusal(400, 7502, "already exists");
      const made = { uuid: `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`, name, version: "production" };
      account.databases.push(made);
      return made;
    },
  },
  {
    method: "GET",
    path: at(`${A}/d1/database/([^/]+)`),
    query: ["fields"],
    answer(account, _, [id]) {
      const found = account.databases.find(({ uuid, name }) => uuid === id || name === id);
      if (!found) throw new Refusal(404, 7404, "The database could not be found");
      return { ...found, version: "production", num_tables: 0, file_size: 4096 };
    },
  },
  {
    method: "POST",
    path: at(`${A}/d1/database/([^/]+)/query`),
    body: ["sql", "params"],
    answer(account, { body }, [id]) {
      if (!account.databases.some(({ uuid }) => uuid === id))
        throw new Refusal(404, 7404, "The database could not be found");
      const { sql, params = [] } = body as { sql: string; params?: (string | number)[] };
      try {
        return [{ results: account.query(sql, params), success: true, meta: { duration: 0 } }];
      } catch (error) {
        throw new Refusal(400, 7500, error instanceof Error ? error.message : "");
      }
    },
  },
  {
    method: "GET",
    path: at(`${A}/queues`),
    query: [...PAGES, "name"],
    answer: ({ queues }, { query }) => queues.filter(({ queue_name: name }) => name === (query.get("name") ?? name)),
  },
  {
    method: "POST",
    path: at(`${A}/queues`),
    body: ["queue_name"],
    answer(account, { body }) {
      const made = { queue_id: hex(32), queue_name: String(member(body, "queue_name")), consumers: [] };
      account.queues.push(made);
      return made;
    },
  },
  {
    method: "POST",
    path: at(`${A}/queues/([^/]+)/consumers`),
    answer({ queues }, { body }, [id]) {
      const consumer = { script: String(member(body, "script_name")), consumer_id: hex(32), type: "worker" };
      queues.find((one) => one.queue_id === id)?.consumers.push(consumer);
      return consumer;
    },
  },
  {
    method: "PUT",
    path: at(`${A}/queues/([^/]+)/consumers/([^/]+)`),
    answer: (_, { body }) => body,
  },
  {
    method: "GET",
    path: at(`${A}/event_subscriptions/subscriptions`),
    query: [...PAGES, "queue_id"],
    answer: ({ subscriptions }) => subscriptions,
  },
  {
    method: "POST",
    path: at(`${A}/event_subscriptions/subscriptions`),
    body: ["name", "enabled", "source", "destination", "events"],
    answer(account, { body }) {
      const [type, zone] = [member(member(body, "source"), "type"), member(member(body, "source"), "zone_id")];
      if (type !== "email.sending" || zone !== ZONE) throw new Refusal(400, 10021, "Invalid source");
      account.subscriptions.push(body as Record<string, unknown>);
      return { ...(body as object), id: hex(32) };
    },
  },
  {
    method: "GET",
    path: at(`${A}/workers/subdomain`),
    answer({ workersDev }) {
      if (workersDev === null) throw new Refusal(404, 10007, "workers.dev subdomain not found");
      return { subdomain: workersDev };
    },
  },
  {
    method: "PUT",
    path: at(`${A}/workers/subdomain`),
    body: ["subdomain"],
    answer(account, { body }) {
      const subdomain = String(member(body, "subdomain"));
      if (account.takenNames.includes(subdomain)) throw new Refusal(409, 10031, "Subdomain is unavailable");
      account.workersDev = subdomain;
      return { subdomain };
    },
  },
  ...workerRoutes(),
];

function noWorker(account: Account): void {
  if (account.uploads.length === 0) throw new Refusal(404, 10007, "This Worker does not exist on your account.");
}

interface Binding {
  readonly type: string;
  readonly name: string;
  readonly text?: string;
}

/** A multipart upload of wrangler's: secrets among its bindings are kept, all others replaced. */
async function uploaded(account: Account, body: unknown): Promise<string> {
  if (!(body instanceof FormData)) throw new Refusal(400, 10021, "no form");
  const metadata = JSON.parse(String(body.get("metadata"))) as { bindings: readonly Binding[] };
  for (const { type, name, text = "" } of metadata.bindings)
    if (type === "secret_text") account.secrets.set(name, text);
  const modules = [...body.keys()].filter((name) => name !== "metadata");
  const versionId = hex(32);
  account.uploads.push({ versionId, metadata, modules });
  return versionId;
}

function deployed(account: Account, versionId: string): object {
  const made = { id: hex(32), versionId };
  account.deployments.unshift(made);
  return deploymentOf(made);
}

function deploymentOf({ id, versionId }: Account["deployments"][number]): object {
  return {
    id,
    strategy: "percentage",
    versions: [{ version_id: versionId, percentage: 100 }],
    source: "wrangler",
    annotations: {},
  };
}

/** What wrangler asks while it uploads, lists and rolls back. */
function workerRoutes(): readonly Route[] {
  const SCRIPT = `${A}/workers/scripts/safetyanswer`;
  return [
    {
      method: "GET",
      path: at(`${SCRIPT}/secrets`),
      answer(account) {
        noWorker(account);
        return [...account.secrets.keys()].map((name) => ({ name, type: "secret_text" }));
      },
    },
    {
      method: "GET",
      path: at(`${A}/workers/services/safetyanswer`),
      answer(account) {
        noWorker(account);
        const script = { id: "safetyanswer", tag: hex(32), tags: [], last_deployed_from: "wrangler" };
        return { id: "safetyanswer", default_environment: { environment: "production", script } };
      },
    },
    {
      method: "GET",
      path: at(`${SCRIPT}/settings`),
      answer(account) {
        noWorker(account);
        return { bindings: Reflect.get(account.uploads.at(-1)?.metadata ?? {}, "bindings") };
      },
    },
    {
      method: "POST",
      path: at(`${SCRIPT}/assets-upload-session`),
      body: ["manifest"],
      // Every file is known already: nothing is to be uploaded, and the token is that of the end.
      answer: () => ({ jwt: jwt(), buckets: [] }),
    },
    {
      method: "PUT",
      path: at(SCRIPT),
      query: ["excludeScript", "bindings_inherit"],
      async answer(account, { body }) {
        const version = await uploaded(account, body);
        deployed(account, version);
        return { id: "safetyanswer", etag: hex(64), deployment_id: version, startup_time_ms: 20 };
      },
    },
    {
      method: "POST",
      path: at(`${SCRIPT}/versions`),
      query: ["bindings_inherit"],
      async answer(account, { body }) {
        const version = await uploaded(account, body);
        return { id: version, resources: { script: { etag: hex(64) } }, startup_time_ms: 20 };
      },
    },
    {
      method: "GET",
      path: at(`${SCRIPT}/versions/([^/]+)`),
      answer({ uploads }, _, [id]) {
        const found = uploads.find(({ versionId }) => versionId === id);
        if (!found) throw new Refusal(404, 10222, "Version not found");
        return { id, resources: { bindings: found.metadata.bindings, script: { etag: hex(64) } } };
      },
    },
    {
      method: "GET",
      path: at(`${SCRIPT}/deployments`),
      answer: ({ deployments }) => ({ deployments: deployments.map(deploymentOf) }),
    },
    {
      method: "POST",
      path: at(`${SCRIPT}/deployments`),
      query: ["force"],
      answer(account, { body }) {
        const [version] = (body as { versions: readonly { version_id: string }[] }).versions;
        return deployed(account, version?.version_id ?? "");
      },
    },
    { method: "PATCH", path: at(`${SCRIPT}/script-settings`), answer: (_, { body }) => body },
    {
      method: "GET",
      path: at(`${A}/workers/workers/safetyanswer`),
      answer: ({ workersDev }) => ({ subdomain: { enabled: workersDev !== null, previews_enabled: false } }),
    },
    {
      method: "POST",
      path: at(`${SCRIPT}/subdomain`),
      body: ["enabled", "previews_enabled"],
      answer: (_, { body }) => body,
    },
    {
      method: "PUT",
      path: at(`${SCRIPT}/schedules`),
      answer(account, { body }) {
        account.schedules = body as readonly unknown[];
        return { schedules: body };
      },
    },
  ];
}

/** Unsigned: wrangler reads its claims alone. */
function jwt(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ exp: Math.floor(Date.now() / 1000) + 3600 })}.x`;
}
