/** What every transport must do, whatever carries the mail: one suite over the fake, send_email and SMTP. */
import { expect, it } from "vitest";
import { utf8 } from "../../src/mail/octets.ts";
import type { Transport } from "../../src/relay/ports/transport.ts";

export interface Carried {
  readonly sender: string;
  readonly recipient: string;
  readonly octets: string;
}

export interface Carrier {
  readonly transport: Transport;
  /** What arrived so far, as binary strings. */
  arrived(): readonly Carried[] | Promise<readonly Carried[]>;
  /** From now on: what becomes of mail to the recipient below. */
  fail(how: "for-good" | "for-now"): void;
}

export const SENDER = "pta@school.example";
export const RECIPIENT = "hanako@private.example";
const HEAD = `From: ${SENDER}\r\nTo: ${RECIPIENT}\r\nSubject: x\r\nMessage-ID: <a@school.example>\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`;

const outgoing = (...slices: readonly string[]) => ({
  envelopeSender: SENDER,
  envelopeRecipient: RECIPIENT,
  content: [HEAD, ...slices].map((slice) => utf8(slice)),
});

export function conforms(open: () => Carrier): void {
  it("hands the envelope and every octet over, dots and slices whatever they are", async () => {
    const { transport, arrived } = open();
    const body = [
      ".\r\n",
      ".hidden\r\n..two\r",
      "\n",
      "\r\n.",
      "\r\n8 bits: ひまわり\r\n",
      `${"long ".repeat(15)}\r\n`,
    ];
    const result = await transport.send(outgoing(...body));
    expect(result).toEqual({ kind: "sent", sentId: expect.stringMatching(/^(?:<[^<>]+>)?$/) });
    const [mail] = await arrived();
    expect([mail?.sender, mail?.recipient]).toEqual([SENDER, RECIPIENT]);
    const sent = Buffer.from(body.join("")).toString("latin1");
    expect(mail?.octets.slice(mail.octets.indexOf("\r\n\r\n") + 4)).toBe(sent);
  });

  it("says that it never will, and never whose it was", async () => {
    const { transport, fail } = open();
    fail("for-good");
    const result = await transport.send(outgoing("x\r\n"));
    expect(result.kind).toBe("refused");
    expect(JSON.stringify(result)).not.toContain("private");
  });

  it("says that it may later, and never whose it was", async () => {
    const { transport, fail } = open();
    fail("for-now");
    const result = await transport.send(outgoing("x\r\n"));
    expect(result.kind).toBe("deferred");
    expect(JSON.stringify(result)).not.toContain("private");
  });
}
