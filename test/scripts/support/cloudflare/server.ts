/** The stand-in for Cloudflare's API, its resolver, and nothing else: strict, so that an unknown call, parameter or member is a failure. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Account } from "./account.ts";
import { type Call, Refusal, ROUTES } from "./routes.ts";

export const TOKEN = "token-of-the-stand-in";

export class CloudflareStandIn {
  readonly account = new Account();
  /** Every call that changes something, as `METHOD path`. */
  readonly changes: string[] = [];
  /** What the worker answers at /api/health: the stand-in is its page, too. */
  health: object = { status: "ok", version: "0.1.0" };
  /** Calls that exist nowhere, or not so. */
  readonly strange: string[] = [];
  /** What to refuse, by `METHOD path`. */
  readonly faults = new Map<string, Refusal>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<CloudflareStandIn> {
    const server = createServer();
    const standIn = new CloudflareStandIn(server);
    server.on("request", (request, response) => void standIn.#serve(request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return standIn;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What makes the scripts and wrangler come here. */
  environment(): Record<string, string> {
    return {
      CLOUDFLARE_API_BASE_URL: `${this.url}/client/v4`,
      CLOUDFLARE_API_TOKEN: TOKEN,
      SAFETYANSWER_DNS: `${this.url}/dns-query`,
      WRANGLER_SEND_METRICS: "false",
      CI: "true",
    };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    const known = this.#elsewhere(url);
    if (known) return send(response, 200, known);
    const call = await callOf(request, url);
    try {
      if (request.headers.authorization !== `Bearer ${TOKEN}`) throw new Refusal(401, 10000, "Authentication error");
      const fault = this.faults.get(`${call.method} ${call.path}`);
      if (fault) throw fault;
      const result = await this.#answer(call);
      const info = Array.isArray(result)
        ? { page: 1, per_page: 50, total_pages: 1, count: result.length, total_count: result.length }
        : undefined;
      send(response, 200, { success: true, errors: [], messages: [], result, ...(info && { result_info: info }) });
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 7000, String(error));
      const errors = [{ code: refusal.code, message: refusal.message }];
      send(response, refusal.status, { success: false, errors, messages: [], result: null });
    }
  }

  #answer(call: Call): unknown {
    const route = ROUTES.find(({ method, path }) => method === call.method && path.test(call.path));
    const fault = route ? faultIn(call, route) : "no such route";
    if (!route || fault) {
      this.strange.push(`${call.method} ${call.path}: ${fault} ${JSON.stringify(call.body)?.slice(0, 300)}`);
      throw new Refusal(404, 7003, `Could not route to ${call.path}: ${fault}`);
    }
    if (call.method !== "GET" && !isReading(call)) this.changes.push(`${call.method} ${call.path}`);
    return route.answer(this.account, call, (route.path.exec(call.path) ?? []).slice(1));
  }

  /** The worker's page, and the resolver. */
  #elsewhere(url: URL): object | undefined {
    if (url.pathname === "/api/health") return this.health;
    return url.pathname === "/dns-query" ? this.#resolved(url.searchParams) : undefined;
  }

  /** https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/ */
  #resolved(query: URLSearchParams): object {
    const [name, type] = [query.get("name") ?? "", query.get("type")];
    const mx = this.account.mx.get(name);
    if (mx === "fail") return { Status: 2 };
    const records = type === "MX" ? mx : (this.account.txt.get(name) ?? (mx && []));
    if (!records) return { Status: 3 };
    const number = type === "MX" ? 15 : 16;
    return { Status: 0, Answer: records.map((data) => ({ name, type: number, TTL: 300, data })) };
  }
}

/** A query by POST that changes no row. */
function isReading({ path, body }: Call): boolean {
  return path.endsWith("/query") && /^\s*(?:SELECT|PRAGMA)/i.test(String(Reflect.get(Object(body), "sql")));
}

function faultIn(call: Call, route: (typeof ROUTES)[number]): string | undefined {
  const parameter = [...call.query.keys()].find((name) => !route.query?.includes(name));
  if (parameter) return `unknown parameter ${parameter}`;
  if (!route.body) return undefined;
  const members = Object.keys(Object(call.body));
  const strange = members.find((name) => !route.body?.includes(name));
  if (strange) return `unknown member ${strange}`;
  const absent = route.body.find((name) => !members.includes(name) && name !== "params");
  return absent && `${absent} is missing`;
}

async function callOf(request: IncomingMessage, url: URL): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const octets = Buffer.concat(chunks);
  const type = request.headers["content-type"] ?? "";
  const body = await parsed(octets, type);
  return { method: request.method ?? "", path: url.pathname.replace("/client/v4", ""), query: url.searchParams, body };
}

async function parsed(octets: Buffer, type: string): Promise<unknown> {
  if (octets.length === 0) return undefined;
  if (type.startsWith("multipart/form-data")) {
    return new Response(new Uint8Array(octets), { headers: { "Content-Type": type } }).formData();
  }
  try {
    return JSON.parse(octets.toString());
  } catch {
    return octets.toString("latin1");
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}
