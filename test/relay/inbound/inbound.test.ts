import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { toBinaryString } from "../../../src/mail/octets.ts";
import { mail, verdict } from "../../support/mails.ts";
import { taken, the } from "../../support/pick.ts";
import { body, field, fieldNames, shown } from "../../support/reading.ts";
import { addAddress, addForwarding } from "../../support/school.ts";
import { type Sent, World } from "../../support/world.ts";

const PARENT = "taro.yamada@company.example";
const PTA = "pta@school.example";

describe("mail to a public address", () => {
  let world: World;
  let pta: string;

  beforeEach(async () => {
    await reset();
    world = await World.open();
    pta = await addAddress(PTA, { name: "PTA" });
    await addForwarding(world, pta, "hanako@private.example");
    await addForwarding(world, pta, "jiro@home.example");
  });

  it("reaches every destination from an alias of its own, the name as it was", async () => {
    const ending = await world.deliver(PARENT, PTA, mail({ from: `Taro Yamada <${PARENT}>` }));
    expect(ending.outcome).toBe("accepted");
    const sent = world.takeSent();
    expect(sent.map((one) => one.envelopeRecipient).sort()).toEqual(["hanako@private.example", "jiro@home.example"]);
    for (const one of sent) {
      expect(field(one, "from")).toMatch(/^"Taro Yamada" <anon-[0-9a-hjkmnp-tv-z]{12}@school\.example>$/);
      expect(field(one, "to")).toBe('"PTA" <pta@school.example>');
    }
    expect(new Set(sent.map((one) => one.envelopeSender)).size).toBe(2);
  });

  it("shows the same alias for the same sender, whatever the letter case", async () => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    const first = world.takeSent();
    await world.deliver(PARENT, PTA, mail({ from: PARENT.toUpperCase() }));
    const second = world.takeSent();
    const senders = (list: typeof first) => list.map((one) => one.envelopeSender).sort();
    expect(senders(second)).toEqual(senders(first));
  });

  it("costs three D1 batches, whatever the fan-out", async () => {
    const before = world.db.batches;
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    expect(world.db.batches - before).toBe(3);
  });

  it("leaves no field behind that is not on the allowlist", async () => {
    const more = [
      `Sender: ${PARENT}`,
      `Return-Path: <${PARENT}>`,
      `X-Mailer: ${PARENT}`,
      `Disposition-Notification-To: ${PARENT}`,
      "Organization: Company",
      "Autocrypt: addr=taro; keydata=AA",
      "Thread-Index: AQ==",
      "X-Priority: 1",
      "Importance: high",
      "List-Id: <l.company.example>",
      "",
    ].join("\r\n");
    await world.deliver(PARENT, PTA, mail({ from: PARENT, more }));
    for (const one of world.takeSent()) {
      expect(fieldNames(one)).toEqual([
        "From",
        "To",
        "Message-ID",
        "X-SafetyAnswer-Trace",
        "Date",
        "Subject",
        "Importance",
        "X-Priority",
      ]);
      expect(one.raw).not.toMatch(/taro\.yamada@|company\.example/i);
    }
  });

  it("has its Content-Language once", async () => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT, more: "Content-Language: ja\r\n" }));
    for (const one of world.takeSent()) {
      expect(fieldNames(one).filter((name) => name === "Content-Language")).toHaveLength(1);
      expect(field(one, "content-language")).toBe("ja");
    }
  });

  it("says the date in UTC", async () => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT, date: "Tue, 24 Nov 2026 12:00:00 +0900" }));
    expect(field(one(world), "date")).toBe("Tue, 24 Nov 2026 03:00:00 +0000");
  });

  it("follows the envelope, never the To field", async () => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT, to: "somebody@else.example" }));
    expect(world.takeSent()).toHaveLength(2);
    const ending = await world.deliver(PARENT, "nobody@school.example", mail({ from: PARENT, to: PTA }));
    expect(ending).toEqual({ outcome: "rejected", text: "No such address." });
  });

  it("ignores the public address's +tag and letter case", async () => {
    await world.deliver(PARENT, "PTA+class3@School.Example", mail({ from: PARENT }));
    expect(world.takeSent()).toHaveLength(2);
  });

  it("is refused while the address is closed, and waits while nobody takes it", async () => {
    await addAddress("closed@school.example", { open: false });
    const closed = await world.deliver(PARENT, "closed@school.example", mail({ from: PARENT }));
    expect(closed).toEqual({ outcome: "rejected", text: "This address takes no mail at present." });
    const lost = await addAddress("lost@school.example");
    await addForwarding(world, lost, "phone@private.example", { deliver: false });
    await addForwarding(world, lost, "successor@private.example", { state: "pending" });
    expect((await world.deliver(PARENT, "lost@school.example", mail({ from: PARENT }))).outcome).toBe("retry");
    expect(world.alarms).toEqual([{ kind: "no-forwarding-delivers", address: "lost@school.example" }]);
  });

  it("goes to the admin as it is when it is for postmaster or abuse, at domains of ours only", async () => {
    for (const recipient of ["postmaster@school.example", "abuse@school.example", "Postmaster@SCHOOL.example"]) {
      expect((await world.deliver("", recipient, mail({ from: "mailer@x.example" }))).outcome).toBe("forwarded");
    }
    expect((await world.deliver(PARENT, "postmaster@other.example", mail({ from: PARENT }))).outcome).toBe("rejected");
  });

  it("goes only to the forwardings that deliver", async () => {
    const desk = await addAddress("desk@school.example");
    await addForwarding(world, desk, "a@private.example");
    await addForwarding(world, desk, "b@private.example", { deliver: false });
    await addForwarding(world, desk, "c@private.example", { state: "deleted", deletedAt: 1 });
    await world.deliver(PARENT, "desk@school.example", mail({ from: PARENT, to: "desk@school.example" }));
    expect(world.takeSent().map((sent) => sent.envelopeRecipient)).toEqual(["a@private.example"]);
  });

  it("marks a sender who was not authenticated", async () => {
    await world.deliver(PARENT, PTA, mail({ from: `Taro <${PARENT}>`, passes: "" }));
    expect(shown(one(world), "from")).toMatch(/^（未確認） ?"Taro" </);
    world.takeSent();
    const forged = `${verdict("company.example", "fail")}Received: by x\r\n${verdict("company.example")}`;
    await world.deliver(PARENT, PTA, `${forged}From: Taro <${PARENT}>\r\nSubject: x\r\n\r\nHi\r\n`);
    expect(shown(one(world), "from")).toContain("（未確認）");
  });

  it("shows the real address, quoted in the name, where the sender is not hidden, and leaves the content alone", async () => {
    const open = await addAddress("open@school.example");
    await addForwarding(world, open, "a@private.example", { hideSender: false });
    const more = "List-Id: News <news.company.example>\r\n";
    const text = `Write to ${PARENT}!\r\n`;
    await world.deliver(PARENT, "open@school.example", mail({ from: `Taro <${PARENT}>`, more, body: text }));
    const sent = one(world);
    expect(field(sent, "from")).toMatch(/^"Taro <taro\.yamada@company\.example>" <anon-\w{12}@school\.example>$/);
    expect(field(sent, "list-id")).toBe("News <news.company.example>");
    expect(body(sent)).toBe(text);
  });

  it("gives third parties in To and Cc aliases, of which each destination has its own", async () => {
    const more = "Cc: =?UTF-8?B?6Iqx5a2Q?= <hana@friend.example>, pta@school.example, jiro@home.example\r\n";
    await world.deliver(PARENT, PTA, mail({ from: PARENT, to: `${PTA}, Ken <ken@friend.example>`, more }));
    const [hanako, jiro] = taken(world);
    expect(field(the(hanako), "to")).toMatch(/^"PTA" <pta@school\.example>, "Ken" <anon-\w{12}@school\.example>$/);
    expect(field(the(hanako), "cc")).toMatch(
      /^=\?UTF-8\?B\?6Iqx5a2Q\?= <anon-\w{12}@school\.example>, .*<anon-\w{12}@school\.example>$/,
    );
    expect(field(the(jiro), "cc")).toMatch(/<anon-\w{12}@school\.example>, jiro@home\.example$/);
    expect(the(hanako).raw).not.toContain("friend.example");
    expect(field(the(hanako), "to")).not.toBe(field(the(jiro), "to"));
  });

  it("leaves all third parties out when they are more than ten", async () => {
    const crowd = Array.from({ length: 11 }, (_, at) => `p${at}@crowd.example`).join(", ");
    await world.deliver(PARENT, PTA, mail({ from: PARENT, to: `${PTA}, ${crowd}`, body: "p3@crowd.example\r\n" }));
    const sent = one(world);
    expect(field(sent, "to")).toBe('"PTA" <pta@school.example>');
    expect(sent.raw).not.toContain("crowd.example");
  });

  it("hides everybody whom the fields name, behind the 200th in To and the tenth in Reply-To, too", async () => {
    const crowd = Array.from({ length: 250 }, (_, at) => `p${at}@crowd.example`);
    const replyTo = Array.from({ length: 14 }, (_, at) => `r${at}@friends.example`);
    const loose = "c(d)@home.example";
    const text = `${[...crowd, ...replyTo, "c@home.example"].join("\r\n")}\r\n`;
    const more = `Reply-To: ${replyTo.join(", ")}\r\nCc: ${loose}\r\n`;
    await world.deliver(
      PARENT,
      PTA,
      mail({ from: PARENT, to: `${PTA},\r\n ${crowd.join(",\r\n ")}`, more, body: text }),
    );
    const sent = taken(world);
    expect(sent).toHaveLength(2);
    for (const { raw } of sent) expect(raw).not.toMatch(/@(?:crowd|friends|home)(?<!jiro@home)\.example/);
  });

  it("gives a Reply-To that differs an alias of its own, and drops one that does not", async () => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT, more: `Reply-To: ${PARENT.toUpperCase()}\r\n` }));
    expect(field(one(world), "reply-to")).toBe("");
    world.takeSent();
    await world.deliver(PARENT, PTA, mail({ from: PARENT, more: "Reply-To: Office <office@company.example>\r\n" }));
    const sent = one(world);
    expect(field(sent, "reply-to")).toMatch(/^"Office" <anon-\w{12}@school\.example>$/);
    expect(field(sent, "reply-to")).not.toContain(sent.envelopeSender);
  });

  it("keeps public addresses in To and Cc, and never makes an alias of an alias", async () => {
    await addAddress("nurse@school.example", { name: "Nurse" });
    const to = `${PTA}, nurse@school.example, anon-000000000000@school.example`;
    await world.deliver(PARENT, PTA, mail({ from: PARENT, to }));
    expect(field(one(world), "to")).toBe('"PTA" <pta@school.example>, nurse@school.example');
  });

  it("refuses a loop, which only our own trace shows", async () => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    const trace = field(one(world), "x-safetyanswer-trace");
    world.takeSent();
    const looped = await world.deliver(PARENT, PTA, mail({ from: PARENT, more: `X-SafetyAnswer-Trace: ${trace}\r\n` }));
    expect(looped.outcome).toBe("rejected");
    expect(looped.text).toContain("loop");
    const forged = await world.deliver(
      PARENT,
      PTA,
      mail({ from: PARENT, more: `X-SafetyAnswer-Trace: ${trace.slice(0, -4)}AAAA\r\n` }),
    );
    expect(forged.outcome).toBe("accepted");
  });

  it("says nothing twice with the trace: no two copies carry the same", async () => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    const traces = world.takeSent().map((sent) => field(sent, "x-safetyanswer-trace"));
    expect(new Set(traces).size).toBe(2);
  });

  it("is refused from a blocked alias, for that forwarding alone", async () => {
    await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    const [hanako] = taken(world);
    await env.DB.prepare("UPDATE alias SET blocked = 1 WHERE alias = ?").bind(the(hanako).envelopeSender).run();
    const half = await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    expect(half.outcome).toBe("accepted");
    expect(world.takeSent().map((sent) => sent.envelopeRecipient)).toEqual(["jiro@home.example"]);
    await env.DB.prepare("UPDATE alias SET blocked = 1").run();
    const all = await world.deliver(PARENT, PTA, mail({ from: PARENT }));
    expect(all).toEqual({ outcome: "rejected", text: "This address does not take your mail." });
  });

  it("goes to the other officers when an officer answers all, under an alias of the officer and their own of the parent", async () => {
    await world.deliver(PARENT, PTA, mail({ from: `Taro <${PARENT}>` }));
    const [hanako, jiro] = taken(world);
    const copy = mail({
      from: "Hanako <hanako@private.example>",
      to: the(hanako).envelopeSender,
      more: `Cc: ${PTA}\r\n`,
    });
    await world.deliver("hanako@private.example", PTA, copy);
    const sent = world.takeSent();
    expect(sent.map((each) => each.envelopeRecipient)).toEqual(["jiro@home.example"]);
    expect(field(the(sent[0]), "to")).toContain(the(jiro).envelopeSender);
    expect(the(sent[0]).raw).not.toMatch(/private\.example|company\.example/);
  });

  it("is delivered as any mail when an officer tries the address out", async () => {
    await world.deliver("hanako@private.example", PTA, mail({ from: "hanako@private.example" }));
    expect(world.takeSent()).toHaveLength(2);
  });

  describe("the platform takes no field of more than 2,048 octets, so that", () => {
    const values = (sent: { readonly raw: string }) =>
      (sent.raw.split("\r\n\r\n")[0] ?? "")
        .split(/\r\n(?![ \t])/)
        .map((field) => field.replace(/^[^:]*: ?/, "").replaceAll("\r\n", ""));

    it.each([
      [
        "45 people in Cc",
        `Cc: ${Array.from({ length: 45 }, (_, n) => `"Parent number ${n} of the third class" <p${n}@family.example>`).join(",\r\n ")}\r\n`,
      ],
      [
        "ten of them with long Japanese names",
        `Cc: ${Array.from({ length: 10 }, (_, n) => `=?UTF-8?B?${btoa(unescape(encodeURIComponent("長い名前".repeat(20))))}?= <q${n}@family.example>`).join(",\r\n ")}\r\n`,
      ],
      ["a long Content-Type", `Content-Type: text/plain; charset=UTF-8; name="${"n".repeat(3000)}"\r\n`],
      ["a long Content-Description", `Content-Description: ${"word ".repeat(600)}\r\n`],
    ])("%s leave in less", async (_, more) => {
      expect((await world.deliver(PARENT, PTA, mail({ from: `Taro <${PARENT}>`, more }))).outcome).toBe("accepted");
      for (const sent of taken(world)) {
        expect(Math.max(...values(sent).map((value) => value.length))).toBeLessThanOrEqual(2048);
      }
    });

    it("a list that was cut says how many more there were, and is still a list", async () => {
      const people = Array.from(
        { length: 10 },
        (_, n) => `"${"Very long name ".repeat(6)}${n}" <p${n}@family.example>`,
      );
      const suffixed = people.map((one) => one.replace("<", `${"x".repeat(40)} <`));
      await world.deliver(
        PARENT,
        PTA,
        mail({ from: PARENT, to: `${PTA}, ${suffixed.join(", ")}`, more: `Cc: ${people.join(", ")}\r\n` }),
      );
      const [sent] = taken(world);
      expect(sent?.raw).toBeDefined();
      expect(Math.max(...values(sent ?? { raw: "" }).map((value) => value.length))).toBeLessThanOrEqual(2048);
    });

    it("a long text/plain keeps its charset", async () => {
      const more = `Content-Type: text/plain; charset=Shift_JIS; name="${"n".repeat(3000)}"\r\n`;
      await world.deliver(PARENT, PTA, mail({ from: PARENT, more }));
      expect(one(world).raw).toMatch(/Content-Type: text\/plain; charset="?Shift_JIS"?\r\n/);
    });
  });

  it.each([
    ["plain words", "word ".repeat(600)],
    ["one word", "x".repeat(3000)],
    ["raw Japanese", toBinaryString(new TextEncoder().encode("お知らせ".repeat(400)))],
    ["encoded-words", "=?UTF-8?B?44GK55+l44KJ44Gb?= ".repeat(120)],
  ])("with a Subject above what the platform takes leaves with as much as it takes: %s", async (_, subject) => {
    const folded = subject.replaceAll("= =", "=\r\n =");
    await world.deliver(PARENT, PTA, mail({ from: PARENT }).replace("Subject: Hello", `Subject: ${folded}`));
    const left = field(one(world), "subject");
    expect(left.length).toBeLessThanOrEqual(2048);
    expect(left.length).toBeGreaterThan(1500);
  });

  it.each([
    ["ja", "=?UTF-8?B?77yI5Lu25ZCN44Gq44GX77yJ?="],
    ["en", "(no subject)"],
  ] as const)("without a Subject leaves with one in the organisation's language: %s", async (language, subject) => {
    const raw = mail({ from: PARENT }).replace("Subject: Hello\r\n", "");
    await world.deliver(PARENT, PTA, raw, { ...world.ports, language });
    expect(one(world).raw).toContain(`Subject: ${subject}\r\n`);
  });
});

/** The first copy, by recipient, of those that have left. */
function one(world: World): Sent {
  return the(world.transport.sent.toSorted((a, b) => (a.envelopeRecipient < b.envelopeRecipient ? -1 : 1))[0]);
}
