/** The admin API, one function a call. Real addresses go in and never come out. */
import { learnRole } from "./role.js";
import { apiOrigin, dropSession, isLeaving, token } from "./session.js";

/**
 * The routes of the contract, by name. What goes in and what comes out follows from it: where the two part, this page
 * does not compile.
 *
 * @typedef {typeof import("../../src/admin/contract/addresses.ts")
 *   & typeof import("../../src/admin/contract/admins.ts")
 *   & typeof import("../../src/admin/contract/aliases.ts")
 *   & typeof import("../../src/admin/contract/blocks.ts")
 *   & typeof import("../../src/admin/contract/card.ts")
 *   & typeof import("../../src/admin/contract/desk.ts")
 *   & typeof import("../../src/admin/contract/emergency.ts")
 *   & typeof import("../../src/admin/contract/forwardings.ts")
 *   & typeof import("../../src/admin/contract/mails.ts")
 *   & typeof import("../../src/admin/contract/networks.ts")
 *   & typeof import("../../src/admin/contract/records.ts")
 *   & typeof import("../../src/admin/contract/reply-from.ts")
 *   & typeof import("../../src/admin/contract/roster.ts")} Contract
 */

/**
 * @template {{ readonly answer: import("valibot").GenericSchema<any, any> }} Route
 * @typedef {import("valibot").InferOutput<Route["answer"]>} Answer
 */

/**
 * @template {{ readonly body?: import("valibot").GenericSchema<any, any> }} Route
 * @typedef {import("valibot").InferInput<NonNullable<Route["body"]>>} Body
 */

/** @template T @typedef {{ items: T[], next: string | null }} Page */

/**
 * @typedef {Omit<AddressWithForwardings, "forwardings">} Address
 * @typedef {AddressWithForwardings["forwardings"][number]} Forwarding
 * @typedef {Answer<Contract["getForwarding"]>} MadeForwarding
 * @typedef {Answer<Contract["changeAdmin"]>} Admin
 * @typedef {Answer<Contract["inviteAgain"]>} LetterOutcome
 * @typedef {Answer<Contract["acceptInvitation"]>} Accepted
 * @typedef {Answer<Contract["changeAlias"]>} Alias
 * @typedef {Answer<Contract["addBlock"]>} Block
 * @typedef {Answer<Contract["makeCard"]>} Card
 * @typedef {Answer<Contract["addReplyFrom"]>} ReplyFrom
 * @typedef {Answer<Contract["listMembers"]>} Members
 * @typedef {Members["items"][number]} Member
 * @typedef {Answer<Contract["makeJoinCode"]>} JoinCode
 * @typedef {Answer<Contract["listAnnouncements"]>["items"][number]} Announcement
 * @typedef {Answer<Contract["listSurveys"]>["items"][number]} Survey
 * @typedef {Answer<Contract["listJournal"]>["items"][number]} JournalEntry
 * @typedef {Answer<Contract["findMails"]>["items"][number]} FoundMail
 * @typedef {Answer<Contract["listAudit"]>["items"][number]} AuditEntry
 * @typedef {Answer<Contract["getStats"]>} StatsAnswer
 * @typedef {Answer<Contract["getDesk"]>} DeskAnswer
 * @typedef {Answer<Contract["applyRoster"]>} RosterAnswer
 * @typedef {{ row?: number, line?: number, field?: string, code: string, detail: string }} WrongField
 * @typedef {{ action: string, actor: string, name: string, time: string }} Change
 * @typedef {{ content: string | Blob, effectiveAt: string }} RosterWish
 * @typedef {Exclude<keyof Body<Contract["changeForwarding"]>, "label">} SwitchName
 * @typedef {DeskAnswer["items"][number]} AddressWithForwardings
 */

/** Where Cloudflare Access sends somebody whose sign-in has run out; a page cannot follow there, a reload can. */
export const ACCESS_RAN_OUT = 302;

/** The call failed; `status` is 0 when the server could not be reached at all. */
export class ApiError extends Error {
  /**
   * @param {number} status @param {string} detail @param {string | undefined} field @param {string} [code] a stable word
   * @param {readonly WrongField[]} [errors] all that is wrong
   * @param {Change} [change] of somebody who was quicker
   */
  constructor(status, detail, field, code = "", errors = [], change = undefined) {
    super(detail);
    this.name = "ApiError";
    this.status = status;
    this.field = field;
    this.code = code;
    this.errors = errors;
    this.change = change;
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
  return answerOf(await reachSignedIn(method, path, body));
}

/** @param {Response} response @returns {Promise<any>} @throws {ApiError} */
async function answerOf(response) {
  if (response.type === "opaqueredirect") throw new ApiError(ACCESS_RAN_OUT, "", undefined);
  if (response.status === 204) return undefined;
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const { detail = answer.title ?? "", field, code, errors, change } = answer;
  throw new ApiError(response.status, detail, field, code, errors, change);
}

/** @type {Promise<unknown>} one change at a time: the next one has to say what this one leaves behind */
let changing = Promise.resolve();

/**
 * Changes what was read, as long as it stands as it was read (RFC 9110 §13.1.1): two admins never overwrite each other.
 *
 * @param {string} method @param {string} path
 * @param {{ etag: string }} read goes on with what the change has made of it
 * @param {unknown} [body] what is to change of it alone
 * @returns {Promise<any>}
 * @throws {ApiError} 412 that says who was quicker
 */
function change(method, path, read, body) {
  const made = changing.then(async () => {
    const response = await reachSignedIn(method, path, body, { "if-match": read.etag });
    const answer = await answerOf(response);
    read.etag = response.headers.get("etag") ?? read.etag;
    return answer;
  });
  changing = made.catch(() => undefined); // Whoever waits for it is told.
  return made;
}

/** What was read last, as text: whoever reads it changes what they got. @type {{ path: string, tag: string, text: string } | undefined} */
let known;

/** What was asked before anybody needed it. @type {{ path: string, response: Promise<Response> } | undefined} */
let ahead;

/** Reads again what may well be as it was: then nothing is sent but that. @param {string} path @returns {Promise<any>} */
async function again(path) {
  const had = known?.path === path ? known : undefined;
  const asked = ahead?.path === path ? ahead.response : undefined;
  ahead = undefined;
  const response = await (asked ?? reachSignedIn("GET", path, undefined, had ? { "if-none-match": had.tag } : {}));
  if (response.status === 304 && had) return JSON.parse(had.text);
  const answer = await answerOf(response);
  known = { path, tag: response.headers.get("etag") ?? "", text: JSON.stringify(answer) };
  return answer;
}

/** @type {(changing: boolean) => Promise<boolean>} */
let signsInAgain = async () => false;

/**
 * What a call does when the sign-in has run out, before it is made once more.
 *
 * @param {(changing: boolean) => Promise<boolean>} ask whether somebody has signed in again
 */
export function whenSignedOut(ask) {
  signsInAgain = ask;
}

/** @param {string} method @param {string} path @param {unknown} body @param {Record<string, string>} [more] header fields */
async function reachSignedIn(method, path, body, more) {
  const response = await reach(method, path, body, more);
  const signedIn = response.status === 401 && (await signsInAgain(method !== "GET"));
  return signedIn ? reach(method, path, body, more) : response;
}

/** @type {Promise<void> | undefined} one at a time: a late answer must not take the next session's cookie away */
let leaving;

/** Ends the session whose cookie this browser holds; it goes out also when the page is left. @throws {ApiError} */
function leave() {
  leaving ??= endSession().finally(() => {
    leaving = undefined;
  });
  return leaving;
}

/** @returns {Promise<void>} @throws {ApiError} */
async function endSession() {
  const wish = /** @type {const} */ ({ method: "DELETE", keepalive: true, redirect: "manual" });
  const response = await fetch("/api/session", wish).catch(() => {
    throw new ApiError(0, "", undefined);
  });
  if (response.status >= 500) throw new ApiError(response.status, "", undefined);
  dropSession();
}

/** @param {string} method @param {string} path @param {unknown} body @param {Record<string, string>} [more] */
async function reach(method, path, body, more = {}) {
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json", ...more };
  if (isLeaving()) await leave(); // Signed out while there was no network: the cookie is still good.
  if (token()) headers.authorization = `Bearer ${token()}`;
  const isCsv = body instanceof Blob;
  if (body !== undefined) headers["content-type"] = isCsv ? "text/csv" : "application/json";
  try {
    const content = isCsv ? body : body === undefined ? null : JSON.stringify(body);
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

/** @param {Record<string, string>} wish */
const deskPath = (wish) => `/desk?${query({ ...wish, limit: "200" })}`;

export const api = {
  /** Lets the desk travel beside the page's words, instead of after them. @param {Record<string, string>} wish */
  deskAhead: (wish) => {
    const path = deskPath(wish);
    const response = reach("GET", path, undefined);
    response.catch(() => undefined); // Whoever waits for it is told.
    ahead = { path, response };
  },
  /** Everything that is shown first. @param {Record<string, string>} wish of its figures @returns {Promise<DeskAnswer>} */
  desk: async (wish) => {
    const first = await again(deskPath(wish));
    learnRole(first);
    const items = [...first.items];
    let { next } = first;
    for (let page = 1; next && page < MAX_PAGES; page += 1) {
      const more = await call("GET", `/desk?${query({ ...wish, limit: "200", cursor: next })}`);
      items.push(...more.items);
      next = more.next;
    }
    return { ...first, items, next: null };
  },
  /** For a cookie in the token's place. @returns {Promise<void>} */
  openSession: async () => {
    await answerOf(await reach("POST", "/session", undefined));
  },
  /** Nobody waits for it: what the server has not heard of is said before anything else is asked. */
  closeSession: () => void leave().catch(() => undefined),
  /** @returns {Promise<unknown>} @throws {ApiError} 401 */
  signedIn: async () => answerOf(await reach("GET", "/addresses?limit=1", undefined)),
  /** @param {Body<Contract["addAddress"]>} body @returns {Promise<Answer<Contract["addAddress"]>>} */
  addAddress: (body) => call("POST", "/addresses", body),
  /** @param {Address} read @param {Body<Contract["changeAddress"]>} wish @returns {Promise<unknown>} */
  changeAddress: (read, wish) => change("PATCH", `/addresses/${read.id}`, read, wish),
  /** @param {Address} read @returns {Promise<void>} */
  deleteAddress: (read) => change("DELETE", `/addresses/${read.id}`, read),

  /** @param {string} addressId @param {Body<Contract["addForwarding"]>} body @returns {Promise<MadeForwarding>} */
  addForwarding: (addressId, body) => call("POST", `/addresses/${addressId}/forwardings`, body),
  /** @param {Forwarding} read @param {Body<Contract["changeForwarding"]>} wish @returns {Promise<unknown>} */
  changeForwarding: (read, wish) => change("PATCH", `/forwardings/${read.id}`, read, wish),
  /** @param {Forwarding} read @returns {Promise<void>} */
  deleteForwarding: (read) => change("DELETE", `/forwardings/${read.id}`, read),
  /** @param {Forwarding} read @param {Body<Contract["handOver"]>} body @returns {Promise<MadeForwarding>} */
  handOver: (read, body) => change("POST", `/forwardings/${read.id}/handover`, read, body),
  /** @param {string} id @returns {Promise<Answer<Contract["sendWelcome"]>>} */
  welcome: (id) => call("POST", `/forwardings/${id}/welcome`),
  /** @param {string} id of the public address @returns {Promise<Members>} */
  members: (id) => call("GET", `/addresses/${id}/members?limit=200`),
  /** @param {string} id @param {string} address @returns {Promise<{ members: number }>} */
  eraseMember: (id, address) => call("DELETE", `/addresses/${id}/members`, { address }),
  /** @param {string} id @returns {Promise<JoinCode>} */
  makeJoinCode: (id) => call("POST", `/addresses/${id}/join-code`),
  /** @param {string} id @returns {Promise<Announcement[]>} */
  announcements: (id) => whole(`/addresses/${id}/announcements`),
  /** @param {string} id @returns {Promise<Survey[]>} */
  surveys: (id) => whole(`/addresses/${id}/surveys`),
  /** @param {string} id @returns {Promise<Card>} */
  makeCard: (id) => call("POST", `/forwardings/${id}/card`),

  /** @param {string} id @returns {Promise<ReplyFrom[]>} */
  replyFrom: (id) => whole(`/forwardings/${id}/reply-from`),
  /** @param {string} id @param {string} address @returns {Promise<ReplyFrom>} */
  addReplyFrom: (id, address) => call("POST", `/forwardings/${id}/reply-from`, { address }),
  /** @param {string} id @param {string} entry @returns {Promise<void>} */
  deleteReplyFrom: (id, entry) => call("DELETE", `/forwardings/${id}/reply-from/${entry}`),

  /** @param {string} id @returns {Promise<Alias[]>} */
  aliases: (id) => whole(`/forwardings/${id}/aliases`),
  /** @param {string} id @param {Body<Contract["addAlias"]>} body @returns {Promise<Alias>} */
  addAlias: (id, body) => call("POST", `/forwardings/${id}/aliases`, body),
  /** @param {string} id @param {boolean} blocked @returns {Promise<Alias>} */
  blockAlias: (id, blocked) => call("PATCH", `/aliases/${id}`, { blocked }),
  /** @param {string} id of the public address @returns {Promise<Block[]>} */
  blocks: (id) => whole(`/addresses/${id}/blocks`),
  /** @param {string} id of the public address @param {Body<Contract["addBlock"]>} body @returns {Promise<Block>} */
  addBlock: (id, body) => call("POST", `/addresses/${id}/blocks`, body),
  /** @param {string} id @returns {Promise<void>} */
  deleteBlock: (id) => call("DELETE", `/blocks/${id}`),
  /** @param {string} id @returns {Promise<void>} */
  deleteAlias: (id) => call("DELETE", `/aliases/${id}`),

  /** @param {RosterWish} wish @param {boolean} dryRun @returns {Promise<RosterAnswer>} */
  roster: ({ content, effectiveAt }, dryRun) =>
    call("POST", `/roster?${query({ effectiveAt, dryRun: String(dryRun) })}`, new Blob([content])),

  /** @param {Body<Contract["stop"]>} lost @returns {Promise<Answer<Contract["stop"]>>} */
  stop: (lost) => call("POST", "/stop", lost),
  /** @param {string} address @returns {Promise<Answer<Contract["erase"]>>} */
  erase: (address) => call("POST", "/erase", { address }),

  /** @returns {Promise<Admin[]>} */
  admins: () => whole("/admins"),
  /** @param {Body<Contract["inviteAdmin"]>} body @returns {Promise<Answer<Contract["inviteAdmin"]>>} */
  inviteAdmin: (body) => call("POST", "/admins", body),
  /** @param {string} id @param {Body<Contract["changeAdmin"]>} wish @returns {Promise<Admin>} */
  changeAdmin: (id, wish) => call("PATCH", `/admins/${id}`, wish),
  /** @param {string} id @returns {Promise<LetterOutcome>} */
  inviteAgain: (id) => call("POST", `/admins/${id}/invitation`),
  /** @param {string} id @returns {Promise<void>} */
  revokeAdmin: (id) => call("DELETE", `/admins/${id}`),
  /** @param {string} invitation @returns {Promise<Accepted>} */
  acceptInvitation: async (invitation) => answerOf(await reach("POST", "/invitation", { invitation })),

  /** @param {Record<string, string | undefined>} filters @returns {Promise<Page<JournalEntry>>} */
  journal: (filters) => call("GET", `/journal?${query(filters)}`),
  /** As much of it as a table holds. @param {Record<string, string>} filters @returns {Promise<{ items: JournalEntry[], isWhole: boolean }>} */
  journalWhole: async (filters) => {
    const items = [];
    let next = "";
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer = await call("GET", `/journal?${query({ ...filters, limit: "200", cursor: next })}`);
      items.push(...answer.items);
      next = answer.next ?? "";
      if (!next) break;
    }
    return { items, isWhole: next === "" };
  },
  /** @param {string} person @returns {Promise<FoundMail[]>} */
  findMails: async (person) => (await call("POST", "/mails/search", { person })).items,
  /** @param {Record<string, string | undefined>} filters @returns {Promise<Page<AuditEntry>>} */
  audit: (filters) => call("GET", `/audit?${query(filters)}`),
};
