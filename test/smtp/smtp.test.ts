/** SMTP submission against a real server on loopback, with its TLS; `cloudflare:sockets` is Node's own here. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type Session, SMTPServer } from "smtp-server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { dotStuffed } from "../../src/cloudflare/smtp/dot-stuffing.ts";
import { SmtpTransport } from "../../src/cloudflare/smtp/transport.ts";
import { utf8 } from "../../src/mail/octets.ts";
import { readSmtpUrl, type SmtpSettings } from "../../src/relay/submission.ts";
import { type Carried, conforms, RECIPIENT, SENDER } from "./conformance.ts";
import { trusted } from "./sockets.ts";

vi.mock("cloudflare:sockets", () => import("./sockets.ts"));

const [USER, PASSWORD] = ["school@provider.example", "p:a/ss wörd"];

/** A server of a provider. */
class Provider {
  readonly arrived: Carried[] = [];
  readonly signedIn: string[] = [];
  failure: number | undefined;
  #server: SMTPServer | undefined;
  readonly #options: Readonly<Record<string, unknown>>;

  constructor(options: Readonly<Record<string, unknown>> = {}) {
    this.#options = options;
  }

  async listen(): Promise<number> {
    this.#server = new SMTPServer({
      logger: false,
      ...CERTIFICATE,
      authMethods: ["PLAIN", "LOGIN"],
      onAuth: (
        auth: { username: string; password: string },
        { secure }: Session,
        done: (error: Error | null, ok?: object) => void,
      ) => {
        this.signedIn.push(`${secure ? "encrypted" : "in the clear"} ${auth.username}`);
        done(auth.username === USER && auth.password === PASSWORD ? null : refusal(535), { user: USER });
      },
      onRcptTo: (_: unknown, __: Session, done: (error?: Error) => void) =>
        done(this.failure ? refusal(this.failure) : undefined),
      onData: (stream: AsyncIterable<Buffer>, session: Session, done: () => void) =>
        void this.#keep(stream, session).then(done),
      ...this.#options,
    });
    this.#server.on("error", () => {});
    await new Promise<void>((resolve) => this.#server?.listen(0, "127.0.0.1", resolve));
    return (this.#server.server.address() as AddressInfo).port;
  }

  async #keep(stream: AsyncIterable<Buffer>, { envelope }: Session): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const octets = Buffer.concat(chunks).toString("latin1");
    this.arrived.push({ sender: envelope.mailFrom.address, recipient: envelope.rcptTo[0]?.address ?? "", octets });
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(resolve) : resolve()));
  }
}

function refusal(code: number): Error {
  return Object.assign(new Error(`no ${RECIPIENT} here`), { responseCode: code });
}

/** A certificate of its own for each run, believed as if a public authority had signed it. */
function makeCertificate(): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), "smtp-"));
  const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  execFileSync("openssl", ["req", "-x509", ...curve, ...name, "-keyout", keyFile, "-out", certFile], {
    stdio: "ignore",
  });
  const pair = { key: readFileSync(keyFile, "utf8"), cert: readFileSync(certFile, "utf8") };
  rmSync(folder, { recursive: true });
  return pair;
}

const CERTIFICATE = makeCertificate();
trusted.ca = CERTIFICATE.cert;

const open: Provider[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const SETTINGS: SmtpSettings = {
  host: "localhost",
  port: 0,
  security: "starttls",
  user: USER,
  password: PASSWORD,
  maxSize: 1e6,
  perMinute: 100,
};

async function provider(settings: Partial<SmtpSettings> = {}, options: Readonly<Record<string, unknown>> = {}) {
  const isImplicit = settings.security === "implicit";
  const server = new Provider({ secure: isImplicit, ...options });
  open.push(server);
  const port = await server.listen();
  return { server, transport: new SmtpTransport({ ...SETTINGS, port, ...settings }) };
}

const MAIL = {
  envelopeSender: SENDER,
  envelopeRecipient: RECIPIENT,
  content: [utf8("From: x@y.example\r\nMessage-ID: <1@school.example>\r\n\r\nx\r\n")],
};

describe("by STARTTLS, as every transport,", async () => {
  const servers = [new Provider(), new Provider(), new Provider()];
  const ports = await Promise.all(servers.map((one) => one.listen()));
  conforms(() => {
    const [server, port] = [servers.shift(), ports.shift()];
    if (!server || port === undefined) throw new Error("no server is left");
    open.push(server);
    const fail = (how: "for-good" | "for-now") => {
      server.failure = how === "for-good" ? 550 : 450;
    };
    return { transport: new SmtpTransport({ ...SETTINGS, port }), arrived: () => server.arrived, fail };
  });
});

describe("SMTP submission", () => {
  it.each(["implicit", "starttls"] as const)("signs in by %s TLS alone, and keeps our Message-ID", async (security) => {
    const { server, transport } = await provider({ security });
    expect(await transport.send(MAIL)).toEqual({ kind: "sent", sentId: "<1@school.example>" });
    expect(server.signedIn).toEqual([`encrypted ${USER}`]);
  });

  it("knows AUTH LOGIN", async () => {
    const { server, transport } = await provider({}, { authMethods: ["LOGIN"] });
    expect((await transport.send(MAIL)).kind).toBe("sent");
    expect(server.signedIn).toEqual([`encrypted ${USER}`]);
  });

  it("sends no password where TLS was taken out on the way, or nobody vouches for the server", async () => {
    const { server, transport } = await provider({}, { hideSTARTTLS: true });
    expect(await transport.send(MAIL)).toEqual({ kind: "deferred", reason: "sending-service" });
    const other = await provider({ host: "127.0.0.1" });
    expect(await other.transport.send(MAIL)).toEqual({ kind: "deferred", reason: "sending-service" });
    expect([...server.signedIn, ...other.server.signedIn]).toEqual([]);
  });

  it("lets mail wait while the password is wrong, the server away, or the sender not allowed: that is ours to mend", async () => {
    const { transport } = await provider({ password: "wrong" });
    expect(await transport.send(MAIL)).toEqual({ kind: "deferred", reason: "sending-service" });
    expect((await new SmtpTransport({ ...SETTINGS, port: 9 }).send(MAIL)).kind).toBe("deferred");
    const strict = await provider(
      {},
      { onMailFrom: (_: unknown, __: Session, done: (error: Error) => void) => done(refusal(550)) },
    );
    expect(await strict.transport.send(MAIL)).toEqual({ kind: "deferred", reason: "sending-service" });
  });

  it("keeps to the provider's size, known before and told on the way, and to its rate", async () => {
    expect(await (await provider({ maxSize: 10 })).transport.send(MAIL)).toEqual({
      kind: "refused",
      reason: "too-large",
    });
    expect(await (await provider({}, { size: 10 })).transport.send(MAIL)).toEqual({
      kind: "refused",
      reason: "too-large",
    });
    const { transport } = await provider({ perMinute: 1 });
    await transport.send(MAIL);
    expect(await transport.send(MAIL)).toEqual({ kind: "deferred", reason: "rate-limit" });
  });

  it("sends no command that an address has smuggled in", async () => {
    const { server, transport } = await provider();
    const result = await transport.send({ ...MAIL, envelopeRecipient: "a@b.example>\r\nRCPT TO:<c@d.example" });
    expect([result.kind, server.arrived]).toEqual(["deferred", []]);
  });
});

describe("a message for DATA", () => {
  const read = (octets: Uint8Array) => Buffer.from(octets).toString("latin1");
  const stuffed = (...slices: readonly string[]) => read(dotStuffed(slices.map((slice) => utf8(slice))));

  it("ends in one place alone, whatever stands in it and however it is cut", () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom("\r", "\n", ".", "x", "\r\n", "\r\n.\r\n", "\n.\n") }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(texts, (slices) => {
        const out = stuffed(...slices);
        expect(out.endsWith("\r\n.\r\n") || out === ".\r\n").toBe(true);
        expect(out).not.toMatch(/\r(?!\n)|(?<!\r)\n/);
        expect(`\r\n${out}`.indexOf("\r\n.\r\n")).toBe(out.length + 2 - 5);
        const whole = slices.join("").replaceAll(/\r\n|\r|\n/g, "\r\n");
        const text = whole === "" || whole.endsWith("\r\n") ? whole : `${whole}\r\n`;
        expect(out.slice(0, -3).replaceAll(/(^|\r\n)\./g, "$1")).toBe(text);
      }),
    );
  });
});

describe("SMTP_URL", () => {
  it("names the server, the kind of TLS and the credentials", () => {
    expect(readSmtpUrl("smtps://school%40provider.example:p%3Aa@smtp.provider.example")).toEqual({
      host: "smtp.provider.example",
      port: 465,
      security: "implicit",
      user: "school@provider.example",
      password: "p:a",
    });
    expect(readSmtpUrl("smtp://u:p@smtp.provider.example:2525")).toMatchObject({ port: 2525, security: "starttls" });
    expect(readSmtpUrl("smtp://localhost:2525?plain")).toMatchObject({ security: "none", user: "" });
  });

  it.each([
    "",
    "smtp.provider.example",
    "https://u:p@x.example",
    "smtp://u:p@x.example?plain",
    "smtps://u@x.example",
    "smtps://u:p@x.example/path",
    "smtps://u:%00@x.example",
    "smtps://u:%@x.example",
  ])("is none: %s", (text) => {
    expect(readSmtpUrl(text)).toBeUndefined();
  });
});

it("the worker parses nothing of it before it is configured", () => {
  expect(readFileSync("src/cloudflare/carriers.ts", "utf8")).toMatch(/await import\("\.\/smtp\/transport\.ts"\)/);
});
