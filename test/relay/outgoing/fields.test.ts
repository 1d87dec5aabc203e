import { describe, expect, it } from "vitest";
import { parseAddress } from "../../../src/mail/header/address.ts";
import { utf8 } from "../../../src/mail/octets.ts";
import { readIncoming } from "../../../src/relay/incoming.ts";
import { keptFieldsOnce } from "../../../src/relay/outgoing/fields.ts";

const [TARO, PTA] = ["taro@company.example", "pta@school.example"];

function fieldsOf(subject: string) {
  const recipient = parseAddress(PTA);
  if (!recipient) throw new Error("not an address");
  const message = `From: ${TARO}\r\nSubject: ${subject}\r\nPrecedence: bulk\r\nList-Id: <${TARO}>\r\n\r\nHello.\r\n`;
  const incoming = readIncoming({ sender: TARO, recipient }, utf8(message), "mx.cloudflare.net");
  if (!incoming) throw new Error("not read");
  return keptFieldsOnce(incoming, "en");
}

/** Searches for Taro, and counts how often it was asked. */
function searcher(alias: string) {
  const asked: string[] = [];
  const scrub = (value: string) => {
    asked.push(value);
    return value.replaceAll(TARO, alias);
  };
  return { asked, scrub };
}

describe("the kept fields of a message to many officers", () => {
  it("are searched once for all copies where nothing is found in them", () => {
    const kept = fieldsOf("Sports day");
    const [first, second] = [searcher("anon-1@school.example"), searcher("anon-2@school.example")];
    const wire = kept("inbound", first.scrub);
    expect(kept("inbound", second.scrub)).toBe(wire);
    expect(wire).toBe("Subject: Sports day\r\nPrecedence: bulk\r\n");
    expect(first.asked).toEqual(["Sports day", "bulk"]);
    expect(second.asked).toEqual([]);
  });

  it("are each copy's own where somebody is named: the alias is another one", () => {
    const kept = fieldsOf(`Sports day, ${TARO}`);
    const wires = ["anon-1@school.example", "anon-2@school.example"].map((alias) =>
      kept("inbound", searcher(alias).scrub),
    );
    expect(wires).toEqual([
      "Subject: Sports day, anon-1@school.example\r\nPrecedence: bulk\r\n",
      "Subject: Sports day, anon-2@school.example\r\nPrecedence: bulk\r\n",
    ]);
  });

  it("are searched for who hides senders, whatever the copy for one who does not has shown", () => {
    const kept = fieldsOf("Sports day");
    expect(kept("shown", undefined)).toContain(`List-Id: <${TARO}>`);
    expect(kept("shown", searcher("anon-1@school.example").scrub)).toContain("List-Id: <anon-1@school.example>");
    expect(kept("inbound", searcher("anon-1@school.example").scrub)).not.toContain("List-Id");
  });
});
