/** The admin API, one function a call. Real addresses go in and never come out. */
import { apiOrigin, token } from "./session.js";

/**
 * @typedef {{ id: string, address: string, name: string, nameSuffix: string, open: boolean, createdAt: string }} Address
 * @typedef {"hideSender" | "hideName" | "deliver" | "allowReply"} SwitchName
 * @typedef {{
 *   id: string, addressId: string, destination: string, label: string,
 *   hideSender: boolean, hideName: boolean, deliver: boolean, allowReply: boolean,
 *   state: "pending" | "invited" | "active", reason?: string, advice?: Record<"ja" | "en", string>, replacesId?: string, createdAt: string,
 * }} Forwarding
 * @typedef {{
 *   id: string, alias: string, name: string, correspondent: string, blocked: boolean,
 *   createdAt: string, lastUsedAt: string,
 * }} Alias
 * @typedef {{ id: string, address: string }} ReplyFrom
 * @typedef {{
 *   time: string, direction: string, addressId: string | null, forwardingId: string | null, alias: string | null,
 *   outcome: string, reason: string, size: number,
 * }} JournalEntry
 * @typedef {{ time: string, actor: string, action: string, subject: string, detail: string }} AuditEntry
 */

/** @template T @typedef {{ items: T[], next: string | null }} Page */

/** Where Cloudflare Access sends somebody whose sign-in has run out; a page cannot follow there, a reload can. */
export const ACCESS_RAN_OUT = 302;

/** The call failed; `status` is 0 when the server could not be reached at all. */
export class ApiError extends Error {
  /** @param {number} status @param {string} detail @param {string | undefined} field */
  constructor(status, detail, field) {
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.field = field;
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>}
 * @throws {ApiError}
 */
async function call(method, path, body) {
  const response = await reach(method, path, body);
  if (response.type === "opaqueredirect") throw new ApiError(ACCESS_RAN_OUT, "", undefined);
  if (response.status === 204) return undefined;
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw new ApiError(response.status, answer.detail ?? answer.title ?? "", answer.field);
}

/** @param {string} method @param {string} path @param {unknown} body */
async function reach(method, path, body) {
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json" };
  if (token()) headers.authorization = `Bearer ${token()}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  try {
    const content = body === undefined ? null : JSON.stringify(body);
    const wish = { method, headers, body: content, cache: /** @type {const} */ ("no-store") };
    return await fetch(`${apiOrigin()}/api${path}`, { ...wish, redirect: "manual" });
  } catch {
    throw new ApiError(0, "", undefined);
  }
}

/** More pages than this are not fetched at once: the desk is for people, not for exports. */
const MAX_PAGES = 10;

/** @param {string} path @returns {Promise<any[]>} every item of a list */
async function whole(path) {
  const items = [];
  let next = "";
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await call("GET", `${path}?limit=200${next}`);
    items.push(...answer.items);
    if (!answer.next) break;
    next = `&cursor=${encodeURIComponent(answer.next)}`;
  }
  return items;
}

/** @param {Record<string, string | undefined>} filters */
function query(filters) {
  const given = Object.entries(filters).filter(([, value]) => value);
  return new URLSearchParams(/** @type {[string, string][]} */ (given)).toString();
}

export const api = {
  /** @returns {Promise<Address[]>} */
  addresses: () => whole("/addresses"),
  /** @param {{ address: string, name?: string, nameSuffix?: string }} body @returns {Promise<Address>} */
  addAddress: (body) => call("POST", "/addresses", body),
  /** @param {string} id @param {{ name?: string, nameSuffix?: string, open?: boolean }} change @returns {Promise<Address>} */
  changeAddress: (id, change) => call("PATCH", `/addresses/${id}`, change),
  /** @param {string} id @returns {Promise<void>} */
  deleteAddress: (id) => call("DELETE", `/addresses/${id}`),

  /** @param {string} addressId @returns {Promise<Forwarding[]>} */
  forwardings: (addressId) => whole(`/addresses/${addressId}/forwardings`),
  /** @param {string} addressId @param {{ destination: string, label?: string }} body @returns {Promise<Forwarding>} */
  addForwarding: (addressId, body) => call("POST", `/addresses/${addressId}/forwardings`, body),
  /** @param {string} id @returns {Promise<Forwarding>} */
  forwarding: (id) => call("GET", `/forwardings/${id}`),
  /** @param {string} id @param {Partial<Record<SwitchName, boolean>> & { label?: string }} change @returns {Promise<Forwarding>} */
  changeForwarding: (id, change) => call("PATCH", `/forwardings/${id}`, change),
  /** @param {string} id @returns {Promise<void>} */
  deleteForwarding: (id) => call("DELETE", `/forwardings/${id}`),
  /** @param {string} id @param {{ destination: string, keepAliases: boolean }} body @returns {Promise<Forwarding>} */
  handOver: (id, body) => call("POST", `/forwardings/${id}/handover`, body),
  /** @param {string} id @returns {Promise<{ outcome: "sent" | "refused" | "deferred" }>} */
  welcome: (id) => call("POST", `/forwardings/${id}/welcome`),

  /** @param {string} id @returns {Promise<ReplyFrom[]>} */
  replyFrom: (id) => whole(`/forwardings/${id}/reply-from`),
  /** @param {string} id @param {string} address @returns {Promise<ReplyFrom>} */
  addReplyFrom: (id, address) => call("POST", `/forwardings/${id}/reply-from`, { address }),
  /** @param {string} id @param {string} entry @returns {Promise<void>} */
  deleteReplyFrom: (id, entry) => call("DELETE", `/forwardings/${id}/reply-from/${entry}`),

  /** @param {string} id @returns {Promise<Alias[]>} */
  aliases: (id) => whole(`/forwardings/${id}/aliases`),
  /** @param {string} id @param {{ address: string, name?: string }} body @returns {Promise<Alias>} */
  addAlias: (id, body) => call("POST", `/forwardings/${id}/aliases`, body),
  /** @param {string} id @param {boolean} blocked @returns {Promise<Alias>} */
  blockAlias: (id, blocked) => call("PATCH", `/aliases/${id}`, { blocked }),
  /** @param {string} id @returns {Promise<void>} */
  deleteAlias: (id) => call("DELETE", `/aliases/${id}`),

  /** @param {string} destination @returns {Promise<Record<string, number>>} */
  stop: (destination) => call("POST", "/stop", { destination }),
  /** @param {string} address @returns {Promise<Record<string, number>>} */
  erase: (address) => call("POST", "/erase", { address }),

  /** @param {Record<string, string | undefined>} filters @returns {Promise<Page<JournalEntry>>} */
  journal: (filters) => call("GET", `/journal?${query(filters)}`),
  /** @param {Record<string, string | undefined>} filters @returns {Promise<Page<AuditEntry>>} */
  audit: (filters) => call("GET", `/audit?${query(filters)}`),
  /** @param {Record<string, string>} wish @returns {Promise<import("./desk/stats.js").Answer>} */
  stats: (wish) => call("GET", `/stats?${query(wish)}`),
};
