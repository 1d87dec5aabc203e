import { describe, expect, test } from "vitest";
import { isAligned } from "../../../src/mail/header/alignment.ts";

const OURS = "school.example";
const aligned = (sender: string, fromDomain: string) => isAligned(sender, fromDomain, OURS);

describe("an envelope sender speaks for a From domain", () => {
  test.each([
    ["the same domain", "hanako@private.example", "private.example"],
    ["in other letters", "Hanako@Private.EXAMPLE", "private.example"],
    ["Gmail", "hanako.sato@gmail.com", "gmail.com"],
    ["Gmail under its other name", "hanako@gmail.com", "googlemail.com"],
    ["Outlook", "hanako@outlook.com", "outlook.com"],
    ["Outlook in Japan", "hanako@outlook.jp", "outlook.jp"],
    ["docomo, with dots where none belong", "hanako..s.@docomo.ne.jp", "docomo.ne.jp"],
    ["au under its former name", "hanako@ezweb.ne.jp", "au.com"],
    ["SoftBank", "hanako@i.softbank.jp", "i.softbank.jp"],
    ["a host below it", "bounce-17@mail.private.example", "private.example"],
    ["a domain above it", "hanako@private.example", "staff.private.example"],
    ["a sister below one organization", "b@bounce.private.example", "news.private.example"],
    ["a sister below a Japanese organization", "b@bounce.company.co.jp", "news.company.co.jp"],
    ["an international domain", "a@日本語.jp", "xn--wgv71a119e.jp"],
    ["BATV", "prvs=0123456789=hanako@private.example", "private.example"],
    ["BATV the other way round", "prvs=hanako/0123456789@private.example", "private.example"],
    ["btv1", "btv1==123abc==hanako@private.example", "private.example"],
    ["VERP", "bounces+anon-123=school.example@private.example", "private.example"],
    ["SRS by Cloudflare under our domain", "SRS0=ab1C=dE=private.example=hanako@school.example", "private.example"],
    ["SRS by Cloudflare under its own", "srs0=ab1C=dE=private.example=hanako@cloudflare-email.net", "private.example"],
    ["SRS+", "SRS0+ab1C=dE=private.example=hanako@school.example", "private.example"],
    ["SRS1", "SRS1=ab=fwd.example==xy=dE=private.example=hanako@school.example", "private.example"],
    ["SRS of a host below it", "SRS0=a=b=mail.private.example=b@school.example", "private.example"],
  ])("%s", (_, sender, fromDomain) => expect(aligned(sender, fromDomain)).toBe(true));
});

describe("an envelope sender does not speak for a From domain", () => {
  test.each([
    ["the null sender", "", "private.example"],
    ["brackets alone", "<>", "private.example"],
    ["another domain", "hanako@crime.example", "private.example"],
    ["one that only ends alike", "hanako@evilprivate.example", "private.example"],
    ["one that begins alike", "hanako@private.example.crime.example", "private.example"],
    ["another school under one registry", "a@crime.co.jp", "school.co.jp"],
    ["another school under one registry, below it", "a@mail.crime.ed.jp", "mail.school.ed.jp"],
    ["the registry itself", "a@co.jp", "school.co.jp"],
    ["another of our own addresses", "anon-0123456789ab@school.example", "private.example"],
    ["a quoted local part", '"hanako"@private.example', "private.example"],
    ["a quoted one with a comment", '"a) smtp.mailfrom=hanako@private.example (b"@private.example', "private.example"],
    ["two at signs", "hanako@private.example@crime.example", "private.example"],
    ["a comment", "hanako(@private.example", "private.example"],
    ["a semicolon", "hanako;dmarc=pass@private.example", "private.example"],
    ["a line break", "hanako\r\n\tdmarc=pass@private.example", "private.example"],
    ["white space", "hanako x@private.example", "private.example"],
    ["no domain", "hanako", "private.example"],
    ["an address literal", "hanako@[192.0.2.1]", "private.example"],
    ["SRS by anybody", "SRS0=ab=cd=private.example=hanako@crime.example", "private.example"],
    ["SRS of another domain", "SRS0=ab=cd=crime.example=hanako@school.example", "private.example"],
    [
      "SRS that names the domain as its hash",
      "SRS0=private.example=cd=crime.example=a@school.example",
      "private.example",
    ],
    [
      "SRS that names the domain as a user",
      "SRS0=ab=cd=crime.example=private.example=a@school.example",
      "private.example",
    ],
  ])("%s", (_, sender, fromDomain) => expect(aligned(sender, fromDomain)).toBe(false));
});
