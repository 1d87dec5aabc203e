/** One message handed over by SMTP submission (RFC 5321, RFC 6409): commands go out one by one, each after the answer to the one before. */
import { toBase64 } from "../../mail/base-encoding.ts";
import { toBinaryString, utf8 } from "../../mail/octets.ts";
import type { SmtpSettings } from "../../relay/submission.ts";
import type { Connection } from "./connection.ts";
import { dotStuffed } from "./dot-stuffing.ts";

/** What the server says to a command (RFC 5321 §4.2). Its text is kept by nobody: it can carry the hidden address. */
interface Reply {
  readonly code: number;
  /** Of EHLO: its keywords, in capitals. */
  readonly lines: readonly string[];
}

/** The server refused a command. */
export class SmtpRefusal extends Error {
  readonly code: number;
  readonly stage: "connect" | "sign-in" | "sender" | "recipient" | "data";

  constructor(code: number, stage: SmtpRefusal["stage"]) {
    super(`SMTP ${code} at ${stage}`);
    this.name = "SmtpRefusal";
    this.code = code;
    this.stage = stage;
  }
}

/** Octets of an answer; RFC 5321 §4.5.3.1.5 allows 512 a line. */
const LONGEST_ANSWER = 64 * 1024;

interface Handover {
  readonly envelopeSender: string;
  readonly envelopeRecipient: string;
  readonly content: readonly Uint8Array[];
}

/** @throws SmtpRefusal, or Error when the connection breaks or the server cannot be trusted with a password */
export async function submit(connection: Connection, settings: SmtpSettings, handover: Handover): Promise<void> {
  const session = new Session(connection);
  session.expect(await session.hear(), 220, "connect");
  let keywords = await session.hello();
  if (settings.security === "starttls") keywords = await session.secure(keywords);
  if (settings.user !== "") await session.signIn(settings, keywords);
  await session.send(handover, keywords);
  await session.quit();
}

class Session {
  #connection: Connection;
  #unread = "";

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async hello(): Promise<readonly string[]> {
    return this.expect(await this.say("EHLO safetyanswer.invalid"), 250, "connect").lines;
  }

  /** What the server said before is forgotten, and so is what somebody may have slipped in behind it (RFC 3207 §4.2, §5). */
  async secure(keywords: readonly string[]): Promise<readonly string[]> {
    if (!keywords.includes("STARTTLS")) throw new SmtpRefusal(0, "connect");
    this.expect(await this.say("STARTTLS"), 220, "connect");
    this.#connection = this.#connection.secured();
    this.#unread = "";
    return this.hello();
  }

  /** RFC 4954, RFC 4616. */
  async signIn({ user, password }: SmtpSettings, keywords: readonly string[]): Promise<void> {
    const methods = keywords.find((keyword) => keyword.startsWith("AUTH "))?.split(" ") ?? [];
    if (methods.includes("PLAIN") || !methods.includes("LOGIN")) {
      const reply = await this.say(`AUTH PLAIN ${toBase64(utf8(`\0${user}\0${password}`))}`);
      this.expect(reply, 235, "sign-in");
      return;
    }
    this.expect(await this.say("AUTH LOGIN"), 334, "sign-in");
    this.expect(await this.say(toBase64(utf8(user))), 334, "sign-in");
    this.expect(await this.say(toBase64(utf8(password))), 235, "sign-in");
  }

  async send({ envelopeSender, envelopeRecipient, content }: Handover, keywords: readonly string[]): Promise<void> {
    const message = dotStuffed(content);
    const size = keywords.some((keyword) => /^SIZE(?: |$)/.test(keyword)) ? ` SIZE=${message.length}` : "";
    const body = keywords.includes("8BITMIME") ? " BODY=8BITMIME" : "";
    this.expect(await this.say(`MAIL FROM:<${envelopeSender}>${size}${body}`), 250, "sender");
    const recipient = await this.say(`RCPT TO:<${envelopeRecipient}>`);
    if (recipient.code !== 251) this.expect(recipient, 250, "recipient");
    this.expect(await this.say("DATA"), 354, "data");
    await this.#connection.write(message);
    this.expect(await this.hear(), 250, "data");
  }

  /** It is sent: what is said to the farewell matters to nobody. */
  async quit(): Promise<void> {
    await this.#connection.write(utf8("QUIT\r\n")).catch(() => {});
  }

  /** @throws Error for what would be two commands */
  async say(command: string): Promise<Reply> {
    if (/[\r\n]/.test(command)) throw new Error("a line break in an SMTP command");
    await this.#connection.write(utf8(`${command}\r\n`));
    return this.hear();
  }

  /** Up to the line whose code is followed by no hyphen. */
  async hear(): Promise<Reply> {
    for (;;) {
      const answer = /^(?:\d{3}-[^\n]*\n)*(\d{3})(?: [^\n]*)?\r?\n/.exec(this.#unread);
      if (answer) {
        this.#unread = this.#unread.slice(answer[0].length);
        const lines = answer[0].split("\n").map((line) => line.slice(4).trim().toUpperCase());
        return { code: Number(answer[1]), lines };
      }
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    const octets = await this.#connection.read();
    if (!octets) throw new Error("the mail server ended the connection");
    this.#unread += toBinaryString(octets);
    if (this.#unread.length > LONGEST_ANSWER) throw new Error("the mail server talks without end");
  }

  expect(reply: Reply, code: number, stage: SmtpRefusal["stage"]): Reply {
    if (reply.code !== code) throw new SmtpRefusal(reply.code, stage);
    return reply;
  }
}
