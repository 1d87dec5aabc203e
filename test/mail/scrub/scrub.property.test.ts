import fc from "fast-check";
import PostalMime, { decodeWords, type Email } from "postal-mime";
import { describe, expect, it } from "vitest";
import { fromBinaryString, toBinaryString } from "../../../src/mail/octets.ts";
import { plantedMessage } from "./planted.ts";
import { ALIASES, revealed } from "./revealed.ts";
import { NOBODY, NOTES, scanned, scrubbed } from "./scrubbed.ts";

/** A few thousand in CI, a hundred thousand in a long run. */
const RUNS = Number(process.env.FC_RUNS ?? 300);
const timeout = 60_000 + RUNS * 100;

/** On a reply: the volunteer's own address, and every alias. */
const VOLUNTEER = { addresses: ["volunteer@home.example", "v.olunteer@gmail.com"], aliasForm: true, names: ["Hanako"] };
const PUBLIC = { addresses: ["no@school.example", "no@school.example"], aliasForm: "pta@school.example", name: "PTA" };

describe("any message with the hidden address planted in it", () => {
  it("shows it nowhere, in no encoding, and reads the same but for what stands in", { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(plantedMessage(NOTES.signature), async ({ secret, inbound }) => {
        const relayed = scrubbed(fromBinaryString(secret));
        expect(revealed(relayed)).toBeUndefined();
        expect(await reading(relayed)).toEqual(await reading(inbound));
      }),
      { numRuns: RUNS },
    );
  });

  it("shows no alias when it comes back as a reply, and reads the same but for the public address", {
    timeout,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(plantedMessage(NOTES.signature), async ({ secret, reply }) => {
        const inbound = fromBinaryString(scrubbed(fromBinaryString(secret)));
        const replied = scrubbed(inbound, VOLUNTEER, PUBLIC);
        expect(revealed(replied, ALIASES)).toBeUndefined();
        expect(await reading(replied)).toEqual(await reading(reply));
      }),
      { numRuns: RUNS },
    );
  });

  it("comes back byte for byte when nobody is hidden", { timeout }, () => {
    fc.assert(
      fc.property(plantedMessage(), ({ secret }) => {
        const octets = fromBinaryString(secret);
        for (const hidden of [NOBODY, { addresses: ["nobody@nowhere.example"], aliasForm: false, names: [] }]) {
          const result = scanned(octets, { hidden });
          expect(
            result.kind === "scanned" &&
              result.body({ addresses: [], aliasForm: "", name: "" }).map(toBinaryString).join(""),
          ).toBe(secret.slice(secret.indexOf("\r\n\r\n") + 4));
        }
      }),
      { numRuns: RUNS },
    );
  });
});

/** What an independent reader makes of a message: text, fields and attachments, attached messages opened. */
async function reading(mail: string): Promise<unknown> {
  const email = await new PostalMime({ forceRfc822Attachments: true }).parse(fromBinaryString(mail));
  const attachments = email.attachments.map(async (attachment) => {
    const octets = toBinaryString(new Uint8Array(attachment.content as ArrayBuffer));
    const message = attachment.mimeType === "message/rfc822" || attachment.filename === "mail.eml";
    const calendar = attachment.mimeType === "text/calendar";
    const content = message ? await reading(octets) : calendar ? octets.replace(/\r?\n[ \t]/g, "") : octets;
    const { filename, mimeType, disposition } = attachment;
    return { filename, mimeType, disposition, content };
  });
  return { text: email.text, html: email.html, fields: fieldsOf(email), attachments: await Promise.all(attachments) };
}

function fieldsOf(email: Email): string[] {
  const fields = email.headers.filter(({ key }) => !key.startsWith("content-"));
  return fields.map(({ key, value }) => `${key}: ${decodeWords(value)}`);
}
