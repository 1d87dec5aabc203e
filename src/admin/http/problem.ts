/** What goes wrong, as the API says it: RFC 9457 problem documents. None of them repeats a value that was sent. */

import { SettingError } from "../../env.ts";
import type { Log } from "../../relay/ports/log.ts";
import { WrongAddressKey } from "../../store/vault.ts";
import type { FaultCode } from "../contract/fault-codes.ts";

type Status = 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 503;

const KINDS: Readonly<Record<Status, { readonly word: string; readonly title: string }>> = {
  400: { word: "invalid", title: "Something in the request is not as it should be" },
  401: { word: "sign-in", title: "Sign in first" },
  403: { word: "forbidden", title: "That may not be done by you, or not from there" },
  404: { word: "not-found", title: "There is no such thing" },
  405: { word: "method", title: "That cannot be done here" },
  409: { word: "conflict", title: "That does not go together with what is there" },
  412: { word: "changed", title: "Somebody has changed it since you read it" },
  413: { word: "too-large", title: "The request is too large" },
  415: { word: "content-type", title: "The body must be JSON" },
  422: { word: "key-reused", title: "This Idempotency-Key stands for something else already" },
  429: { word: "slow-down", title: "Too many wrong sign-ins" },
  500: { word: "internal", title: "Something went wrong here" },
  503: { word: "setting", title: "A setting is missing or wrong" },
};

/** One member of a request that is not as it should be. */
export interface WrongField {
  /** Of a roster: its place among the rows, from 0, and in a CSV its line, from 1. */
  readonly row?: number;
  readonly line?: number;
  /** The member's name; absent when it has none, or one that must not be repeated. */
  readonly field?: string;
  /** A stable word for programs. */
  readonly code: FaultCode;
  readonly detail: string;
}

/** Thrown anywhere in the desk, and answered in one place. */
export class Problem extends Error {
  readonly status: Status;
  /** The member of the body or query that it is about. */
  readonly field: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** A stable word for programs, where the status does not say enough. */
  readonly code: FaultCode | undefined;
  /** Every member that is wrong, the first one too. */
  readonly errors: readonly WrongField[];
  /** What else a program may want to know. */
  readonly more: Readonly<Record<string, unknown>>;

  /** @param detail what is wrong and what to do; never a value that was sent */
  constructor(
    status: Status,
    detail: string,
    field?: string,
    headers: Readonly<Record<string, string>> = {},
    code?: FaultCode,
    errors: readonly WrongField[] = [],
    more: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.field = field;
    this.headers = headers;
    this.code = code;
    this.errors = errors;
    this.more = more;
  }

  /** The same with further header fields. */
  with(headers: Readonly<Record<string, string>>): Problem {
    const { status, message, field, code, errors, more } = this;
    return new Problem(status, message, field, { ...this.headers, ...headers }, code, errors, more);
  }
}

/** What is well-formed and wrong all the same. @param field the member that it is about, if it is about one */
export function refused(status: 400 | 409, code: FaultCode, field: string | undefined, detail: string): Problem {
  return new Problem(status, detail, field, {}, code);
}

/** @param errors one at least */
export function wrongFields(errors: readonly WrongField[]): Problem {
  const [first] = errors;
  return new Problem(
    400,
    first?.detail ?? "The request is not as it should be.",
    first?.field,
    {},
    first?.code,
    errors,
  );
}

export function notFound(what: string): Problem {
  return new Problem(404, `There is no such ${what}, or it is deleted.`);
}

/** The one place where an error becomes an answer. */
export function answerError(error: unknown, log: Log): Response {
  if (error instanceof Problem) return problemResponse(error);
  if (error instanceof SettingError) return settingProblem(error);
  if (error instanceof WrongAddressKey)
    return settingProblem(new SettingError("ADDRESS_KEY", `is wrong: ${error.message}`));
  log.write({ event: "admin-error", name: error instanceof Error ? error.name : "unknown", code: databaseCode(error) });
  return problemResponse(
    new Problem(500, "Nothing may have been changed. Try again; if it stays, see the worker's log."),
  );
}

/** The answer of every route while a setting is wrong: it names the setting, never its value. */
export function settingProblem(error: SettingError): Response {
  return problemResponse(new Problem(503, error.message, error.setting));
}

function problemResponse(problem: Problem): Response {
  const { word, title } = KINDS[problem.status];
  const document = {
    type: `/api/docs#${word}`,
    title,
    status: problem.status,
    detail: problem.message,
    ...(problem.field ? { field: problem.field } : {}),
    ...(problem.code ? { code: problem.code } : {}),
    ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
    ...problem.more,
  };
  return new Response(JSON.stringify(document), {
    status: problem.status,
    headers: { "Content-Type": "application/problem+json", "Cache-Control": "no-store", ...problem.headers },
  });
}

/** The code word at the start of a D1 error. The rest of its text may carry values and is not logged. */
function databaseCode(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    const code = /^D1_[A-Z_]+/.exec(at.message)?.[0];
    if (code) return code;
  }
  return "";
}
