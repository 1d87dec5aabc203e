/** The submission server of a provider of the school's own (RFC 6409), as SMTP_URL names it. */

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** RFC 8314 §3.3: TLS from the first octet on port 465, or STARTTLS on 587. "none" is for this machine alone. */
  readonly security: "implicit" | "starttls" | "none";
  readonly user: string;
  readonly password: string;
  /** Octets of a message that the provider takes. */
  readonly maxSize: number;
  /** Messages a minute that the provider takes, as far as one isolate can know. */
  readonly perMinute: number;
}

const PORTS = { implicit: 465, starttls: 587, none: 25 } as const;
const SECURITIES: ReadonlyMap<string, SmtpSettings["security"]> = new Map([
  ["smtps:", "implicit"],
  ["smtp:", "starttls"],
]);
const THIS_MACHINE = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** @returns `undefined` when it is none: credentials go nowhere in the clear, and to nobody without a name */
export function readSmtpUrl(text: string): Omit<SmtpSettings, "maxSize" | "perMinute"> | undefined {
  const url = URL.parse(text);
  const security = url && SECURITIES.get(url.protocol);
  if (!url || !security || url.hostname === "" || (url.pathname !== "" && url.pathname !== "/")) return undefined;
  const isPlain = url.search === "?plain" && security === "starttls";
  if ((url.search !== "" && !isPlain) || url.hash !== "" || (isPlain && !THIS_MACHINE.test(url.hostname)))
    return undefined;
  const [user, password] = [decoded(url.username), decoded(url.password)];
  if (user === undefined || password === undefined || (user === "") !== (password === "")) return undefined;
  const kind = isPlain ? "none" : security;
  return { host: url.hostname, port: Number(url.port) || PORTS[kind], security: kind, user, password };
}

/** RFC 4954 §4: what is sent as a name or a password has no NUL in it. */
function decoded(text: string): string | undefined {
  try {
    const value = decodeURIComponent(text);
    return value.includes("\0") ? undefined : value;
  } catch {
    return undefined;
  }
}
