/** Admins under a name of their own: invited by mail, revoked at once, and never locked out all together. */
import { beforeEach, describe, expect, it } from "vitest";
import { Vault } from "../../../src/store/vault.ts";
import { becomeAdmin, take, wordIn } from "../support/admins.ts";
import { databaseText, db } from "../support/database.ts";
import { openSchool, type School, TOKEN } from "../support/school.ts";

const DAY = 86_400_000;
const MAILBOX = "yamada.hanako@board.example";

let school: School;
beforeEach(async () => {
  school = await openSchool();
  await school.publish();
});

const invite = (more: object = {}) =>
  school.ask("POST", "/api/admins", { name: "山田", mailbox: MAILBOX, role: "all", ...more });
const desk = (token: string) => school.ask("GET", "/api/desk", undefined, { token });
const audit = async () => (await school.ask("GET", "/api/audit")).body.items;

describe("an invitation", () => {
  it("is a letter from a domain of ours, in both languages, that says who may do what, and for how long", async () => {
    const { status, body } = await invite({ role: "read" });
    expect([status, body.letter, body.state]).toEqual([201, { outcome: "sent" }, "invited"]);
    const [letter] = school.transport.to(MAILBOX);
    expect(letter?.envelopeSender).toBe("postmaster@school.example");
    expect(letter?.mail.subject).toBe("You are invited to lead SafetyAnswer at school.example");
    for (const part of [
      "Dear 山田,",
      "山田 様",
      "see everything, and change nothing",
      "within 7 days",
      "7 日間、1回だけ",
    ]) {
      expect(letter?.mail.text).toContain(part);
    }
    expect(letter?.mail.text).toMatch(/\nhttps:\/\/relay\.school\.example\/#invitation=[0-9a-z]{32}\r\n/);
  });

  it("names whoever invites, or says that it was the admin", async () => {
    await invite();
    const { password } = await becomeAdmin(school, "all", null, "sato@board.example");
    const body = { name: "鈴木", mailbox: "suzuki@board.example", role: "read" };
    await school.ask("POST", "/api/admins", body, { token: password });
    expect(school.transport.to(MAILBOX)[0]?.mail.text).toContain("The admin invites you");
    expect(school.transport.to("suzuki@board.example")[0]?.mail.text).toContain("管理 all invites you");
  });

  it("links to the page where PAGE says that it is elsewhere", async () => {
    const elsewhere = await openSchool({ page: "https://desk.example" });
    await elsewhere.publish();
    await elsewhere.ask("POST", "/api/admins", { name: "山田", mailbox: MAILBOX, role: "all" });
    expect(elsewhere.transport.to(MAILBOX)[0]?.mail.text).toContain("https://desk.example/#invitation=");
  });

  it("gives a password of one's own that opens the desk, and a session, and says the password once", async () => {
    await invite();
    const { status, body, headers } = await take(school, wordIn(school, MAILBOX));
    expect([status, body.name, body.role]).toEqual([201, "山田", "all"]);
    expect(headers.get("Cache-Control")).toBe("no-store");
    expect((await desk(body.password)).body).toMatchObject({ admin: "山田", role: "all", signedInBy: "token" });
    const cookie = (headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";
    expect(headers.get("Set-Cookie")).toContain("HttpOnly; Secure; SameSite=Strict");
    const asked = { token: null, headers: { Cookie: cookie } };
    expect((await school.ask("GET", "/api/desk", undefined, asked)).body).toMatchObject({ signedInBy: "session" });
  });

  it("works once: taken again, also with an Idempotency-Key, it is as one that never was", async () => {
    await invite();
    const word = wordIn(school, MAILBOX);
    const asking = { token: null, headers: { "Idempotency-Key": "one" } };
    const ask = (invitation: string) => school.ask("POST", "/api/invitation", { invitation }, asking);
    expect((await ask(word)).status).toBe(201);
    const again = await ask(word);
    expect([again.status, again.body.code]).toEqual([404, "invitation-over"]);
    expect((await ask("0".repeat(32))).body).toEqual(again.body);
  });

  it("of eight at the same time lets one in", async () => {
    await invite();
    const word = wordIn(school, MAILBOX);
    const answers = await Promise.all(Array.from({ length: 8 }, () => take(school, word)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it("is good for seven days and not a moment longer", async () => {
    const { id } = (await invite()).body;
    school.now += 7 * DAY;
    expect((await take(school, wordIn(school, MAILBOX))).status).toBe(404);
    const [shown] = (await school.ask("GET", "/api/admins")).body.items;
    expect(shown).toMatchObject({ id, state: "expired" });
  });

  it("that is sent again makes the former link void, and another password the former one, with its sessions", async () => {
    const { id, password, cookie } = await becomeAdmin(school, "all", null, MAILBOX);
    await school.ask("POST", `/api/admins/${id}/invitation`);
    const former = wordIn(school, MAILBOX);
    expect((await desk(password)).status).toBe(200);
    expect((await school.ask("POST", `/api/admins/${id}/invitation`)).body).toEqual({ outcome: "sent" });
    expect((await take(school, former)).status).toBe(404);
    const { body } = await take(school, wordIn(school, MAILBOX));
    expect((await desk(body.password)).status).toBe(200);
    expect((await desk(password)).status).toBe(401);
    const headers = { Cookie: cookie };
    expect((await school.ask("GET", "/api/desk", undefined, { token: null, headers })).status).toBe(401);
  });

  it("whose letter could not be sent says so, and can be sent again", async () => {
    school.transport.faults.set(MAILBOX, { kind: "refused", reason: "recipient-not-verified" });
    const { body } = await invite();
    expect(body.letter).toEqual({ outcome: "refused", reason: "recipient-not-verified" });
    school.transport.faults.clear();
    expect((await school.ask("POST", `/api/admins/${body.id}/invitation`)).body).toEqual({ outcome: "sent" });
  });

  it("needs a domain to come from", async () => {
    const empty = await openSchool();
    const { status, body } = await empty.ask("POST", "/api/admins", { name: "a", mailbox: MAILBOX, role: "all" });
    expect([status, body.code]).toEqual([409, "no-public-address"]);
  });

  it("that is guessed makes its sender wait, and after ten within a minute is not weighed any more", async () => {
    const headers = { "CF-Connecting-IP": "198.51.100.200" };
    const guess = () => school.ask("POST", "/api/invitation", { invitation: "x" }, { token: null, headers });
    for (let n = 0; n < 10; n++) expect((await guess()).status).toBe(404);
    expect((await guess()).status).toBe(429);
    expect(school.waits.length).toBe(10);
    await invite();
    const right = { invitation: wordIn(school, MAILBOX) };
    expect((await school.ask("POST", "/api/invitation", right, { token: null, headers })).status).toBe(201);
  });

  it("is taken from the page itself alone: another website signs nobody in", async () => {
    await invite();
    const headers = { Origin: "https://evil.example" };
    const body = { invitation: wordIn(school, MAILBOX) };
    expect((await school.ask("POST", "/api/invitation", body, { token: null, headers })).status).toBe(403);
    const form = { token: null, headers: { "Content-Type": "text/plain" } };
    expect((await school.ask("POST", "/api/invitation", body, form)).status).toBe(415);
  });
});

describe("what is kept", () => {
  it("holds neither mailbox nor password nor the word of the letter, and answers show a mask", async () => {
    const { password } = await becomeAdmin(school, "all", null, MAILBOX);
    await school.ask("POST", "/api/admins", { name: "佐藤", mailbox: "sato.jiro@board.example", role: "read" });
    const word = wordIn(school, "sato.jiro@board.example");
    const kept = await databaseText();
    for (const secret of [password, word, "yamada", "hanako", "sato.jiro", "board.example"])
      expect(kept).not.toContain(secret);
    const { items } = (await school.ask("GET", "/api/admins")).body;
    expect(items.map(({ mailbox }: { mailbox: string }) => mailbox)).toEqual([
      "y•••@b•••.example",
      "s•••@b•••.example",
    ]);
    expect(school.logged.join()).not.toContain(word);
  });

  it.each(["hanako@board.example", "名前\u202etxt", "a\nb", "a\u0000", "\u2066a", "", "  ", "x".repeat(81)])(
    "takes %j for no name",
    async (name) => {
      expect((await invite({ name })).status).toBe(400);
    },
  );

  it("is one admin a mailbox, however it is spelled", async () => {
    await invite({ mailbox: "taro.yamada@gmail.com" });
    const again = await invite({ mailbox: "TaroYamada+x@gmail.com" });
    expect([again.status, again.body.code]).toEqual([409, "invited-already"]);
    const both = await Promise.all([invite(), invite()]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it("are fifty at most", async () => {
    for (let n = 0; n < 50; n++) expect((await invite({ mailbox: `a${n}@board.example` })).status).toBe(201);
    const more = await invite();
    expect([more.status, more.body.code]).toEqual([409, "too-many-admins"]);
  });

  it.each([
    [{ role: "address" }, 400],
    [{ role: "all", addressId: "0000000000000000" }, 400],
    [{ role: "address", addressId: "0000000000000000" }, 404],
    [{ role: "root" }, 400],
  ])("takes %j for no role", async (more, status) => {
    expect((await invite(more)).status).toBe(status);
  });
});

describe("whoever is revoked", () => {
  it("is out at once: password, session, and an invitation under way", async () => {
    const { id, password, cookie } = await becomeAdmin(school, "read");
    await school.ask("POST", `/api/admins/${id}/invitation`);
    const word = /#invitation=(\w+)/.exec(school.transport.taken.at(-1)?.mail.text ?? "")?.[1] ?? "";
    expect((await school.ask("DELETE", `/api/admins/${id}`)).status).toBe(204);
    expect((await desk(password)).status).toBe(401);
    const headers = { Cookie: cookie };
    expect((await school.ask("GET", "/api/desk", undefined, { token: null, headers })).status).toBe(401);
    expect((await take(school, word)).status).toBe(404);
    expect((await school.ask("GET", "/api/admins")).body.items).toEqual([]);
    expect(await db.prepare("SELECT count(*) AS n FROM session").first("n")).toBe(0);
    for (const [method, path] of [
      ["PATCH", ""],
      ["DELETE", ""],
      ["POST", "/invitation"],
    ]) {
      const body = method === "PATCH" ? { role: "all" } : undefined;
      expect((await school.ask(method ?? "", `/api/admins/${id}${path}`, body)).status).toBe(404);
    }
  });

  it("comes back by a new invitation, in another role, as the same person to the list of changes", async () => {
    const { id, password } = await becomeAdmin(school, "all", null, MAILBOX);
    await becomeAdmin(school, "all");
    await school.ask("DELETE", `/api/admins/${id}`);
    const { body } = await invite({ role: "read", name: "山田 花子" });
    expect(body).toMatchObject({ id, role: "read", state: "invited" });
    expect((await desk(password)).status).toBe(401);
    const taken = await take(school, wordIn(school, MAILBOX));
    expect((await desk(taken.body.password)).body.role).toBe("read");
  });
});

describe("the last one who may do everything", () => {
  it("is neither revoked nor given another role by an admin, not by themselves either", async () => {
    const { id, password } = await becomeAdmin(school, "all");
    await school.ask("POST", "/api/admins", { name: "招待中", mailbox: "x@board.example", role: "all" });
    for (const [method, body] of [["DELETE"], ["PATCH", { role: "read" }]] as const) {
      const answer = await school.ask(method, `/api/admins/${id}`, body, { token: password });
      expect([answer.status, answer.body.code]).toEqual([409, "last-admin"]);
    }
    expect((await desk(password)).body.role).toBe("all");
    expect((await school.ask("PATCH", `/api/admins/${id}`, { name: "別の名" }, { token: password })).status).toBe(200);
  });

  it("of two who revoke each other at the same moment is left", async () => {
    const [one, other] = [await becomeAdmin(school, "all"), await becomeAdmin(school, "all")];
    const answers = await Promise.all([
      school.ask("DELETE", `/api/admins/${other.id}`, undefined, { token: one.password }),
      school.ask("DELETE", `/api/admins/${one.id}`, undefined, { token: other.password }),
    ]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect((await school.ask("GET", "/api/admins")).body.items).toHaveLength(1);
  });

  it("goes when the ADMIN_TOKEN asks: that one stays, and nothing here takes it away", async () => {
    const { id, password } = await becomeAdmin(school, "all");
    expect((await school.ask("DELETE", `/api/admins/${id}`)).status).toBe(204);
    expect((await desk(password)).status).toBe(401);
    expect((await desk(TOKEN)).body).toMatchObject({ role: "all", admin: "" });
  });
});

describe("the list of changes", () => {
  it("says who has done what, by the name of today, also of those who are gone", async () => {
    const { id, password } = await becomeAdmin(school, "all");
    await school.ask("POST", "/api/addresses", { address: "b@school.example" }, { token: password });
    school.now += 1;
    await school.ask("PATCH", `/api/admins/${id}`, { name: "新しい名" });
    school.now += 1;
    await school.ask("DELETE", `/api/admins/${id}`);
    const shown = (await audit()).map(({ action, actor, name, subject, detail }: Record<string, string>) => [
      action,
      actor,
      name,
      subject === id ? "id" : "",
      detail,
    ]);
    expect(shown).toEqual([
      ["admin.revoke", "token", "", "id", ""],
      ["admin.change", "token", "", "id", "adminName"],
      ["address.add", id, "新しい名", "", ""],
      ["admin.accept", id, "新しい名", "id", ""],
      ["admin.invite", "token", "", "id", "role: all"],
      ["address.add", "token", "", "", ""],
    ]);
  });

  it("says the role that was given", async () => {
    const { id } = await becomeAdmin(school, "all");
    await school.ask("PATCH", `/api/admins/${id}`, { role: "read" });
    expect((await audit())[0]).toMatchObject({ action: "admin.change", detail: "role: read" });
  });

  it("is what 412 names somebody from", async () => {
    const id = await school.publish("c@school.example");
    const { headers } = await school.ask("GET", `/api/addresses/${id}`);
    const { password } = await becomeAdmin(school, "all");
    await school.ask("PATCH", `/api/addresses/${id}`, { open: false }, { token: password });
    const asked = { headers: { "If-Match": headers.get("ETag") ?? "" } };
    const { status, body } = await school.ask("PATCH", `/api/addresses/${id}`, { open: true }, asked);
    expect(status).toBe(412);
    expect(body.detail).toContain("by 管理 all,");
  });
});

describe("signing out everywhere", () => {
  it("ends all sessions of one's own password, and nobody else's", async () => {
    const [one, other] = [await becomeAdmin(school, "all"), await becomeAdmin(school, "all")];
    const second = await school.ask("POST", "/api/session", undefined, { token: one.password });
    const cookies = [one.cookie, (second.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "", other.cookie];
    const ask = (cookie: string, method: string, path: string) =>
      school.ask(method, path, undefined, {
        token: null,
        headers: { Cookie: cookie, "Sec-Fetch-Site": "same-origin" },
      });
    expect((await ask(one.cookie, "DELETE", "/api/session?everywhere=true")).status).toBe(204);
    const after = await Promise.all(cookies.map(async (cookie) => (await ask(cookie, "GET", "/api/desk")).status));
    expect(after).toEqual([401, 401, 200]);
  });
});

describe("a change of keys", () => {
  it("locks nobody out, and the mailbox is known under the new key", async () => {
    const { id, password } = await becomeAdmin(school, "all", null, MAILBOX);
    const [old, next] = [new Uint8Array(32).fill(7), new Uint8Array(32).fill(9)];
    const both = await Vault.open(next, old);
    const { rotate } = await import("../../../src/store/rotation.ts");
    expect((await rotate(db, both, 10)).unreadable).toBe(0);
    Object.assign(school, { deps: { ...school.deps, vault: await Vault.open(next) } });
    expect((await desk(password)).status).toBe(200);
    const { items } = (await school.ask("GET", "/api/admins")).body;
    expect(items).toMatchObject([{ id, mailbox: "y•••@b•••.example" }]);
    expect((await invite()).body.code).toBe("invited-already");
  });
});
