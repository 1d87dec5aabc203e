/**
 * What is this school's own: a small file that git does not know (`settings.local.json`), so that no tracked file is ever edited and
 * `git pull` never conflicts. No secret stands in it.
 */
import { readFile, rename, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseAddress } from "../../src/mail/header/address.ts";
import type { Language } from "../support/language.ts";

export interface Settings {
  /** Lower-case. */
  readonly domain: string;
  /** Where alarms and mail for postmaster@ go. */
  readonly adminMailbox: string;
  readonly language: Language;
  /** Of several Cloudflare accounts, this one. */
  readonly accountId?: string;
  /** Where the page is, if not at workers.dev: an origin, `https://…`. */
  readonly page?: string;
  /** Answers go out only after the first production check (docs/operations.md). */
  readonly replies: "on" | "off";
  /** Further settings, in the place of those in wrangler.toml. */
  readonly vars: Readonly<Record<string, string>>;
}

/** A setting that is not as it should be; the text is one line, for people. */
export class BadSetting extends Error {}

const MEMBERS = ["domain", "adminMailbox", "language", "accountId", "page", "replies", "vars"];

/** What the file holds; `undefined` when there is none. @throws BadSetting */
export async function readSettings(file: string): Promise<Partial<Settings> | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new BadSetting(`${file} cannot be read (${error.code}).`);
  });
  if (text === undefined) return undefined;
  return checkedMembers(parsed(text, file), basename(file));
}

function parsed(text: string, file: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  throw new BadSetting(`${file} is no JSON object: mend it, or take it away and answer the questions again.`);
}

function checkedMembers(value: object, file: string): Partial<Settings> {
  const members = Object.entries(value);
  const [strange] = members.find(([name]) => !MEMBERS.includes(name)) ?? [];
  if (strange !== undefined) {
    throw new BadSetting(`${file}: "${strange}" is not known here; what is are ${MEMBERS.join(", ")}.`);
  }
  const wrong = members.find(([name, one]) => name !== "vars" && typeof one !== "string");
  if (wrong) throw new BadSetting(`${file}: "${wrong[0]}" must be text in quotation marks.`);
  return value as Partial<Settings>;
}

/** @throws BadSetting that names the first one which is missing or malformed */
export function checkSettings(given: Partial<Settings>): Settings {
  const { accountId, page } = given;
  return {
    domain: checkDomain(given.domain ?? ""),
    adminMailbox: checkMailbox(given.adminMailbox ?? "", given.domain ?? ""),
    language: checkLanguage(given.language),
    ...(accountId === undefined ? {} : { accountId: checkAccount(accountId) }),
    ...(page === undefined ? {} : { page: checkPage(page) }),
    replies: checkReplies(given.replies),
    vars: checkVars(given.vars ?? {}),
  };
}

/** RFC 1035 §2.3.1, two labels at least. */
const DOMAIN = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

export function checkDomain(text: string): string {
  const domain = text.trim().toLowerCase();
  if (DOMAIN.test(domain)) return domain;
  const advice = "it is a domain alone, as sunflower-pta.example";
  if (domain === "") throw new BadSetting(`The domain is missing: ${advice} (--domain).`);
  if (/[*@]/.test(domain)) throw new BadSetting(`"${domain}" is no domain: leave *@ and @ out, ${advice}.`);
  throw new BadSetting(`"${domain}" is no domain: ${advice}; a Japanese one in its xn-- form.`);
}

export function checkMailbox(text: string, domain: string): string {
  const mailbox = text.trim();
  if (mailbox === "") throw new BadSetting("The admin's mailbox is missing (--admin-mailbox).");
  const address = parseAddress(mailbox);
  if (!address) throw new BadSetting(`"${mailbox}" is no mail address.`);
  if (address.domain === domain.trim().toLowerCase()) {
    throw new BadSetting(`The admin's mailbox must be a private one, at another domain than ${address.domain}.`);
  }
  return address.spec;
}

export function checkLanguage(text: string | undefined): Language {
  if (text === "ja" || text === "en") return text;
  throw new BadSetting("The language must be ja or en (--language).");
}

function checkReplies(text: string | undefined): "on" | "off" {
  if (text === undefined || text === "off") return "off";
  if (text === "on") return text;
  throw new BadSetting('"replies" must be on or off.');
}

export function checkAccount(text: string): string {
  if (/^[0-9a-f]{32}$/.test(text) && !/^0+$/.test(text)) return text;
  throw new BadSetting(`"${text}" is no account id: 32 hexadecimal digits, from the dashboard's address.`);
}

/** Whoever signs in sends a token there: in the clear only to this machine. */
function checkPage(text: string): string {
  const url = URL.parse(text);
  const isLocal = url?.hostname === "localhost" || url?.hostname === "127.0.0.1";
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLocal);
  if (url && isSafe && url.origin === text) return text;
  throw new BadSetting(`"page" must be an origin such as https://relay.school.example, not "${text}".`);
}

/** These have members of their own, or are secrets. */
const NOT_VARS: Readonly<Record<string, string>> = {
  LANGUAGE: '"language"',
  ADMIN_MAILBOX: '"adminMailbox"',
  REPLIES: '"replies"',
  PAGE: '"page"',
  ADMIN_TOKEN: "`npx wrangler secret put ADMIN_TOKEN`, never a file",
  ADDRESS_KEY: "`npx wrangler secret put ADDRESS_KEY`, never a file",
  ADDRESS_KEY_PREVIOUS: "`npx wrangler secret put ADDRESS_KEY_PREVIOUS`, never a file",
};

function checkVars(vars: unknown): Readonly<Record<string, string>> {
  if (typeof vars !== "object" || vars === null) throw new BadSetting('"vars" must be an object of texts.');
  for (const [name, value] of Object.entries(vars)) {
    const place = NOT_VARS[name];
    if (place) throw new BadSetting(`${name} does not belong into "vars": use ${place}.`);
    if (typeof value !== "string") throw new BadSetting(`"vars": ${name} must be text in quotation marks.`);
  }
  return vars as Readonly<Record<string, string>>;
}

/** Whole, or not at all: a file that was cut off would lose the school's answers. */
export async function writeSettings(file: string, settings: Settings): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(settings, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
