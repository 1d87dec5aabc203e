/** Every letter, in both languages: nothing is left to fill in, and nothing is in the wrong language. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { adminInvitation } from "../../src/letters/admin-invitation.ts";
import { adviceFor } from "../../src/letters/advice.ts";
import { ALARM_KINDS, alarmText } from "../../src/letters/alarm.ts";
import { changeLetter, EVERY_CHANGE } from "../../src/letters/change.ts";
import { CONFIRMATION_KINDS, confirmationLetter } from "../../src/letters/confirmation.ts";
import type { Language } from "../../src/letters/language.ts";
import { fill, type Letter } from "../../src/letters/letter.ts";
import { officerNotice, replyRefusal, TOLD_REASONS } from "../../src/letters/officer-notice.ts";
import { REASONS, rejectionText } from "../../src/letters/rejection.ts";
import { removalNotes } from "../../src/letters/removal-note.ts";
import { type WelcomeKind, welcomeLetter } from "../../src/letters/welcome.ts";

const PTA = "pta@school.example";
const MEGABYTE = 1024 * 1024;
const KANA = /[\u3040-\u30ff]/;
const LANGUAGES = ["ja", "en"] as const;
const FLAGS = [true, false];

function notice(reason: (typeof TOLD_REASONS)[number], language: Language, size = 9 * MEGABYTE): Letter {
  const alias = "anon-7k3m9q2x4wtz@school.example";
  return officerNotice(reason, { publicName: "PTA", publicAddress: PTA, alias, size }, language);
}

function change(kind: (typeof EVERY_CHANGE)[number], language: Language, yes: boolean): Letter {
  const facts = { address: PTA, domain: "school.example", label: "Chair", keepAliases: yes, hideSender: yes };
  return changeLetter(kind, facts, language);
}

function confirmation(kind: (typeof CONFIRMATION_KINDS)[number], language: Language): Letter {
  return confirmationLetter(
    { kind, isFurther: true, timeZone: "Asia/Tokyo", effectiveAt: Date.UTC(2027, 2, 31, 15) },
    { address: PTA, domain: "school.example" },
    language,
  );
}

function welcome(language: Language, yes: boolean, kind: WelcomeKind = "invitation"): Letter {
  const facts = {
    address: PTA,
    name: "PTA",
    domain: "school.example",
    hideSender: yes,
    allowReply: yes,
    kind,
    others: ["nurse@school.example"],
  };
  return welcomeLetter(facts, language);
}

/** Each letter but the welcome mail, which is in both languages at once. */
function every(language: Language): readonly (readonly [string, Letter])[] {
  return [
    ...ALARM_KINDS.map((kind) => [`alarm ${kind}`, alarmText(kind, PTA, language)] as const),
    ...TOLD_REASONS.map((reason) => [`notice ${reason}`, notice(reason, language)] as const),
    ...CONFIRMATION_KINDS.map((kind) => [`confirmation ${kind}`, confirmation(kind, language)] as const),
    ...EVERY_CHANGE.flatMap((kind) =>
      FLAGS.map((yes) => [`change ${kind} ${yes}`, change(kind, language, yes)] as const),
    ),
  ];
}

describe.each(LANGUAGES)("a letter in %s", (language) => {
  it.each(every(language))("is whole: %s", (_name, { subject, text }) => {
    expect(subject).not.toMatch(/[{}\r\n]|undefined/);
    expect(text).not.toMatch(/[{}]|undefined/);
    expect([KANA.test(subject), KANA.test(text)]).toEqual([language === "ja", language === "ja"]);
  });

  it("says something of its own for every occasion", () => {
    const texts = every(language).map(([, { text }]) => text);
    expect(new Set(texts).size).toBeGreaterThanOrEqual(ALARM_KINDS.length + TOLD_REASONS.length + EVERY_CHANGE.length);
    for (const kinds of [ALARM_KINDS, TOLD_REASONS]) expect(kinds.length).toBeGreaterThan(9);
  });

  it("never shows an officer a word of the trade", () => {
    for (const reason of TOLD_REASONS)
      expect(notice(reason, language).text).not.toMatch(/SMTP|envelope|header|MIME\b(?<!S\/MIME)/);
  });

  it("notes what was removed", () => {
    expect(Object.values(removalNotes(language)).map((note) => KANA.test(note))).toEqual(
      language === "ja" ? [true, true] : [false, false],
    );
  });
});

describe("the welcome mail", () => {
  it.each(FLAGS)("is whole in both languages, the organisation's first, with switches %s", (yes) => {
    const [japanese, english] = [welcome("ja", yes), welcome("en", yes)];
    const others = LANGUAGES.flatMap((language) => [
      welcome(language, yes, "reminder"),
      welcome(language, yes, "active"),
    ]);
    for (const { subject, text } of [japanese, english, ...others]) {
      expect(subject + text).not.toMatch(/[{}]|undefined/);
    }
    expect(japanese.text.indexOf("しくみ")).toBeLessThan(japanese.text.indexOf("How it works"));
    expect(english.text.indexOf("How it works")).toBeLessThan(english.text.indexOf("しくみ"));
  });
});

describe("the invitation of an admin", () => {
  const facts = {
    name: "{link}",
    inviter: "",
    link: "https://relay.example/#invitation=x",
    domain: "x.example",
    days: 7,
  };

  it.each(["all", "read", "address"] as const)("is whole in both languages for the role %s", (role) => {
    const [japanese, english] = LANGUAGES.map((language) => adminInvitation({ ...facts, role }, language));
    for (const letter of [japanese, english]) {
      expect(`${letter?.subject}${letter?.text.replaceAll("{link}", "")}`).not.toMatch(/[{}]|undefined/);
      expect(letter?.text.split(facts.link)).toHaveLength(3);
    }
    expect(japanese?.text.indexOf("招待されました")).toBeLessThan(japanese?.text.indexOf("To begin") ?? 0);
    expect(english?.text.indexOf("To begin")).toBeLessThan(english?.text.indexOf("招待されました") ?? 0);
  });

  it("says each role in words of its own", () => {
    const texts = (["all", "read", "address"] as const).map((role) => adminInvitation({ ...facts, role }, "ja").text);
    expect(new Set(texts).size).toBe(3);
  });
});

describe("the letter about a handover whose day is yet to come", () => {
  it("names the day as its readers count it", () => {
    expect(confirmation("waits", "ja").text).toContain("2027-04-01 00:00（日本時間）から");
    expect(confirmation("waits", "en").text).toContain("From 2027-04-01 00:00 (Asia/Tokyo) on");
  });
});

describe("the letter that confirms", () => {
  it("does not keep back that one answer counts for every address of the welcome mail", () => {
    for (const kind of ["active", "waits"] as const) {
      expect(confirmation(kind, "ja").text).toContain("案内メールにほかの公開アドレスもあれば");
      expect(confirmation(kind, "en").text).toContain("any other address that the welcome mail named");
    }
  });
});

describe.each(LANGUAGES)("an alarm in %s", (language) => {
  const page = "https://relay.school.example";

  it("links to the page and its health, where it is known where they are", () => {
    for (const kind of ALARM_KINDS) {
      const { text } = alarmText(kind, PTA, language, page);
      expect(text).toMatch(new RegExp(`: ${page}/\\n.*: ${page}/api/health\\n$`));
      expect(text.startsWith(alarmText(kind, PTA, language).text)).toBe(true);
      expect(alarmText(kind, PTA, language).text).not.toMatch(/https?:/);
    }
  });

  it("names what stands on the page as the page does", () => {
    const words = readdirSync("public/page/words")
      .filter((name) => name.startsWith(language))
      .map((name) => readFileSync(`public/page/words/${name}`, "utf8"));
    const named = ALARM_KINDS.flatMap((kind) =>
      [...alarmText(kind, PTA, language).text.matchAll(/「(.+?)」|"(.+?)"/g)].map(
        (found) => found[1] ?? found[2] ?? "",
      ),
    );
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((word) => !words.some((text) => text.includes(word)))).toEqual([]);
  });
});

describe("the alarm that nobody receives an address's mail", () => {
  it.each(LANGUAGES)("names the switch as the page does: %s", (language) => {
    const words = readFileSync(`public/page/words/${language}.js`, "utf8");
    const label = /^ {4}deliver: "(.+)",$/m.exec(words)?.[1] ?? "";
    expect(label).not.toBe("");
    expect(alarmText("no-forwarding-delivers", PTA, language).text).toMatch(new RegExp(`[「"]${label}[」"]`));
  });
});

describe("the welcome mail's asking", () => {
  it("stands in it until it was answered, and says that what is written goes to nobody", () => {
    for (const kind of ["invitation", "reminder"] as const) {
      expect(welcome("en", true, kind).text).toContain("Just press Reply and send. What you write goes to nobody.");
      expect(welcome("ja", true, kind).text).toContain("心当たりがないときは、返信しないでください。");
    }
    expect(welcome("en", true, "active").text).not.toContain("First, please answer this mail");
  });
});

describe("a notice about an answer that is too large", () => {
  it("gives its size, and counts it in photos", () => {
    expect(notice("too-large", "ja").text).toContain("（9.0 MB、写真にして約2枚分）");
    expect(notice("too-large", "en").text).toContain("9.0 MB, about 2 photos.");
    expect(notice("too-large", "en", 5.5 * MEGABYTE).text).toContain("5.5 MB, about 1 photo.");
  });

  it("says what can be sent", () => {
    expect(notice("too-large", "ja").text).toContain("全部で5 MB、写真なら1枚（約3.5 MBまで）");
    expect(notice("too-large", "en").text).toContain("5 MB in all, which is one photo of up to 3.5 MB");
  });
});

describe("a refusal", () => {
  it("keeps the reasons that have a letter, and calls the others undeliverable", () => {
    expect(replyRefusal("too-large")).toBe("too-large");
    for (const other of ["invalid", "bounced", "answer-from-elsewhere", "constructor", ""]) {
      expect(replyRefusal(other)).toBe("undeliverable");
    }
  });

  it.each(REASONS)("for %s is one line of ASCII with no address in it", (reason) => {
    expect(rejectionText(reason)).toMatch(/^[\x20-\x7e]{10,200}$/);
    expect(rejectionText(reason)).not.toContain("@");
  });
});

describe("advice", () => {
  it("says what to do in both languages for any answer of the transport", () => {
    for (const reason of ["recipient-not-verified", "quota", "unknown", "", "constructor", "__proto__"]) {
      const { ja, en } = adviceFor(reason);
      expect([KANA.test(ja), KANA.test(en), en.length > 40]).toEqual([true, false, true]);
    }
  });
});

describe("filling in", () => {
  it("never looks for places in what was filled in", () => {
    expect(fill("{desk}: {why}", { desk: "{why} $& $1", why: "full" })).toBe("{why} $& $1: full");
  });

  it("does not leave a place open", () => {
    expect(() => fill("{why}", { whom: "" })).toThrow("why");
  });
});
