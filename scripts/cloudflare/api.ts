/**
 * Cloudflare's REST API, as far as setting up and looking after an installation needs it. Wrangler does what it does better:
 * signing in, migrations, uploading. https://developers.cloudflare.com/api/
 */

/** https://developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/ */
interface Envelope {
  readonly success: boolean;
  readonly result: unknown;
  readonly errors?: readonly { readonly code: number; readonly message: string }[];
  readonly result_info?: { readonly total_pages?: number };
}

/** What Cloudflare refuses, in its own words. */
export class ApiError extends Error {
  readonly status: number;
  readonly codes: readonly number[];

  constructor(status: number, codes: readonly number[], message: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.codes = codes;
  }
}

/** What a token wants; one that \`wrangler login\` has left has them all. */
export const RIGHTS =
  "You may not do that: `npx wrangler login` anew, or give CLOUDFLARE_API_TOKEN these rights: Account Settings: Read; D1, Workers Scripts, Queues, Email Routing Addresses and Email Sending: Edit; of the zone Zone: Read, Email Routing Rules and DNS: Edit.";

const PAGE = 50;
/** Of no list here are there so many. */
const MOST_PAGES = 40;

export class CloudflareApi {
  readonly #base: string;
  readonly #token: string;

  constructor(token: string, base = process.env.CLOUDFLARE_API_BASE_URL ?? "https://api.cloudflare.com/client/v4") {
    this.#token = token;
    this.#base = base;
  }

  async get<Result>(path: string): Promise<Result> {
    return (await this.#ask("GET", path)).result as Result;
  }

  async send<Result>(method: "POST" | "PUT", path: string, body: unknown): Promise<Result> {
    return (await this.#ask(method, path, body)).result as Result;
  }

  /** Every page of a list. */
  async list<Item>(path: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let page = 1; page <= MOST_PAGES; page++) {
      const mark = path.includes("?") ? "&" : "?";
      const answer = await this.#ask("GET", `${path}${mark}page=${page}&per_page=${PAGE}`);
      items.push(...((answer.result ?? []) as readonly Item[]));
      if (page >= (answer.result_info?.total_pages ?? 1)) break;
    }
    return items;
  }

  /** Of what may not be there. */
  async find<Result>(path: string): Promise<Result | undefined> {
    try {
      return await this.get<Result>(path);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  async #ask(method: string, path: string, body?: unknown): Promise<Envelope> {
    const headers = { Authorization: `Bearer ${this.#token}`, "Content-Type": "application/json" };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${this.#base}${path}`, { method, headers, ...content }).catch(() => undefined);
    if (!response) throw new ApiError(0, [], `Cloudflare's API cannot be reached (${method} ${path}).`);
    const answer = (await response.json().catch(() => undefined)) as Envelope | undefined;
    if (answer?.success) return answer;
    const errors = answer?.errors ?? [];
    const said = errors.map(({ code, message }) => `${message} [${code}]`).join("; ");
    const remedy = response.status === 401 || response.status === 403 ? `. ${RIGHTS}` : "";
    throw new ApiError(
      response.status,
      errors.map(({ code }) => code),
      `Cloudflare refuses ${method} ${path}: ${said || response.status}${remedy}`,
    );
  }
}
