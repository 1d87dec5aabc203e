import { describe, expect, it } from "vitest";
import { EmailTransport } from "../../src/cloudflare/transport.ts";
import { utf8 } from "../../src/mail/octets.ts";
import type { SendResult } from "../../src/relay/ports/transport.ts";

const HIDDEN = "hanako@private.example";
const OUTGOING = {
  envelopeSender: "pta@school.example",
  envelopeRecipient: HIDDEN,
  content: [utf8("From: pta@school.example\r\nMessage-ID: <a@school.example>\r\n\r\n"), utf8("Hel"), utf8("lo\r\n")],
};

/** A message as the binding got it. */
type Handed = { readonly from: string; readonly to: string };

function bindingThat(act: (message: Handed) => unknown): SendEmail {
  return { send: async (message: Handed) => act(message) } as unknown as SendEmail;
}

/** What becomes of a send that ends in this error. */
function afterError(code: string | undefined, text = `550 ${HIDDEN} refused`): Promise<SendResult> {
  const binding = bindingThat(() => {
    throw Object.assign(new Error(text), code === undefined ? {} : { code });
  });
  return new EmailTransport(binding).send(OUTGOING);
}

describe("a send that Cloudflare takes", () => {
  it("hands over the envelope and gives the id back in brackets", async () => {
    let handed: Handed | undefined;
    const binding = bindingThat((message) => {
      handed = message;
      return { messageId: "one@cloudflare-email.example" };
    });
    expect(await new EmailTransport(binding).send(OUTGOING)).toEqual({
      kind: "sent",
      sentId: "<one@cloudflare-email.example>",
    });
    expect([handed?.from, handed?.to]).toEqual([OUTGOING.envelopeSender, HIDDEN]);
  });

  it.each([
    [{ messageId: "<one@x.example>" }, "<one@x.example>"],
    [{ messageId: "" }, ""],
    [{}, ""],
  ])("and answers with %j", async (answer, sentId) => {
    expect(await new EmailTransport(bindingThat(() => answer)).send(OUTGOING)).toEqual({ kind: "sent", sentId });
  });
});

describe("a text of hundreds of slices", () => {
  it("is handed over in pieces of 64 KB, and whole", async () => {
    const content = Array.from({ length: 563 }, (_, at) => new Uint8Array(1_863).fill(at));
    const lengths: number[] = [];
    const binding = bindingThat(async (message) => {
      const raw: unknown = Reflect.get(message, "EmailMessage::raw");
      for await (const piece of raw as ReadableStream<Uint8Array>) lengths.push(piece.length);
      return {};
    });
    await new EmailTransport(binding).send({ ...OUTGOING, content });
    expect(lengths.length).toBe(17);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(563 * 1_863);
  });
});

describe("a send that no repetition mends is refused", () => {
  it.each([
    ["E_VALIDATION_ERROR", "invalid"],
    ["E_FIELD_MISSING", "invalid"],
    ["E_SENDER_NOT_VERIFIED", "domain-not-onboarded"],
    ["E_SENDER_DOMAIN_NOT_AVAILABLE", "domain-not-onboarded"],
    ["E_RECIPIENT_NOT_ALLOWED", "recipient-not-verified"],
    ["E_RECIPIENT_SUPPRESSED", "recipient-suppressed"],
    ["E_CONTENT_TOO_LARGE", "too-large"],
    ["E_HEADER_NOT_ALLOWED", "invalid"],
    ["E_HEADER_VALUE_TOO_LONG", "invalid"],
    ["E_HEADER_ANYTHING_ELSE", "invalid"],
  ])("with %s: %s", async (code, reason) => {
    expect(await afterError(code)).toEqual({ kind: "refused", reason });
  });

  it("with the text of an unverified address, which comes without a code", async () => {
    const refused = { kind: "refused", reason: "recipient-not-verified" };
    expect(await afterError(undefined, "destination address is not a verified address")).toEqual(refused);
    expect(await afterError("", `Destination address is not a verified address: ${HIDDEN}`)).toEqual(refused);
  });
});

describe("a send that may work later is put off", () => {
  it.each([
    ["E_RATE_LIMIT_EXCEEDED", "rate-limit"],
    ["E_DAILY_LIMIT_EXCEEDED", "quota"],
    ["E_INTERNAL_SERVER_ERROR", "sending-service"],
    ["E_DELIVERY_FAILED", "sending-service"],
    ["E_SOMETHING_NEW", "unknown"],
    ["E_HEADER", "unknown"],
    ["e_validation_error", "unknown"],
    ["", "unknown"],
    [undefined, "unknown"],
  ])("with %s: %s", async (code, reason) => {
    expect(await afterError(code)).toEqual({ kind: "deferred", reason });
  });

  it("also when something is thrown that is no error", async () => {
    const binding = bindingThat(() => Promise.reject(HIDDEN));
    expect(await new EmailTransport(binding).send(OUTGOING)).toEqual({ kind: "deferred", reason: "unknown" });
  });
});

it("no result repeats what the error says, which can name the hidden address", async () => {
  for (const code of ["E_VALIDATION_ERROR", "E_DELIVERY_FAILED", `E_HEADER_${HIDDEN}`, HIDDEN, undefined]) {
    expect(JSON.stringify(await afterError(code))).not.toContain("private.example");
  }
});
