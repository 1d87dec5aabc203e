/** `hideName`: the sender's name is in no card and no calendar either, while whoever may see it sees it as it was. */
import { reset } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { mail } from "../../support/mails.ts";
import { body } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { World } from "../../support/world.ts";

const PARENT = "taro@company.example";
const FRIEND = "jun@friend.example";
const PTA = "pta@school.example";
const HANAKO = "hanako@private.example";
const JIRO = "jiro@home.example";

const crlf = (...lines: readonly string[]) => [...lines, ""].join("\r\n");

const CARD = crlf(
  "BEGIN:VCARD",
  "VERSION:3.0",
  "N:Yamada;Taro;;;",
  "FN:Taro Yamada",
  "NICKNAME:Taro Yamada",
  `EMAIL:${PARENT}`,
  "END:VCARD",
);
const CALENDAR = crlf(
  "BEGIN:VCALENDAR",
  "METHOD:REQUEST",
  "BEGIN:VEVENT",
  `ORGANIZER;CN=Taro Yamada:mailto:${PARENT}`,
  `ATTENDEE;CN="Yamada, Taro":mailto:somebody@elsewhere.example`,
  `ATTENDEE;CN=Jun Sato:mailto:${FRIEND}`,
  `ATTENDEE;CN=PTA:mailto:${PTA}`,
  "END:VEVENT",
  "END:VCALENDAR",
);

const wide = (text: string) =>
  btoa(
    Array.from(`\ufeff${text}`, (one) => String.fromCharCode(one.charCodeAt(0) & 0xff, one.charCodeAt(0) >> 8)).join(
      "",
    ),
  );

describe("a sender whose name one officer may not see", () => {
  let world: World;
  beforeEach(async () => {
    await reset();
    world = await World.open();
    const pta = await addAddress(PTA, { name: "PTA" });
    await addForwarding(world, pta, HANAKO, { hideName: true });
    await addForwarding(world, pta, JIRO);
  });

  /** The text that each officer gets, unfolded. */
  async function got(type: string, text: string, encoding = "8bit"): Promise<readonly [hidden: string, shown: string]> {
    const more = `Cc: Jun Sato <${FRIEND}>\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n`;
    await world.deliver(PARENT, PTA, mail({ from: `Taro Yamada <${PARENT}>`, more, body: text }));
    const sent = world.takeSent();
    const of = (officer: string) => {
      const copy = sent.find(({ envelopeRecipient }) => envelopeRecipient === officer);
      const raw = copy === undefined ? "" : body(copy);
      const read = encoding === "base64" ? atob(raw.replace(/\s/g, "")).replaceAll("\0", "") : raw;
      return read.replace(/\r\n /g, "");
    };
    return [of(HANAKO), of(JIRO)];
  }

  it.each([
    ["as it is", (text: string) => text, "utf-8", "8bit"],
    ["in UTF-16", wide, "utf-16", "base64"],
  ])("is nameless to them in a calendar %s, and so is everybody else", async (_, write, charset, encoding) => {
    const [hidden, shown] = await got(`text/calendar; method=REQUEST; charset=${charset}`, write(CALENDAR), encoding);
    expect(hidden).toContain("ORGANIZER;CN=");
    expect(hidden).not.toMatch(/Taro|Yamada|Jun|Sato/);
    expect(hidden).toContain("CN=PTA:");
    expect(shown).toContain("ORGANIZER;CN=Taro Yamada:mailto:anon-");
    expect(shown).toContain('CN="Yamada, Taro"');
    expect(shown).toContain("CN=Jun Sato:mailto:anon-");
  });

  it("bears there the name that the fields have", async () => {
    const [hidden] = await got("text/calendar; method=REQUEST; charset=utf-8", CALENDAR);
    const [, name = "", alias = ""] = /ORGANIZER;CN="([^"]*)":mailto:(\S*)@/.exec(hidden) ?? [];
    expect(new TextDecoder().decode(Uint8Array.from(name, (one) => one.charCodeAt(0)))).toMatch(/^(?:匿名|Anonymous) /);
    expect(name.slice(-4).toLowerCase()).toBe(alias.slice(-4));
    const [, friend = "", other = ""] = /ATTENDEE;CN="([^"]*)":mailto:(anon-\S*)@/.exec(hidden) ?? [];
    expect(friend.slice(-4).toLowerCase()).toBe(other.slice(-4));
    expect(other).not.toBe(alias);
  });

  it("is nameless to them in their own card", async () => {
    const [hidden, shown] = await got("text/vcard; charset=utf-8", CARD);
    expect(hidden).toContain("BEGIN:VCARD");
    expect(hidden).not.toMatch(/Taro|Yamada/);
    expect(shown).toContain("N:Yamada;Taro;;;\r\nFN:Taro Yamada\r\nNICKNAME:Taro Yamada\r\nEMAIL:anon-");
  });
});
