/** Bindings and settings, validated once an isolate. A setting that is wrong is named, with what to do about it. */

import type { Language } from "./letters/language.ts";
import { type Address, parseAddress } from "./mail/header/address.ts";
import { DEFAULT_LIMITS, type Limits } from "./relay/limits.ts";
import { readSmtpUrl, type SmtpSettings } from "./relay/submission.ts";
import { readSecret } from "./store/key-set.ts";

/** What wrangler.toml binds, as it comes. */
export interface Env {
  readonly DB: D1Database;
  readonly EMAIL: SendEmail;
  readonly ASSETS: Fetcher;
  readonly ADMIN_TOKEN?: string;
  readonly ADDRESS_KEY?: string;
  readonly ADDRESS_KEY_PREVIOUS?: string;
  readonly AUTHSERV_ID?: string;
  readonly ADMIN_MAILBOX?: string;
  readonly ADMIN_ORIGINS?: string;
  readonly ACCESS_TEAM_DOMAIN?: string;
  readonly ACCESS_AUD?: string;
  readonly LANGUAGE?: string;
  readonly PAGE?: string;
  readonly TIME_ZONE?: string;
  readonly LIMIT_CORRESPONDENT?: string;
  readonly LIMIT_DOMAIN?: string;
  readonly LIMIT_AUTOMATIC?: string;
  readonly LIMIT_REPLIES?: string;
  readonly LIMIT_COPIES?: string;
  readonly ALARM_TOTAL?: string;
  readonly ANNOUNCED_FIRST_DAY?: string;
  readonly SUBREQUESTS?: string;
  readonly SPAM_SCORE?: string;
  readonly SMTP_URL?: string;
  readonly SMTP_MEGABYTES?: string;
  readonly SMTP_RATE?: string;
  readonly SPAM_HINT?: string;
  readonly REPLIES_INCLUDED?: string;
  readonly DATABASE_MEGABYTES?: string;
  readonly REPLIES?: string;
}

export type { Language } from "./letters/language.ts";

export interface Settings {
  /** 32 octets. */
  readonly addressKey: Uint8Array<ArrayBuffer>;
  /** The key before, while the stored values are being re-encrypted (docs/operations.md, "Changing the key"). */
  readonly previousAddressKey?: Uint8Array<ArrayBuffer>;
  readonly adminToken: string | undefined;
  readonly access: { readonly teamDomain: string; readonly audience: string } | undefined;
  readonly adminOrigins: readonly string[];
  readonly adminMailbox: Address;
  readonly authservId: string;
  readonly language: Language;
  /** The admin page's origin, to which alarms link; `undefined` where nobody has said it. */
  readonly page: string | undefined;
  /** IANA name: where a day begins that is written without a zone. */
  readonly timeZone: string;
  readonly limits: Limits;
  /** Whether answers go out: off until the first production check has passed (docs/operations.md). */
  readonly replies: "on" | "off";
  /** Replies a month that the plan includes: the admin is warned before they run out. */
  readonly repliesIncluded: number;
  /** What one database may hold on the plan: the admin is warned before it is full. */
  readonly databaseMegabytes: number;
}

/** A setting is missing or malformed. The message names it and says what to do; it never repeats a secret's value. */
export class SettingError extends Error {
  constructor(
    readonly setting: string,
    advice: string,
  ) {
    super(`${setting} ${advice}`);
    this.name = "SettingError";
  }
}

/** Of Workers Paid (3,000 a month, then $0.35 for 1,000). */
const REPLIES_INCLUDED = 3000;
/** Of Workers Free; of Workers Paid it is 10,000. https://developers.cloudflare.com/d1/platform/limits/ */
const DATABASE_MEGABYTES = 500;

/** An admin token shorter than this can be guessed. */
const MIN_TOKEN_LENGTH = 24;

/** @throws SettingError for the first setting that is missing or malformed. */
export function readSettings(env: Env): Settings {
  readSmtp(env); // Malformed, it is said at once, and not when the first answer wants to leave.
  return {
    ...readAddressKeys(env),
    ...readSignIn(env),
    adminOrigins: (env.ADMIN_ORIGINS ?? "").split(/[\s,]+/).filter((origin) => origin !== ""),
    adminMailbox: readAdminMailbox(env.ADMIN_MAILBOX),
    authservId: env.AUTHSERV_ID || "mx.cloudflare.net",
    language: readLanguage(env.LANGUAGE),
    page: readPage(env.PAGE),
    timeZone: readTimeZone(env.TIME_ZONE, readLanguage(env.LANGUAGE)),
    limits: readLimits(env),
    replies: readReplies(env.REPLIES),
    repliesIncluded: readCount("REPLIES_INCLUDED", env.REPLIES_INCLUDED, REPLIES_INCLUDED),
    databaseMegabytes: readCount("DATABASE_MEGABYTES", env.DATABASE_MEGABYTES, DATABASE_MEGABYTES),
  };
}

/** Whoever sets another key instead locks every stored address away. */
const FORMER_KEY =
  "Set the very key that this database was written with: `npm run -s recovery-sheet -- --restore | npx wrangler secret put ADDRESS_KEY` reads it from the recovery sheet.";

/** What to do besides where the database is known to be unused: only then there is no key to be lost. */
export const FIRST_KEY =
  "This database is still unused: make the first key with `openssl rand -base64 32 | npx wrangler secret put ADDRESS_KEY`.";

function readAddressKeys(env: Env): Pick<Settings, "addressKey" | "previousAddressKey"> {
  const addressKey = readSecret(env.ADDRESS_KEY ?? "");
  if (!addressKey) {
    const fault = env.ADDRESS_KEY ? "is not 32 octets in base64" : "is missing";
    throw new SettingError("ADDRESS_KEY", `${fault}. ${FORMER_KEY}`);
  }
  if (!env.ADDRESS_KEY_PREVIOUS) return { addressKey };
  const previousAddressKey = readSecret(env.ADDRESS_KEY_PREVIOUS);
  if (previousAddressKey) return { addressKey, previousAddressKey };
  throw new SettingError("ADDRESS_KEY_PREVIOUS", "must be the ADDRESS_KEY that was set before, or not be set at all");
}

function readSignIn(env: Env): Pick<Settings, "adminToken" | "access"> {
  const adminToken = env.ADMIN_TOKEN || undefined;
  if (adminToken && adminToken.length < MIN_TOKEN_LENGTH) {
    throw new SettingError("ADMIN_TOKEN", `must have ${MIN_TOKEN_LENGTH} characters or more: \`openssl rand -hex 24\``);
  }
  const teamDomain = env.ACCESS_TEAM_DOMAIN || undefined;
  const audience = env.ACCESS_AUD || undefined;
  if (!teamDomain !== !audience) {
    throw new SettingError(
      teamDomain ? "ACCESS_AUD" : "ACCESS_TEAM_DOMAIN",
      "is missing: Cloudflare Access needs both",
    );
  }
  if (!adminToken && !teamDomain) {
    throw new SettingError("ADMIN_TOKEN", "is missing: `openssl rand -hex 24 | npx wrangler secret put ADMIN_TOKEN`");
  }
  return { adminToken, access: teamDomain && audience ? { teamDomain, audience } : undefined };
}

function readAdminMailbox(value: string | undefined): Address {
  const mailbox = value ? parseAddress(value.trim()) : undefined;
  if (mailbox) return mailbox;
  throw new SettingError("ADMIN_MAILBOX", "must be the mail address that alarms, postmaster@ and abuse@ go to");
}

/** A link is not worth a mail: one that is none is left out, and holds up nothing. */
export function readPage(value: string | undefined): string | undefined {
  const url = URL.parse(value?.trim() ?? "");
  return url && /^https?:$/.test(url.protocol) ? url.origin : undefined;
}

function readLanguage(value: string | undefined): Language {
  if (value === "ja" || value === "en") return value;
  if (!value) return "ja";
  throw new SettingError("LANGUAGE", "must be `ja` or `en`");
}

function readTimeZone(value: string | undefined, language: Language): string {
  if (!value) return language === "ja" ? "Asia/Tokyo" : "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    throw new SettingError("TIME_ZONE", "must be the name of a time zone, as `Asia/Tokyo` or `Europe/Berlin`");
  }
}

function readReplies(value: string | undefined): "on" | "off" {
  if (value === "on" || value === "off") return value;
  if (!value) return "on";
  throw new SettingError("REPLIES", "must be `on`, or `off` until the first production check has passed");
}

/** All of them have defaults; see relay/limits.ts. */
function readLimits(env: Env): Limits {
  return {
    correspondent: readCount("LIMIT_CORRESPONDENT", env.LIMIT_CORRESPONDENT, DEFAULT_LIMITS.correspondent),
    domain: readCount("LIMIT_DOMAIN", env.LIMIT_DOMAIN, DEFAULT_LIMITS.domain),
    automatic: readCount("LIMIT_AUTOMATIC", env.LIMIT_AUTOMATIC, DEFAULT_LIMITS.automatic),
    replies: readCount("LIMIT_REPLIES", env.LIMIT_REPLIES, DEFAULT_LIMITS.replies),
    copies: readCount("LIMIT_COPIES", env.LIMIT_COPIES, DEFAULT_LIMITS.copies),
    total: readCount("ALARM_TOTAL", env.ALARM_TOTAL, DEFAULT_LIMITS.total),
    announcedFirstDay: readCount("ANNOUNCED_FIRST_DAY", env.ANNOUNCED_FIRST_DAY, DEFAULT_LIMITS.announcedFirstDay),
    subrequests: readCount("SUBREQUESTS", env.SUBREQUESTS, DEFAULT_LIMITS.subrequests),
    spamScore: readSpamScore("SPAM_SCORE", env.SPAM_SCORE),
    spamHint: readSpamScore("SPAM_HINT", env.SPAM_HINT),
  };
}

function readCount(setting: string, value: string | undefined, preset: number): number {
  if (!value) return preset;
  if (/^[1-9]\d{0,6}$/.test(value)) return Number(value);
  throw new SettingError(setting, "must be a whole number, 1 or more");
}

/** Of what most providers take. */
const SMTP_MEGABYTES = 20;
const SMTP_RATE = 30;
const MEGABYTE = 1_000_000;

/** @throws SettingError when SMTP_URL is malformed; it never repeats it, for a password stands in it */
export function readSmtp(env: Env): SmtpSettings | undefined {
  if (!env.SMTP_URL) return undefined;
  const server = readSmtpUrl(env.SMTP_URL);
  if (!server) {
    throw new SettingError(
      "SMTP_URL",
      "must be smtps://NAME:PASSWORD@HOST (TLS, port 465) or smtp://NAME:PASSWORD@HOST (STARTTLS, port 587), both percent-encoded",
    );
  }
  const maxSize = readCount("SMTP_MEGABYTES", env.SMTP_MEGABYTES, SMTP_MEGABYTES) * MEGABYTE;
  return { ...server, maxSize, perMinute: readCount("SMTP_RATE", env.SMTP_RATE, SMTP_RATE) };
}

function readSpamScore(setting: string, value: string | undefined): number | undefined {
  if (!value) return undefined;
  if (/^-?\d{1,5}(?:\.\d{1,5})?$/.test(value)) return Number(value);
  throw new SettingError(setting, "must be a number, or empty to do nothing by Cloudflare's spam score");
}
