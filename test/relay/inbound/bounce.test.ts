import { reset } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { addressPattern, sightings } from "../../reader/seen.ts";
import { mail } from "../../support/mails.ts";
import { takenBy } from "../../support/pick.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";
const GORO = "goro@freemail.example";

let world: World;
beforeEach(async () => {
  await reset();
  world = await World.open();
  await addForwarding(world, await addAddress(PTA), HANAKO);
});

/** A message that begins in its header section. */
async function received(rest: string, from: string): Promise<string> {
  const head = mail({ from, passes: "freemail.example", body: "" }).replace(/\r\n\r\n$/, "\r\n");
  expect((await world.deliver("", PTA, head + rest)).outcome).toBe("accepted");
  return takenBy(world, HANAKO).raw;
}

const report = (...parts: readonly string[]) =>
  `MIME-Version: 1.0\r\nContent-Type: multipart/report; boundary=b\r\n\r\n${parts.map((part) => `--b\r\n${part}\r\n`).join("")}--b--\r\n`;
const FORWARDED = "Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; other@elsewhere.example\r\n";
const ENCODED = btoa(`Reporting-MTA: dns; x.example\r\n\r\nFinal-Recipient: rfc822; ${GORO}\r\n`);

describe("whom a mail was for that comes back", () => {
  it.each([
    ["in a text alone", `Content-Type: text/plain\r\n\r\nThe following address failed:\r\n${GORO}: unknown\r\n`],
    ["in a field, as Exim writes it", `X-Failed-Recipients: ${GORO}\r\n\r\n${GORO}: user unknown\r\n`],
    ["in a text in base64", `Content-Transfer-Encoding: base64\r\n\r\n${btoa(`${GORO} is unknown`)}\r\n`],
    [
      "in the mail that it brings, where somebody passed it on",
      report(
        FORWARDED,
        `Content-Type: message/rfc822\r\n\r\nFrom: ${PTA}\r\nTo: ${GORO}\r\nSubject: x\r\n\r\nHello.\r\n`,
      ),
    ],
    [
      "in the header section that it brings",
      report("\r\nfailed", `Content-Type: text/rfc822-headers\r\n\r\nDelivered-To: ${GORO}\r\nTo: <${GORO}>\r\n`),
    ],
    [
      "in a status in base64",
      report(`Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n${ENCODED}`),
    ],
  ])("is hidden from the officer: %s", async (_, rest) => {
    const raw = await received(rest, "Mail System <mailer-daemon@freemail.example>");
    expect(sightings(raw, addressPattern(GORO))).toEqual([]);
  });

  it("is no reason to hide whom a person's vacation note names", async () => {
    const rest = `Auto-Submitted: auto-replied\r\n\r\nI am away. Ask ${GORO}.\r\n`;
    expect(await received(rest, "taro@freemail.example")).toContain(GORO);
  });
});
