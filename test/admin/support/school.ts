/**
 * A school with a desk: the app, called as a browser would, on the real D1. Everything that it answers, logs or stores is
 * kept, and held against the contract.
 */
import * as v from "valibot";
import { expect } from "vitest";
import { type AdminDeps, adminApp } from "../../../src/admin/app.ts";
import { confirmDestination } from "../../../src/admin/confirmation.ts";
import type { Route } from "../../../src/admin/contract/route.ts";
import { contract } from "../../../src/admin/contract/routes.ts";
import { type Env, readSettings } from "../../../src/env.ts";
import type { Address } from "../../../src/mail/header/address.ts";
import type { Confirmed } from "../../../src/relay/ports/confirmations.ts";
import { openAdminDb } from "../../../src/store/admin/db.ts";
import { Vault } from "../../../src/store/vault.ts";
import { db, emptyDatabase } from "./database.ts";
import { StrictTransport } from "./transport.ts";

export const TOKEN = "a-token-of-more-than-24-characters";
export const ADMIN_MAILBOX = "hisho.himitsu@inbox.example";

const ENVIRONMENT = {
  ADMIN_TOKEN: TOKEN,
  ADDRESS_KEY: btoa("0123456789abcdef0123456789abcdef"),
  ADMIN_MAILBOX,
  ADMIN_ORIGINS: "https://desk.example",
  LANGUAGE: "en",
} as unknown as Env;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; undefined when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose shape the contract has checked.
  readonly body: any;
}

interface Asking {
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly raw?: BodyInit;
}

export class School {
  readonly transport = new StrictTransport();
  readonly logged: string[] = [];
  /** The text of every answer. */
  readonly answered: string[] = [];
  /** Milliseconds that somebody was made to wait. */
  readonly waits: number[] = [];
  now = Date.UTC(2026, 3, 1, 0);
  deps: AdminDeps;

  constructor(vault: Vault, settings: Partial<AdminDeps["settings"]> = {}) {
    this.deps = {
      settings: { ...readSettings(ENVIRONMENT), ...settings },
      vault,
      d1: db,
      transport: this.transport,
      clock: {
        now: () => this.now,
        timer: (milliseconds) => {
          // No letter is late; who is made to wait has waited.
          if (milliseconds >= 8_000) return { done: new Promise<void>(() => {}), stop() {} };
          this.waits.push(milliseconds);
          return { done: Promise.resolve(), stop() {} };
        },
      },
      log: { write: (entry) => void this.logged.push(JSON.stringify(entry)) },
      assets: { fetch: async (request: Request) => fileOf(request) } as unknown as Fetcher,
    };
  }

  async ask(method: string, path: string, body?: unknown, asking: Asking = {}): Promise<Answer> {
    const headers = new Headers(asking.headers);
    const token = asking.token === undefined ? TOKEN : asking.token;
    if (token !== null) headers.set("Authorization", `Bearer ${token}`);
    if (body !== undefined && !headers.has("Content-Type")) headers.set("Content-Type", "application/json");
    const content = asking.raw ?? (body === undefined ? null : JSON.stringify(body));
    const request = new Request(`https://relay.school.example${path}`, { method, headers, body: content });
    const response = await adminApp(this.deps).fetch(request);
    // As it arrives: `.` and `..` between slashes never do (RFC 3986 §5.2.4).
    return this.#keep(method, new URL(request.url).pathname, response);
  }

  /** An answer as it is, for what has no JSON to hold against the contract. */
  async fetch(method: string, path: string, headers: Readonly<Record<string, string>>): Promise<Response> {
    const request = new Request(`https://relay.school.example${path}`, {
      method,
      headers: { Authorization: `Bearer ${TOKEN}`, ...headers },
    });
    return adminApp(this.deps).fetch(request);
  }

  async #keep(method: string, path: string, response: Response): Promise<Answer> {
    const text = await response.text();
    this.answered.push(text);
    const isJson = /json/.test(response.headers.get("Content-Type") ?? "");
    const answer = { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : undefined };
    if (path.startsWith("/api/") && method !== "OPTIONS") requireContract(method, path, answer);
    return answer;
  }

  /** A published address's id. */
  async publish(address = "pta@school.example", name = ""): Promise<string> {
    const answer = await this.ask("POST", "/api/addresses", { address, name, confirmDomain: true });
    expect(answer.status).toBe(201);
    return answer.body.id;
  }

  /** A new forwarding, as the API answers it: nobody has answered the welcome mail. */
  async invite(addressId: string, destination: string, more: object = {}) {
    const answer = await this.ask("POST", `/api/addresses/${addressId}/forwardings`, { destination, ...more });
    expect(answer.status).toBe(201);
    return answer.body;
  }

  /** A new forwarding whose officer has answered the welcome mail at once, if it came. */
  async lead(addressId: string, destination: string, more: object = {}) {
    const { id, state } = await this.invite(addressId, destination, more);
    if (state === "invited") await this.confirm(id);
    return (await this.ask("GET", `/api/forwardings/${id}`)).body;
  }

  /** What the relay does with an officer's answer to the welcome mail (test/relay/confirmation has the mail itself). */
  confirm(forwardingId: string, further?: Address): Promise<Confirmed> {
    return confirmDestination({ ...this.deps, db: openAdminDb(db), actor: "officer" }, forwardingId, further);
  }

  /** So many forwardings that are pending: they count, and nobody has to be told of them. */
  async crowd(addressId: string, size: number): Promise<void> {
    const mailboxes = Array.from({ length: size }, (_, n) => `officer${n}@x.example`);
    for (const mailbox of mailboxes) this.transport.faults.set(mailbox, { kind: "deferred", reason: "quota" });
    await Promise.all(mailboxes.map((mailbox) => this.lead(addressId, mailbox)));
  }

  /** An alias that was made out by hand. */
  async aliasFor(forwardingId: string, address: string, name = "") {
    const answer = await this.ask("POST", `/api/forwardings/${forwardingId}/aliases`, { address, name });
    expect(answer.status).toBe(201);
    return answer.body;
  }
}

const vault = Vault.open(new Uint8Array(32).fill(7));

export async function openSchool(settings: Partial<AdminDeps["settings"]> = {}): Promise<School> {
  await emptyDatabase();
  return new School(await vault, settings);
}

const Code = v.pipe(v.string(), v.regex(/^[a-z]+(?:-[a-z]+)*$/));

const Problem = v.strictObject({
  type: v.pipe(v.string(), v.startsWith("/api/docs#")),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  field: v.optional(v.string()),
  code: v.optional(Code),
  change: v.optional(v.strictObject({ action: v.string(), actor: v.string(), name: v.string(), time: v.string() })),
  errors: v.optional(
    v.array(
      v.strictObject({
        row: v.optional(v.number()),
        line: v.optional(v.number()),
        field: v.optional(v.string()),
        code: Code,
        detail: v.string(),
      }),
    ),
  ),
});

/** Every answer is one of those that the contract names for its route, and has its shape. */
function requireContract(method: string, path: string, answer: Answer): void {
  const route = routeAt(method, path);
  if (answer.status < 300) {
    if (!route) return; // Documents: they are no JSON answers of ours.
    expect(answer.status).toBe(route.status);
    if (answer.status === 204) expect(answer.body).toBeUndefined();
    else v.parse(route.answer, answer.body);
    return;
  }
  expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
  expect(v.parse(Problem, answer.body).status).toBe(answer.status);
  const always = [401, 403, 405, 422, 429, 503, ...(route ? [] : [404]), ...(method === "POST" ? [400, 409] : [])];
  expect([...always, ...(route?.refusals ?? [])]).toContain(answer.status);
}

/** The route that a request for this path arrives at. */
export function routeAt(method: string, path: string): Route | undefined {
  const { pathname } = new URL(path, "https://relay.school.example");
  return contract.find((known) => known.method === method && patternOf(known).test(pathname));
}

function patternOf(route: Route): RegExp {
  return new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`);
}

/** Stands for the files in public/. */
function fileOf(request: Request): Response {
  const { pathname } = new URL(request.url);
  const isPage = pathname === "/" || pathname === "/docs";
  const type = isPage ? "text/html; charset=utf-8" : "application/json";
  return new Response(isPage ? "<!doctype html>" : "{}", { headers: { "Content-Type": type } });
}
