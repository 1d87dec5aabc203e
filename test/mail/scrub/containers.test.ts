import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compoundFile, compressedRtf, winmail } from "./outlook-files.ts";
import { revealed } from "./revealed.ts";
import { ALIAS, bytes, message, scanned, scrubbed, scrubbedBody } from "./scrubbed.ts";

const RUNS = Number(process.env.FC_RUNS ?? 300);
const timeout = 20_000 + RUNS * 50;
const alias = "anon-7k3m9q2x4wtz@school.example";
const base64 = (octets: string) => Buffer.from(octets, "latin1").toString("base64");
const wide = (text: string) => [...text].map((character) => `${character}\0`).join("");

const TYPES = [
  "application/octet-stream",
  "application/x-unknown",
  "image/svg+xml",
  "application/pdf",
  "application/vnd.ms-outlook",
  "audio/x-nothing",
  "font/woff",
  "application/pgp-encrypted",
];
const NAMES = [
  ...[
    "a.msg",
    "a.mbox",
    "a.emlx",
    "a.mht",
    "a.vcs",
    "a.log",
    "a.md",
    "a.json",
    "a.xml",
    "a.tsv",
    "a.yaml",
    "a.gpg",
    "a.cer",
  ],
  ...["x.txt.", "x.txt ", "README", "写真", "a.pdf", ""],
];

function attached(octets: string, type = "application/octet-stream", name = ""): Uint8Array {
  return message(
    `Content-Type: ${type}${name === "" ? "" : `; name="${bytes(name)}"`}`,
    "Content-Transfer-Encoding: base64",
    "",
    base64(octets).replace(/.{76}/g, "$&\r\n"),
    "",
  );
}

const inUtf16 = (text: string) => Buffer.from(text, "utf16le").toString("latin1");

const decoded = (octets: Uint8Array) => atob(scrubbedBody(octets).replace(/\s/g, ""));

describe("a file that decodes to text", () => {
  const texts: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => `\xef\xbb\xbf${text}`,
    (text) => `\xff\xfe${wide(text)}`,
    (text) => `\xfe\xff${wide(`\0${text}`).slice(1, -1)}`,
    wide,
    (text) => inUtf16(`連絡先は ${text} です`),
    (text) =>
      Buffer.from(inUtf16(`連絡先は ${text} です`), "latin1")
        .swap16()
        .toString("latin1"),
    (text) => `a log that\0was cut: ${text}\0\r\n`,
    (text) => `\x93\xfa\x96\x7b ${text}`,
    (text) => `\x1b$BF|K\\\x1b(B ${text}`,
    (text) => `{"mail": "${text}"}`,
    (text) => `<?xml version="1.0"?><a>${text}</a>`,
    (text) => `- name: ${text}\n`,
  ];

  it(
    "is searched, whatever its type and its name",
    () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...texts),
          fc.constantFrom(...TYPES),
          fc.constantFrom(...NAMES),
          (write, type, name) => {
            const left = decoded(attached(write("write to taro@company.example now"), type, name));
            expect(left).toBe(write(`write to ${alias} now`));
          },
        ),
        { numRuns: RUNS },
      );
    },
    timeout,
  );

  it("keeps its octets when nobody is in it", () => {
    const file = attached("write to hanako@company.example.org", "application/x-unknown", "a.log");
    const result = scanned(file);
    expect(result.kind === "scanned" && result.body(ALIAS)[0]?.buffer).toBe(file.buffer);
  });
});

describe("a file that is no text", () => {
  it.each([
    ["PNG", "\x89PNG\r\n\x1a\n"],
    ["JPEG", "\xff\xd8\xff\xe0"],
    ["PDF", "%PDF-1.7\n"],
    ["ZIP", "PK\x03\x04"],
    ["gzip", "\x1f\x8b\x08"],
    ["what is full of NULs", "ab\0\0\x01\0".repeat(20)],
    ["what is compressed in a way that nobody knows", "\x01\x9c\x12\xf3\x1f\x05\x8e\x11\x02\x13".repeat(9)],
  ])("is known by its first octets and read no further: %s", (_, start) => {
    const file = attached(
      `${start} taro@company.example ${"x".repeat(3000)} taro@company.example `,
      "text/x-log".replace("text/", "image/"),
    );
    const result = scanned(file);
    expect(result).toMatchObject({ kind: "scanned", found: 0 });
    expect(result.kind === "scanned" && result.body(ALIAS)[0]?.buffer).toBe(file.buffer);
  });

  it.each([
    ["an OpenPGP key", "\x99\x01\x0d\x04\x5f\x00\x00\x00\x01\x08\x00"],
    ["a certificate", "\x30\x82\x03\x00\x30\x82\x02\x00\xa0\x03\x02\x01\x02\x02\x01"],
  ])("is taken out, with a line of text, when it names its owner: %s", (_, start) => {
    const left = scrubbed(
      message(
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        ...lines(attached(`${start}taro@company.example`, "application/octet-stream", "a.gpg")),
        "--b--",
        "",
      ),
    );
    expect(revealed(left)).toBeUndefined();
    expect(left).toContain(base64("A key was removed.\r\n"));
  });
});

const lines = (octets: Uint8Array) => Buffer.from(octets).toString("latin1").split("\r\n");

describe("a file of messages", () => {
  const mail = (text: string) =>
    [
      "Return-Path: <taro@company.example>",
      "From: Taro <taro@company.example>",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: quoted-printable",
      "",
      text,
      "",
    ].join("\n");

  const files: readonly (readonly [string, string])[] = [
    ["a message's source", mail("ta=\nro=40company.example")],
    [
      "an mbox",
      `From taro@company.example Mon Jan  1 00:00:00 2024\n${mail("x")}\nFrom x Mon Jan  1 00:00:00 2024\n${mail("ta=\nro=40company.example")}`,
    ],
    [
      "a page of the web",
      mail("ta=\nro=40company.example").replace("Return-Path", "Content-Location: http://x/\nX-Saved"),
    ],
  ];
  for (const [what, file] of files) {
    it.each(TYPES)(`is read as ${what}, type %s`, (type) => {
      const left = decoded(attached(file, type, "a"));
      expect(revealed(left)).toBeUndefined();
      expect(left.replace(/=\n|=\r\n/g, "")).toContain(`${alias}\n`);
    });
  }

  it("counts its octets anew where Apple Mail wrote how many they are", () => {
    const source = mail("taro=40company.example");
    const rest = '<?xml version="1.0"?><plist/>\n';
    const left = decoded(attached(`${String(source.length).padEnd(10)}\n${source}${rest}`, TYPES[0], "a.emlx"));
    const [, count = "", behind = ""] = /^(\d+) *\n([\s\S]*)$/.exec(left) ?? [];
    expect(behind.slice(Number(count))).toBe(rest);
    expect(revealed(left)).toBeUndefined();
  });
});

describe("a winmail.dat", () => {
  const refused = { kind: "refused", reason: "outlook-file" };

  it.each([
    ["in 8-bit", winmail("SMTP:taro@company.example\0")],
    ["in UTF-16", winmail(`\0${wide("taro@company.example")}\0`)],
    ["in UTF-16, one octet on", winmail(wide("taro@company.example"))],
    [
      "in compressed RTF",
      winmail(`\x02\x01\x09\x10${compressedRtf("{\\rtf1 write to taro@company.example, taro@company.example}")}`),
    ],
    ["in compressed RTF, escaped", winmail(compressedRtf("{\\rtf1 taro\\'40company.example}"))],
    [
      "in compressed RTF, cut by control words",
      winmail(compressedRtf("{\\rtf1 taro}{\\b @com}{\\b0 pany.example\\par}")),
    ],
    ["behind other values", winmail("x", "y", "taro@company.example")],
    ["nobody knows where, for it is cut", winmail("nobody").slice(0, -3)],
    ["nobody knows where, for its text is cut", winmail(compressedRtf("{\\rtf1 nobody}").slice(0, -4))],
    ["nobody knows where, for it is no such file", "\x78\x9f\x3e\x22nobody"],
  ])("is refused when it names somebody %s", (_, file) => {
    expect(scanned(attached(file, "application/ms-tnef", "winmail.dat"))).toEqual(refused);
    expect(scanned(attached(file, "application/octet-stream", "att0001.bin"))).toEqual(refused);
    expect(scanned(attached(file, "image/png", ""))).toEqual(refused);
  });

  it("passes with its octets when it can be read and names nobody", () => {
    const file = attached(
      winmail("nobody", compressedRtf(`{\\rtf1 ${"hello hello ".repeat(50)}}`)),
      "application/ms-tnef",
      "winmail.dat",
    );
    expect(scanned(file)).toMatchObject({ kind: "scanned", found: 0 });
    expect(scrubbedBody(file)).toBe(Buffer.from(file).toString("latin1").split("\r\n\r\n")[1]);
  });

  it(
    "is read from any octets without an error",
    () => {
      const cut = fc.tuple(fc.nat(400), fc.nat(255)).map(([at, octet]) => {
        const whole = winmail(compressedRtf("{\\rtf1 hello hello hello}"), "x");
        return whole.slice(0, at) + String.fromCharCode(octet) + whole.slice(at + 1);
      });
      fc.assert(
        fc.property(cut, (file) => {
          expect(() => scanned(attached(`\x78\x9f\x3e\x22${file.slice(4)}`))).not.toThrow();
        }),
        { numRuns: RUNS },
      );
    },
    timeout,
  );
});

describe("an Outlook message", () => {
  const refused = { kind: "refused", reason: "outlook-file" };
  const spread = (text: string) => compoundFile(text);

  it("is refused when it names somebody, wherever its sectors lie", () => {
    for (let at = 30; at < 70; at++) {
      expect(
        scanned(attached(spread(`${"x".repeat(at)} taro@company.example`), "application/octet-stream", "a.bin")),
      ).toEqual(refused);
    }
    expect(scanned(attached(spread(wide("xx taro@company.example, hello hello hello"))))).toEqual(refused);
    expect(
      scanned(attached(spread(compressedRtf("{\\rtf1 taro@company.example}")), "application/vnd.ms-outlook", "a.msg")),
    ).toEqual(refused);
  });

  it("is refused when it cannot be read", () => {
    expect(scanned(attached("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nobody", "application/octet-stream", "a.msg"))).toEqual(
      refused,
    );
  });

  it("passes with its octets when it names nobody, and so does an old Office file", () => {
    expect(scanned(attached(spread("hello ".repeat(40)), "application/vnd.ms-outlook", "a.msg"))).toMatchObject({
      found: 0,
    });
    expect(scanned(attached(spread("taro@company.example ".repeat(40)), "application/msword", "a.doc"))).toMatchObject({
      found: 0,
    });
  });

  it(
    "is read from any octets without an error",
    () => {
      const changed = fc.array(fc.tuple(fc.nat(2600), fc.nat(255)), { maxLength: 8 }).map((places) => {
        let file = spread("hello ".repeat(20));
        for (const [at, octet] of places) file = file.slice(0, at) + String.fromCharCode(octet) + file.slice(at + 1);
        return `\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1${file.slice(8)}`;
      });
      fc.assert(
        fc.property(changed, (file) => {
          expect(() => scanned(attached(file))).not.toThrow();
        }),
        { numRuns: RUNS },
      );
    },
    timeout,
  );
});

it("a directory's export is read as folded, whatever it is called", () => {
  for (const name of ["a.ldif", "a.txt", "a"]) {
    const left = decoded(attached("dn: cn=x\nmail: taro@com\n pany.example\n", "application/octet-stream", name));
    expect(left).toBe("dn: cn=x\nmail: anon-7k3m9q2x4wtz@school.example\n");
  }
});

describe("a calendar or a card", () => {
  it("is read below other text", () => {
    const left = scrubbedBody(
      message(
        "Content-Type: text/plain",
        "",
        "Hello,",
        "BEGIN:VCALENDAR",
        "ATTENDEE:mailto:taro@comp",
        " any.example",
        "END:VCALENDAR",
        "Bye",
        "",
      ),
    );
    expect(left.replace(/\r\n /g, "")).toContain(`ATTENDEE:mailto:${alias}`);
    expect(left).toMatch(/^Hello,\r\n[\s\S]*Bye\r\n$/);
  });
});
