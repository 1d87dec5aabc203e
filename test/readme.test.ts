/** The two READMEs, and the two guides to running it, say the same; everything in docs is linked; a page to print fits on a page. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ALARM_KINDS, alarmText } from "../src/letters/alarm.ts";

const read = (name: string) => readFileSync(name, "utf8");

/** The shape of a document: whatever language it is in, this much is alike. */
function shape(text: string) {
  const lines = text.split("\n");
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = ""]) =>
    target.replace(/\.ja(?=\.\w+$)|\.en(?=\.\w+$)/, ""),
  );
  const code = [...text.matchAll(/`([^`\n]+)`/g)]
    .map(([, words = ""]) => words)
    .filter((words) => /^(?:npm|npx|\.ci|openssl)\b/.test(words));
  return {
    headings: lines.filter((line) => line.startsWith("#")).map((line) => /^#+/.exec(line)?.[0]),
    tables: lines.filter((line) => line.startsWith("|")).length,
    items: lines.filter((line) => /^(?:- |\d+\. )/.test(line)).length,
    blocks: [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block.replaceAll(/\s*#.*$/gm, "")),
    links: [...new Set(links)].toSorted(),
    commands: [...new Set(code)].toSorted(),
  };
}

describe("README.md and README.ja.md", () => {
  it("say the same: headings, tables, lists, commands, links", () => {
    expect(shape(read("README.ja.md"))).toEqual(shape(read("README.md")));
  });

  it("are short", () => {
    for (const name of ["README.md", "README.ja.md"]) expect(read(name).split("\n").length).toBeLessThan(180);
  });

  it("link everything in docs", () => {
    const documents = readdirSync("docs", { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name));
    const both = read("README.md") + read("README.ja.md");
    expect(documents.filter((name) => !both.includes(`docs/${name}`))).toEqual([]);
  });

  it("show a picture that says what it shows, and loads nothing", () => {
    const picture = read("docs/mail-way.svg");
    expect(picture).toMatch(/<title id="t">.+<\/title>\s*<desc id="d">.+<\/desc>/);
    expect(picture.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|<script|<image/);
  });
});

describe("docs/operations.md and docs/operations.ja.md", () => {
  const sections = (text: string) =>
    [...text.matchAll(/^## (.*)\n([\s\S]*?)(?=^## |(?![\s\S]))/gm)].map(([, title = "", body = ""]) => ({
      title,
      body,
    }));
  const english = sections(read("docs/operations.md"));
  const japanese = sections(read("docs/operations.ja.md"));

  it("have the same sections", () => {
    expect(japanese).toHaveLength(english.length);
  });

  it("name the same commands in each", () => {
    const commands = (body: string) =>
      [
        ...new Set(body.match(/npm run (?:-s )?[\w:-]+(?: -- --[\w-]+)?|npx wrangler [a-z0-9-]+(?: [a-z0-9-]+)?/g)),
      ].toSorted();
    for (const [at, { title, body }] of english.entries()) {
      expect
        .soft([title, ...commands(japanese[at]?.body ?? "")])
        .toEqual([title, ...commands(body).filter((command) => command !== "npx wrangler tail")]);
    }
  });

  it("name the same events of the log", () => {
    const events = (text: string) => [...text.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, event]) => event);
    expect(events(read("docs/operations.ja.md"))).toEqual(events(read("docs/operations.md")));
  });
});

describe.each([
  ["en", "docs/operations.md"],
  ["ja", "docs/operations.ja.md"],
] as const)("the alarms in %s", (language, name) => {
  it("stand there as on the page and in the mail, each of them", () => {
    const words = read(`public/page/words/${language}-server.js`);
    const rows = ALARM_KINDS.map((kind) => {
      const [, onPage = ""] = new RegExp(`"alarm-${kind}": "(?:alarm|警告): (.+)",`).exec(words) ?? [];
      return `| ${onPage} | ${alarmText(kind, "pta@school.example", language).subject} |`;
    });
    expect(read(name)).toContain(rows.join("\n"));
  });
});

describe("docs/operations.ja.md", () => {
  it("calls what is on the page by the page's words", () => {
    const pages = readdirSync("public/page/words").filter((file) => file.startsWith("ja"));
    const words = pages.map((file) => read(`public/page/words/${file}`)).join("\n");
    const named = [...read("docs/operations.ja.md").matchAll(/「(.+?)」/g)].map(([, word = ""]) => word);
    const elsewhere = ["Bypass", "1.", "2."]; // Cloudflare Access; lines of a survey.
    expect(named.filter((word) => !elsewhere.includes(word) && !words.includes(word))).toEqual([]);
  });
});

describe("pages to print", () => {
  const names = readdirSync("docs/handouts");

  it("are there for parents, officers and admins, in both languages", () => {
    const wanted = ["admins", "officers", "parents"].flatMap((who) => [`${who}.en.html`, `${who}.ja.html`]);
    expect(names.toSorted()).toEqual(wanted);
  });

  it.each(names)("%s is one A4 page that loads nothing", (name) => {
    const page = read(`docs/handouts/${name}`);
    expect(page).toContain("@page { size: A4");
    expect(page).not.toMatch(/<script|<link|<img|https?:/);
    expect(page).toContain(`<html lang="${name.slice(-7, -5)}">`);
  });

  it("tell parents of every carrier how to let the answer through", () => {
    for (const language of ["ja", "en"]) {
      const page = read(`docs/handouts/parents.${language}.html`);
      for (const carrier of ["docomo", "au", "SoftBank", "楽メール", "Y!mobile", "ドメイン指定受信"])
        expect(page).toContain(carrier);
    }
  });
});
