/** The architecture, held: imports point one way, in the worker and on its page. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

type Rules<Permitted> = Readonly<Record<string, readonly Permitted[]>>;

/** From which folders of src/ each may import. */
const MAY_IMPORT: Rules<string> = {
  mail: ["mail"],
  letters: ["mail", "letters"],
  relay: ["mail", "letters", "relay"],
  /** And the list of migrations, from outside of src: its last one is the level that the worker asks for. */
  store: ["mail", "letters", "relay", "store", ".."],
  cloudflare: ["mail", "letters", "relay", "cloudflare"],
  admin: ["mail", "letters", "relay", "store", "admin", "env.ts"],
  "env.ts": ["mail", "letters", "relay", "store"],
  "index.ts": ["mail", "letters", "relay", "store", "cloudflare", "admin", "env.ts"],
  polyfill: [],
};

/** Inside of src/mail: its rooms lie as a diamond, of which mime/ and search/ are the two sides that never meet; answer/ reads text alone. */
const MAIL_MAY_IMPORT: Rules<string> = {
  answer: ["answer"],
  header: ["header"],
  mime: ["header", "mime"],
  search: ["header", "search"],
  scrub: ["header", "mime", "search", "scrub"],
};

/** Which packages each may import; everything else is none of its business. */
const MAY_USE: Rules<RegExp> = {
  mail: [/^postal-mime$/, /^@noble\/hashes\//],
  letters: [/^mimetext\/browser$/],
  relay: [/^mimetext\/browser$/],
  store: [/^drizzle-orm/],
  cloudflare: [/^cloudflare:(?:email|sockets)$/],
  admin: [/^hono/, /^valibot$/, /^jose$/, /^uqr$/, /^drizzle-orm/],
  "env.ts": [],
  "index.ts": [],
  polyfill: [],
};

const BELOW_EVERY_SECTION = ["words", "i18n.js", "session.js", "role.js", "api.js", "kit"];

/** From which folders and files of public/page/ each may import. */
const PAGE_MAY_IMPORT: Rules<string> = {
  words: ["words"],
  "i18n.js": ["words"],
  "session.js": [],
  "role.js": [],
  "api.js": ["session.js", "role.js"],
  kit: ["i18n.js", "role.js", "api.js", "kit"],
  admins: [...BELOW_EVERY_SECTION, "admins"],
  export: [...BELOW_EVERY_SECTION, "export"],
  network: [...BELOW_EVERY_SECTION, "network"],
  officer: [...BELOW_EVERY_SECTION, "officer"],
  desk: [...BELOW_EVERY_SECTION, "desk", "export", "network", "officer"],
  tools: [...BELOW_EVERY_SECTION, "admins", "desk", "tools"],
  "try-it": [...BELOW_EVERY_SECTION, "desk", "try-it"],
  "journal.js": [...BELOW_EVERY_SECTION, "desk", "export"],
  "sign-in.js": [...BELOW_EVERY_SECTION, "desk"],
  "shell.js": BELOW_EVERY_SECTION,
  "main.js": [...BELOW_EVERY_SECTION, "admins", "desk", "tools", "try-it", "journal.js", "sign-in.js", "shell.js"],
};

const room = (path: string) => normalize(path).split("/")[0] ?? "";

function filesBelow(root: string, ending: string): readonly string[] {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(ending) && !name.endsWith(".d.ts")).map(normalize);
}

function imports(path: string): readonly string[] {
  const source = readFileSync(path, "utf8");
  return [...source.matchAll(/^(?:import|export)\b[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"/gm)].map(
    ([, from, bare]) => from ?? bare ?? "",
  );
}

/** Types that a comment borrows: the page has no build step. */
function borrowedTypes(path: string): readonly string[] {
  return [...readFileSync(path, "utf8").matchAll(/import\("([^"]+)"\)/g)].map(([, target = ""]) => target);
}

/** By file: which files below the same root it imports. */
function graphOf(root: string, files: readonly string[], read: (path: string) => readonly string[]) {
  const within = (path: string) =>
    read(join(root, path))
      .filter((target) => target.startsWith("."))
      .map((target) => join(dirname(path), target))
      .filter((target) => !target.startsWith(".."));
  return new Map(files.map((path) => [path, within(path)]));
}

function expectNoCircle(graph: ReadonlyMap<string, readonly string[]>): void {
  const done = new Set<string>();
  const visit = (path: string, above: readonly string[]): void => {
    expect(above, [...above, path].join(" → ")).not.toContain(path);
    for (const next of graph.get(path) ?? []) if (!done.has(next)) visit(next, [...above, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
}

describe("imports of the worker", () => {
  const files = filesBelow("src", ".ts");

  it("are looked for in every room", () => {
    expect([...new Set(files.map(room))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it.each(files)("point one way in %s", (path) => {
    const allowed = MAY_IMPORT[room(path)] ?? [];
    const packages = MAY_USE[room(path)] ?? [];
    for (const target of imports(join("src", path))) {
      if (target.startsWith(".")) expect(allowed, target).toContain(room(join(dirname(path), target)));
      else
        expect(
          packages.some((pattern) => pattern.test(target)),
          target,
        ).toBe(true);
    }
  });

  it("lie as a diamond in src/mail, with what every room may use below them", () => {
    const mail = graphOf("src/mail", filesBelow("src/mail", ".ts"), imports);
    const inRoom = (path: string) => path.includes("/");
    expect([...new Set([...mail.keys()].filter(inRoom).map(room))].sort()).toEqual(Object.keys(MAIL_MAY_IMPORT).sort());
    for (const [path, targets] of mail) {
      const allowed = inRoom(path) ? MAIL_MAY_IMPORT[room(path)] : [];
      for (const target of targets.filter(inRoom)) expect(allowed, `${path} → ${target}`).toContain(room(target));
    }
  });

  it("make no circle", () => {
    expectNoCircle(graphOf("src", files, imports));
  });
});

describe("imports of the page", () => {
  const files = filesBelow("public/page", ".js");
  const all = (path: string) => [...imports(path), ...borrowedTypes(path)];

  it("are looked for in every room", () => {
    expect([...new Set(files.map(room))].sort()).toEqual(Object.keys(PAGE_MAY_IMPORT).sort());
  });

  it.each(files)("point one way in %s, to files that a browser finds", (path) => {
    for (const target of imports(join("public/page", path))) {
      expect(target).toMatch(/^\.\.?\//);
      expect(files).toContain(join(dirname(path), target));
      expect(PAGE_MAY_IMPORT[room(path)], target).toContain(room(join(dirname(path), target)));
    }
  });

  it.each(files)("borrow types in %s from the page, or from what the API promises", (path) => {
    for (const target of borrowedTypes(join("public/page", path))) {
      const file = join("public/page", dirname(path), target);
      const isPage = files.includes(join(dirname(path), target));
      expect(isPage || target === "valibot" || /^src\/(admin\/contract|letters)\//.test(file), target).toBe(true);
    }
  });

  it("make no circle, borrowed types among them", () => {
    expectNoCircle(graphOf("public/page", files, all));
  });
});
