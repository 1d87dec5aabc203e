/** Puts real addresses in at every place that takes one, looks at everything that comes out, and finds none of them. */
import { beforeEach, describe, expect, it } from "vitest";
import { contract } from "../../src/admin/contract/routes.ts";
import { AlarmMail } from "../../src/relay/alarm-mail.ts";
import { D1AlarmClaims } from "../../src/store/alarm-claims.ts";
import { wordIn } from "./support/admins.ts";
import { databaseText } from "./support/database.ts";
import { deliver } from "./support/deliveries.ts";
import { ADMIN_MAILBOX, openSchool, type School } from "./support/school.ts";
import { upkeep } from "./support/upkeep.ts";

/** Each word stands nowhere else, so that finding it anywhere is a leak. */
const SECRETS = {
  destination: "kaneko.zenkichi@tsubaki.example",
  pending: "murasaki.fujin@ayame.example",
  successor: "benkei.musashi@sumire.example",
  further: "yoritomo.genji@botan.example",
  parent: "kiyomori.heishi@nadeshiko.example",
  written: "ushiwaka.maru@asagao.example",
  stopped: "tokiwa.gozen@kikyo.example",
  erased: "shizuka.hime@himawari.example",
  listed: "tomoe.gozen@suisen.example",
  admin: "hojo.masako@tsutsuji.example",
};

const WORDS = [...Object.values(SECRETS), ADMIN_MAILBOX].flatMap((address) => {
  const [localPart = "", domain = ""] = address.split("@");
  return [localPart, domain.split(".")[0] ?? ""];
});

/** Every spelling in which an address could slip through. */
function findLeaks(text: string): string[] {
  const decoded = [text, decodeURIComponent(text.replaceAll(/%(?![0-9a-f]{2})/gi, "%25")), decodeBase64Runs(text)];
  return WORDS.filter((word) => decoded.some((form) => form.toLowerCase().includes(word)));
}

function decodeBase64Runs(text: string): string {
  const runs = text.match(/[A-Za-z0-9+/_-]{16,}={0,2}/g) ?? [];
  return runs.map((run) => safeAtob(run.replaceAll("-", "+").replaceAll("_", "/"))).join("\n");
}

function safeAtob(run: string): string {
  try {
    return atob(run.slice(0, run.length - (run.length % 4)));
  } catch {
    return "";
  }
}

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

/** Calls every route of the contract, well and badly, with the secrets in every place that takes an address. */
async function liveThroughAYear(): Promise<Set<string>> {
  const called = new Set<string>();
  const ask = async (name: string, ids: readonly string[] = [], body?: unknown, query = "") => {
    const route = contract.find((known) => known.name === name);
    if (!route) throw new Error(`no route ${name}`);
    called.add(name);
    let next = 0;
    const path = route.path.replaceAll(/\{\w+\}/g, () => ids[next++] ?? "");
    return (await school.ask(route.method, path + query, body)).body;
  };
  await ask("getHealth");
  await ask("openSession");
  await ask("closeSession");
  const { id: pta } = await ask("addAddress", [], { address: "pta@school.example", name: "PTA" });
  for (const name of ["listAddresses", "listJournal", "getStats", "listAudit", "getDesk"]) await ask(name);
  await ask("getAddress", [pta]);
  await ask("changeAddress", [pta], { name: "新PTA" });
  const { id } = await ask("addForwarding", [pta], { destination: SECRETS.destination, label: "会長" });
  await school.confirm(id);
  await ask("makeCard", [id]);
  await ask("addForwarding", [pta], { destination: SECRETS.destination });
  school.transport.faults.set(SECRETS.pending, "throw");
  const { id: pending } = await ask("addForwarding", [pta], { destination: SECRETS.pending });
  await ask("sendWelcome", [pending]);
  await ask("changeForwarding", [id], { hideSender: false });
  await ask("changeForwarding", [id], { destination: SECRETS.successor });
  const { id: further } = await ask("addReplyFrom", [id], { address: SECRETS.further });
  await ask("addReplyFrom", [id], { address: SECRETS.further });
  await ask("listReplyFrom", [id]);
  await ask("deleteReplyFrom", [id, further]);
  const { id: alias } = await ask("addAlias", [id], { address: SECRETS.parent, name: SECRETS.parent });
  await ask("addAlias", [id], { address: SECRETS.written, name: `<${SECRETS.written}>` });
  await ask("changeAlias", [alias], { blocked: true });
  await ask("listAliases", [id], undefined, "?limit=1");
  await ask("findMails", [], { person: SECRETS.parent });
  await ask("findMails", [], { person: `${SECRETS.parent}\n`, [SECRETS.parent]: 1 });
  const { id: block } = await ask("addBlock", [pta], { aliasId: alias });
  await ask("addBlock", [pta], { domain: SECRETS.parent });
  await ask("listBlocks", [pta]);
  await ask("deleteBlock", [block]);
  await ask("deleteAlias", [alias]);
  const { id: heir } = await ask("handOver", [id], { destination: SECRETS.successor, keepAliases: true });
  await school.confirm(heir);
  const listed = { address: "pta@school.example", label: "会計", destination: SECRETS.listed };
  await ask("applyRoster", [], { rows: [listed], dryRun: true });
  await ask("applyRoster", [], { rows: [listed, { ...listed, address: "x@school.example" }], dryRun: false });
  await ask("applyRoster", [], { rows: [{ ...listed, replaces: SECRETS.listed, [SECRETS.listed]: 1 }], dryRun: false });
  await ask("applyRoster", [], {
    rows: [{ ...listed, label: `${SECRETS.listed}\n`, replaces: SECRETS.pending }],
    dryRun: true,
  });
  await ask("listForwardings", [pta], undefined, "?limit=1");
  await ask("getForwarding", [heir]);
  await ask("getDesk");
  await ask("stop", [], { destination: SECRETS.stopped });
  await ask("erase", [], { address: SECRETS.erased });
  await ask("erase", [], { address: SECRETS.erased.replace("@", " at ") });
  await ask("stop", [], { [SECRETS.stopped]: true });
  await ask("listJournal", [], undefined, `?addressId=${encodeURIComponent(SECRETS.stopped)}`);
  await ask("listJournal", [], undefined, `?${encodeURIComponent(SECRETS.stopped)}=1`);
  await ask("listAudit", [], undefined, `?cursor=${btoa(SECRETS.stopped)}`);
  await ask("addAddress", [], { address: SECRETS.erased, name: `${SECRETS.erased}\n` });
  await ask("makeJoinCode", [pta]);
  for (const name of ["listMembers", "listAnnouncements", "listSurveys"]) await ask(name, [pta]);
  await ask("eraseMember", [pta], { address: SECRETS.erased });
  await ask("eraseMember", [pta], { address: SECRETS.erased.replace("@", " at ") });
  const { id: admin } = await ask("inviteAdmin", [], { name: "尼将軍", mailbox: SECRETS.admin, role: "all" });
  await ask("inviteAdmin", [], { name: SECRETS.admin, mailbox: SECRETS.admin, role: "all" });
  await ask("inviteAdmin", [], { name: "二度", mailbox: SECRETS.admin, role: "all" });
  await ask("changeAdmin", [admin], { name: SECRETS.admin });
  await ask("inviteAgain", [admin]);
  await ask("acceptInvitation", [], { invitation: SECRETS.admin });
  await ask("acceptInvitation", [], { invitation: wordIn(school, SECRETS.admin) });
  await ask("changeAdmin", [admin], { role: "read" });
  await ask("listAdmins");
  await ask("revokeAdmin", [admin]);
  await upkeep(school.deps);
  await deliver({ time: school.now, addressId: pta, forwardingId: heir });
  for (const name of ["listJournal", "getStats", "listAudit"]) await ask(name);
  await ask("deleteForwarding", [pending]);
  await ask("deleteAddress", [pta]);
  return called;
}

describe("a year at the desk", () => {
  it("calls every route", async () => {
    expect(await liveThroughAYear()).toEqual(new Set(contract.map(({ name }) => name)));
  });

  it("shows no real address in any answer, log line or row", async () => {
    await liveThroughAYear();
    expect(school.answered.length).toBeGreaterThan(30);
    expect(findLeaks(school.answered.join("\n"))).toEqual([]);
    expect(findLeaks(school.logged.join("\n"))).toEqual([]);
    expect(findLeaks(await databaseText())).toEqual([]);
  });

  it("tells nobody another person's address by mail", async () => {
    await liveThroughAYear();
    for (const { envelopeRecipient, raw, mail } of school.transport.taken) {
      const own = envelopeRecipient.split("@").map((part) => part.split(".example")[0] ?? "");
      const leaks = findLeaks(`${raw}\n${mail.subject}\n${mail.text}`).filter((word) => !own.includes(word));
      expect(leaks, `in a mail to ${envelopeRecipient}`).toEqual([]);
    }
  });

  it("names nobody in an alarm or in what is kept of it", async () => {
    const { d1: db, vault, clock, log, settings } = school.deps;
    const claims = new D1AlarmClaims(db, vault);
    const alarms = new AlarmMail({ ...settings, claims, clock, log, transport: school.transport });
    for (const kind of ["no-forwarding-delivers", "quota", "loop"] as const) {
      await alarms.raise(kind, { address: "pta@school.example" });
    }
    const mails = school.transport.to(ADMIN_MAILBOX);
    expect(mails).toHaveLength(3);
    expect(findLeaks(mails.map(({ mail }) => `${mail.subject} ${mail.text}`).join())).toEqual([]);
    expect(findLeaks(`${school.logged.join()} ${await databaseText()}`)).toEqual([]);
  });

  it("would be found out: the scan sees through case, percent-encoding and base64", () => {
    const { destination } = SECRETS;
    const spellings = [destination.toUpperCase(), destination.replaceAll("k", "%6b"), btoa(`to ${destination}`)];
    for (const spelling of spellings) expect(findLeaks(`x ${spelling} y`)).toContain("kaneko.zenkichi");
  });
});
