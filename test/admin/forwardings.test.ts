import { beforeEach, describe, expect, it } from "vitest";
import { adviceFor } from "../../src/letters/advice.ts";
import { databaseText, db } from "./support/database.ts";
import { openSchool, type School } from "./support/school.ts";

let school: School;
let pta: string;
beforeEach(async () => {
  school = await openSchool();
  pta = await school.publish("pta@school.example", "〇〇小学校PTA");
});

describe("a new forwarding", () => {
  it("shows its destination masked, hides the sender, delivers and takes replies", async () => {
    const forwarding = await school.lead(pta, "Taro.Yamada@Company.Example");
    expect(forwarding).toEqual({
      id: expect.stringMatching(/^[0-9a-z]{16}$/),
      addressId: pta,
      destination: "T•••@c•••.example",
      label: "",
      hideSender: true,
      hideName: false,
      deliver: true,
      allowReply: true,
      pausedBy: null,
      state: "active",
      createdAt: "2026-04-01T00:00:00.000Z",
    });
    expect((await school.ask("GET", `/api/forwardings/${forwarding.id}`)).body).toEqual(forwarding);
  });

  it("takes a label and every switch", async () => {
    const given = { label: "会長", hideSender: false, hideName: true, deliver: false, allowReply: false };
    expect(await school.lead(pta, "taro@company.example", given)).toMatchObject(given);
  });

  it("is one a mailbox and address: tags and Gmail's dots make no other", async () => {
    await school.lead(pta, "taro.yamada@gmail.com");
    const again = { destination: "TaroYamada+pta@googlemail.com" };
    const answer = await school.ask("POST", `/api/addresses/${pta}/forwardings`, again);
    expect(answer).toMatchObject({ status: 409, body: { field: "destination" } });
    const jimu = await school.publish("jimu@school.example");
    expect((await school.ask("POST", `/api/addresses/${jimu}/forwardings`, again)).status).toBe(201);
  });

  it.each([
    ["the public address itself", "pta@school.example"],
    ["the public address with a tag", "PTA+x@school.example"],
    ["an alias", "anon-7k3m9q2x4wtz@school.example"],
    ["the admin's postmaster", "postmaster@school.example"],
    ["a mailbox on the same domain, whose mail comes here, too", "Teacher@School.Example"],
  ])("cannot lead to %s: that would be a loop", async (_, destination) => {
    const answer = await school.ask("POST", `/api/addresses/${pta}/forwardings`, { destination });
    expect(answer).toMatchObject({ status: 400, body: { field: "destination", code: "own-domain" } });
  });

  it.each(["*@company.example", '"*"@company.example', "**@company.example"])(
    "cannot lead to %s",
    async (destination) => {
      const answer = await school.ask("POST", `/api/addresses/${pta}/forwardings`, { destination });
      expect(answer).toMatchObject({ status: 400, body: { field: "destination", code: "wildcard" } });
    },
  );

  it("may lead to a mailbox on a domain that was ours and is given up", async () => {
    const jimu = await school.publish("jimu@former.example");
    const destination = "teacher@former.example";
    expect((await school.ask("POST", `/api/addresses/${pta}/forwardings`, { destination })).status).toBe(400);
    await school.ask("DELETE", `/api/addresses/${jimu}`);
    expect((await school.ask("POST", `/api/addresses/${pta}/forwardings`, { destination })).status).toBe(201);
  });

  it.each([
    ["no destination", {}, "destination"],
    ["two destinations", { destination: "a@x.example, b@x.example" }, "destination"],
    ["a switch that is no switch", { destination: "a@x.example", deliver: "no" }, "deliver"],
    ["a member that nobody knows", { destination: "a@x.example", state: "active" }, "state"],
  ])("refuses %s", async (_, body, field) => {
    const answer = await school.ask("POST", `/api/addresses/${pta}/forwardings`, body);
    expect(answer).toMatchObject({ status: 400, body: { field } });
  });

  it("is the twentieth at most, also when more are asked for at once", async () => {
    await school.crowd(pta, 15);
    const asked = Array.from({ length: 10 }, (_, n) =>
      school.ask("POST", `/api/addresses/${pta}/forwardings`, { destination: `more${n}@x.example` }),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(5);
    expect(statuses.filter((status) => status === 409)).toHaveLength(5);
    const { body } = await school.ask("GET", `/api/addresses/${pta}/forwardings?limit=200`);
    expect(body.items).toHaveLength(20);
  });

  it("needs a public address that exists", async () => {
    const answer = await school.ask("POST", "/api/addresses/0000000000000000/forwardings", {
      destination: "a@x.example",
    });
    expect(answer.status).toBe(404);
    expect((await school.ask("GET", "/api/addresses/0000000000000000/forwardings")).status).toBe(404);
  });
});

describe("the welcome mail", () => {
  it("comes from an address of its own, in both languages, asks for an answer and says how all works", async () => {
    const { id, state } = await school.invite(pta, "taro@company.example");
    expect(state).toBe("invited");
    const [mail] = school.transport.to("taro@company.example");
    expect(mail?.mail.from).toEqual({
      name: "〇〇小学校PTA",
      address: expect.stringMatching(/^anon-[0-9a-z]{12}@school\.example$/),
    });
    expect(mail?.mail.subject).toBe("You are to receive the mail of pta@school.example: please answer this mail");
    expect(mail?.mail.text).toContain("Just press Reply and send. What you write goes to nobody.");
    expect(mail?.mail.text).toContain("3.5 MB");
    expect(mail?.mail.text).toContain("postmaster@school.example");
    expect(mail?.mail.text).toContain("ふつうに「返信」を押して書くだけです");
    expect(mail?.raw).toContain("Auto-Submitted: auto-generated");
    expect((await school.ask("GET", `/api/forwardings/${id}`)).body.advice.en).toContain("presses Reply on that mail");
  });

  it("comes from one address a forwarding, at each sending the same, and nothing that the API or the database says is it", async () => {
    const { id } = await school.invite(pta, "taro@company.example");
    await school.ask("POST", `/api/forwardings/${id}/welcome`);
    await school.invite(pta, "hanako@company.example");
    const senders = school.transport.taken.map((mail) => mail.envelopeSender);
    expect(senders[0]).toBe(senders[1]);
    expect(new Set(senders).size).toBe(2);
    const seen = `${school.answered.join()} ${school.logged.join()} ${await databaseText()}`;
    for (const sender of senders) expect(seen).not.toContain(sender.split("@")[0]);
  });

  it("in a Japanese organisation begins in Japanese", async () => {
    school = await openSchool({ language: "ja" });
    await school.invite(await school.publish(), "taro@company.example");
    const [mail] = school.transport.to("taro@company.example");
    expect(mail?.mail.subject).toBe("pta@school.example の担当になりました（このメールに返信してください）");
    expect(mail?.mail.text?.indexOf("しくみ")).toBeLessThan(mail?.mail.text?.indexOf("How it works") ?? -1);
  });

  it("to an officer who is active comes from the public address and asks for nothing", async () => {
    const { id } = await school.lead(pta, "taro@company.example");
    school.transport.taken.length = 0;
    await school.ask("POST", `/api/forwardings/${id}/welcome`);
    const [mail] = school.transport.to("taro@company.example");
    expect(mail?.envelopeSender).toBe("pta@school.example");
    expect(mail?.mail.text).not.toContain("First, please answer this mail");
    expect((await school.ask("GET", `/api/forwardings/${id}`)).body.state).toBe("active");
  });

  it("that is refused leaves the forwarding pending, with the reason and what to do", async () => {
    school.transport.faults.set("taro@company.example", { kind: "refused", reason: "recipient-not-verified" });
    const forwarding = await school.lead(pta, "taro@company.example");
    expect(forwarding).toMatchObject({ state: "pending", reason: "recipient-not-verified" });
    expect(forwarding.advice).toEqual(adviceFor("recipient-not-verified"));
    expect(forwarding.advice).toMatchObject({ en: expect.stringContaining("press the button") });
    expect((await school.ask("GET", "/api/stats")).body.pendingForwardings).toBe(1);
  });

  it.each([["deferred"], ["broken"]])(
    "that is %s leaves the forwarding pending, and nothing of the error is kept",
    async (how) => {
      const fault = how === "broken" ? "throw" : ({ kind: "deferred", reason: "quota" } as const);
      school.transport.faults.set("taro@company.example", fault);
      expect(await school.lead(pta, "taro@company.example")).toMatchObject({ state: "pending" });
      expect(school.logged.join()).not.toContain("taro@");
    },
  );

  it("can be sent again, and invites when it gets out", async () => {
    school.transport.faults.set("taro@company.example", { kind: "refused", reason: "recipient-not-verified" });
    const { id } = await school.lead(pta, "taro@company.example");
    const again = await school.ask("POST", `/api/forwardings/${id}/welcome`);
    expect(again.body).toEqual({ outcome: "refused", reason: "recipient-not-verified" });
    school.transport.faults.clear();
    expect((await school.ask("POST", `/api/forwardings/${id}/welcome`)).body).toEqual({ outcome: "sent" });
    const now = (await school.ask("GET", `/api/forwardings/${id}`)).body;
    expect(now.state).toBe("invited");
    expect(now).not.toHaveProperty("reason");
    expect((await school.ask("POST", "/api/forwardings/0000000000000000/welcome")).status).toBe(404);
  });
});

describe("the people who stand behind the address already", () => {
  beforeEach(async () => {
    await school.lead(pta, "standing@home.example");
    school.transport.taken.length = 0;
  });

  it("are told when one is added, without learning who", async () => {
    await school.lead(pta, "newcomer@company.example", { label: "書記" });
    const [told] = school.transport.to("standing@home.example");
    expect(told?.mail.subject).toBe("One more person receives the mail of pta@school.example");
    expect(told?.mail.text).toContain("(書記)");
    expect(told?.raw).not.toContain("newcomer");
    expect(told?.mail.text).not.toContain("newcomer");
    expect(school.transport.to("newcomer@company.example")).toHaveLength(1);
  });

  it("read no mailbox, though the admin took it for the label when that was still possible", async () => {
    const { id } = await school.lead(pta, "newcomer@company.example");
    const label = "会計 Newcomer＠company.example";
    await db.prepare("UPDATE forwarding SET label = ? WHERE id = ?").bind(label, id).run();
    school.transport.taken.length = 0;
    await school.ask("PATCH", `/api/forwardings/${id}`, { hideSender: false });
    const [told] = school.transport.to("standing@home.example");
    expect(told?.mail.text).toContain("(会計)");
    expect(told?.mail.text).not.toMatch(/newcomer/i);
  });

  it("are told when senders are no longer hidden from one of them, and not when they are hidden again", async () => {
    const { id } = await school.lead(pta, "newcomer@company.example");
    school.transport.taken.length = 0;
    await school.ask("PATCH", `/api/forwardings/${id}`, { hideSender: false });
    expect(school.transport.taken.map((mail) => mail.envelopeRecipient).sort()).toEqual([
      "newcomer@company.example",
      "standing@home.example",
    ]);
    expect(school.transport.taken[0]?.mail.text).toContain("real addresses");
    await school.ask("PATCH", `/api/forwardings/${id}`, { hideSender: false });
    await school.ask("PATCH", `/api/forwardings/${id}`, { hideSender: true });
    expect(school.transport.taken).toHaveLength(2);
  });

  it("do not keep a change from happening when they cannot be told", async () => {
    school.transport.faults.set("standing@home.example", "throw");
    expect(await school.lead(pta, "newcomer@company.example")).toMatchObject({ state: "active" });
  });
});

describe("a forwarding's switches", () => {
  it.each(["hideSender", "hideName", "deliver", "allowReply"])("%s can be thrown by itself, and back", async (name) => {
    const { createdAt: _, ...before } = await school.lead(pta, "taro@company.example");
    const thrown = await school.ask("PATCH", `/api/forwardings/${before.id}`, { [name]: !before[name] });
    expect(thrown.body).toMatchObject({ ...before, [name]: !before[name] });
    const back = await school.ask("PATCH", `/api/forwardings/${before.id}`, { [name]: before[name] });
    expect(back.body).toMatchObject(before);
  });

  it("are in the audit list with their new value, the label without", async () => {
    const { id } = await school.lead(pta, "taro@company.example");
    school.now += 1000;
    await school.ask("PATCH", `/api/forwardings/${id}`, { deliver: false, label: "taro's phone" });
    const [latest] = (await school.ask("GET", "/api/audit?limit=1")).body.items;
    expect(latest).toMatchObject({ action: "forwarding.change", subject: id, detail: "label, deliver: false" });
  });

  it("refuse another destination: that is a handover", async () => {
    const { id } = await school.lead(pta, "taro@company.example");
    const answer = await school.ask("PATCH", `/api/forwardings/${id}`, { destination: "x@y.example" });
    expect(answer).toMatchObject({ status: 400, body: { field: "destination" } });
    expect((await school.ask("PATCH", `/api/forwardings/${id}`, {})).status).toBe(400);
  });
});

describe("a deleted forwarding", () => {
  it("is gone for every call, and its aliases with it", async () => {
    const { id } = await school.lead(pta, "taro@company.example");
    const alias = await school.aliasFor(id, "parent@home.example");
    expect((await school.ask("DELETE", `/api/forwardings/${id}`)).status).toBe(204);
    const calls: [string, string, unknown][] = [
      ["GET", `/api/forwardings/${id}`, undefined],
      ["PATCH", `/api/forwardings/${id}`, { deliver: true }],
      ["DELETE", `/api/forwardings/${id}`, undefined],
      ["POST", `/api/forwardings/${id}/welcome`, undefined],
      ["POST", `/api/forwardings/${id}/handover`, { destination: "x@y.example", keepAliases: true }],
      ["GET", `/api/forwardings/${id}/aliases`, undefined],
      ["POST", `/api/forwardings/${id}/aliases`, { address: "x@y.example" }],
      ["GET", `/api/forwardings/${id}/reply-from`, undefined],
      ["POST", `/api/forwardings/${id}/reply-from`, { address: "x@y.example" }],
      ["DELETE", `/api/aliases/${alias.id}`, undefined],
    ];
    for (const [method, path, body] of calls) {
      expect(`${method} ${path}: ${(await school.ask(method, path, body)).status}`).toBe(`${method} ${path}: 404`);
    }
  });

  it("leaves room for the same mailbox again", async () => {
    const { id } = await school.lead(pta, "taro@company.example");
    await school.ask("DELETE", `/api/forwardings/${id}`);
    expect((await school.lead(pta, "taro@company.example")).id).not.toBe(id);
  });
});

describe("further mailboxes that a destination answers from", () => {
  it("are added, listed masked and taken away", async () => {
    const { id } = await school.lead(pta, "taro@company.example");
    const added = await school.ask("POST", `/api/forwardings/${id}/reply-from`, { address: "taro.private@gmail.com" });
    expect(added.status).toBe(201);
    expect(added.body).toEqual({
      id: expect.any(String),
      address: "t•••@g•••.com",
      createdAt: "2026-04-01T00:00:00.000Z",
    });
    const list = await school.ask("GET", `/api/forwardings/${id}/reply-from`);
    expect(list.body).toEqual({ items: [added.body], next: null });
    expect((await school.ask("DELETE", `/api/forwardings/${id}/reply-from/${added.body.id}`)).status).toBe(204);
    expect((await school.ask("DELETE", `/api/forwardings/${id}/reply-from/${added.body.id}`)).status).toBe(404);
  });

  it("are ten at most, each once, and none of our own", async () => {
    const { id } = await school.lead(pta, "taro@company.example");
    const add = (address: string) => school.ask("POST", `/api/forwardings/${id}/reply-from`, { address });
    const ten = await Promise.all(Array.from({ length: 12 }, (_, n) => add(`taro${n}@home.example`)));
    expect(ten.filter(({ status }) => status === 201)).toHaveLength(10);
    const { id: other } = await school.lead(pta, "hanako@company.example");
    await school.ask("POST", `/api/forwardings/${other}/reply-from`, { address: "h.anako@gmail.com" });
    const again = await school.ask("POST", `/api/forwardings/${other}/reply-from`, { address: "hanako+x@gmail.com" });
    expect(again.status).toBe(409);
    const ours = await school.ask("POST", `/api/forwardings/${other}/reply-from`, { address: "pta@school.example" });
    expect(ours).toMatchObject({ status: 400, body: { field: "address" } });
  });

  it("cannot be taken from another forwarding than their own", async () => {
    const { id } = await school.lead(pta, "taro@company.example");
    const { id: other } = await school.lead(pta, "hanako@company.example");
    const { body } = await school.ask("POST", `/api/forwardings/${id}/reply-from`, { address: "taro@home.example" });
    expect((await school.ask("DELETE", `/api/forwardings/${other}/reply-from/${body.id}`)).status).toBe(404);
  });
});

describe("the list of forwardings", () => {
  it("goes on page by page, oldest first", async () => {
    for (const n of [1, 2, 3]) {
      school.now += 1000;
      await school.lead(pta, `officer${n}@x.example`, { label: `${n}` });
    }
    const first = await school.ask("GET", `/api/addresses/${pta}/forwardings?limit=2`);
    const rest = await school.ask("GET", `/api/addresses/${pta}/forwardings?limit=2&cursor=${first.body.next}`);
    const labels = [...first.body.items, ...rest.body.items].map((item: { label: string }) => item.label);
    expect(labels).toEqual(["1", "2", "3"]);
    expect(rest.body.next).toBeNull();
  });
});
