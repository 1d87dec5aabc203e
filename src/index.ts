/** The only wiring: settings and bindings become ports, and Cloudflare's four events meet the relay, the desk, late failures and the upkeep. */
import type { AdminDeps } from "./admin/context.ts";
import { taskAt } from "./admin/upkeep/schedule.ts";
import { carriersOf } from "./cloudflare/carriers.ts";
import { consoleLog, systemClock } from "./cloudflare/clock.ts";
import { receive } from "./cloudflare/receive.ts";
import { lateFailureOf } from "./cloudflare/sending-events.ts";
import { EmailTransport } from "./cloudflare/transport.ts";
import { type Env, FIRST_KEY, readPage, readSettings, readSmtp, SettingError, type Settings } from "./env.ts";
import { domainOf, parseAddress } from "./mail/header/address.ts";
import { AlarmMail } from "./relay/alarm-mail.ts";
import type { Confirmations } from "./relay/ports/confirmations.ts";
import type { LateFailure } from "./relay/ports/late-failures.ts";
import { lazily } from "./relay/ports/lazily.ts";
import type { RelayPorts } from "./relay/ports/ports.ts";
import { SettingAlarm } from "./relay/setting-alarm.ts";
import { D1Directory } from "./store/directory.ts";
import { D1Journal } from "./store/journal/journal.ts";
import { isNotMigrated } from "./store/not-migrated.ts";
import { Vault, WrongAddressKey } from "./store/vault.ts";

/** The settings, and the keys derived from them once an isolate. */
interface Office {
  readonly settings: Settings;
  readonly vault: Vault;
}

let opened: { readonly secrets: string; readonly vault: Promise<Vault> } | undefined;

async function openOffice(env: Env): Promise<Office> {
  const settings = readSettings(env);
  const secrets = `${env.ADDRESS_KEY} ${env.ADDRESS_KEY_PREVIOUS}`;
  if (opened?.secrets !== secrets) opened = undefined;
  opened ??= { secrets, vault: Vault.open(settings.addressKey, settings.previousAddressKey) };
  return { settings, vault: await opened.vault };
}

function relayPorts(env: Env, { settings, vault }: Office, context: ExecutionContext): RelayPorts {
  const transport = carriersOf(env.EMAIL, readSmtp(env));
  const [clock, log] = [systemClock, consoleLog];
  const { adminMailbox, language, page, authservId, limits, replies } = settings;
  const { DB } = env;
  const claims = lazily(async () => new (await import("./store/alarm-claims.ts")).D1AlarmClaims(DB, vault));
  return {
    directory: new D1Directory(DB, vault),
    commands: lazily(async () => new (await import("./store/commands.ts")).D1Commands(DB, vault, clock)),
    networks: lazily(async () => new (await import("./store/network/members.ts")).D1Networks(DB, vault, clock)),
    announcements: lazily(async () => {
      return new (await import("./store/network/announcements.ts")).D1Announcements(DB, vault, clock);
    }),
    surveys: lazily(async () => new (await import("./store/network/surveys.ts")).D1Surveys(DB, vault, clock)),
    journal: new D1Journal(DB, vault, clock),
    confirmations: officerConfirmations(env, { settings, vault }),
    probes: lazily(async () => new (await import("./store/probes.ts")).D1Probes(DB)),
    alarms: new AlarmMail({ claims, transport, clock, log, adminMailbox, language, page }),
    keys: vault,
    transport,
    clock,
    log,
    authservId,
    replies,
    later: (work) => context.waitUntil(work()),
    language,
    limits,
  };
}

/** What an answer to a welcome mail does is the admin's part; loaded when there is one, since mail must not wait for it. */
function officerConfirmations(env: Env, office: Office): Confirmations {
  return {
    async confirm(forwardingId, further) {
      const { confirmDestination } = await import("./admin/confirmation.ts");
      const { openAdminDb } = await import("./store/admin/db.ts");
      const context = { ...adminDeps(env, office), db: openAdminDb(env.DB), actor: "officer" };
      return confirmDestination(context, forwardingId, further);
    },
  };
}

function adminDeps(env: Env, { settings, vault }: Office): AdminDeps {
  const transport = carriersOf(env.EMAIL, readSmtp(env));
  return { settings, vault, d1: env.DB, transport, clock: systemClock, log: consoleLog, assets: env.ASSETS };
}

const settingAlarm = new SettingAlarm();

try {
  const { rehearse } = await import("./relay/rehearsal.ts");
  rehearse();
} catch {
  // The first mail is slower then, and nothing else: test/relay/rehearsal.test.ts would say so.
}

/** Calls the admin with whatever settings are there: one of them is wrong, and mail waits. */
async function alarmSetting(env: Env, domain: string | undefined): Promise<void> {
  const adminMailbox = parseAddress(env.ADMIN_MAILBOX?.trim() ?? "")?.spec;
  const language = env.LANGUAGE === "en" ? "en" : "ja";
  const [transport, clock, log] = [new EmailTransport(env.EMAIL), systemClock, consoleLog];
  await settingAlarm.raise(domain, { transport, clock, log, adminMailbox, language, page: readPage(env.PAGE) });
}

/** Whether an error goes away only when somebody sets something right: settings, the key, migrations. */
function isSettingTrouble(error: unknown): boolean {
  return (
    error instanceof SettingError || (error instanceof WrongAddressKey && error.isOtherKey) || isNotMigrated(error)
  );
}

/** @throws what the action throws, after the admin has been called if it is about a setting */
async function withSettingAlarm(env: Env, domain: () => Promise<string | undefined>, action: () => Promise<void>) {
  try {
    await action();
  } catch (error) {
    if (isSettingTrouble(error)) await alarmSetting(env, await domain());
    throw error;
  }
}

/** A missing key is one to be found again; only of an unused database it is known that there never was one. */
async function keyAdvice(error: SettingError, d1: D1Database): Promise<SettingError> {
  if (error.setting !== "ADDRESS_KEY") return error;
  const { isUnused } = await import("./store/health.ts");
  const isFirst = await isUnused(d1).catch(() => false);
  return isFirst ? new SettingError(error.setting, `is missing or malformed. ${FIRST_KEY}`) : error;
}

export default {
  async fetch(request: Request, env: Env, context?: Pick<ExecutionContext, "waitUntil">): Promise<Response> {
    const answer = answerTo(request, env);
    // Whoever changes something and hangs up must not keep the officers from hearing of it: a stolen token would.
    context?.waitUntil(answer.catch(() => {}));
    return answer;
  },

  /** A throw is a temporary failure: while a setting is wrong, mail waits at its senders. */
  async email(message: ForwardableEmailMessage, env: Env, context: ExecutionContext): Promise<void> {
    const domain = async () => domainOf(message.to);
    await withSettingAlarm(env, domain, async () => {
      const office = await openOffice(env);
      const onFault = async (fault: unknown) => {
        if (isSettingTrouble(fault)) await alarmSetting(env, await domain());
      };
      await receive(message, relayPorts(env, office, context), office.settings.adminMailbox.spec, onFault);
    });
  },

  /** Replies that failed after they were handed over (an optional Queue: see docs/operations.md). */
  async queue(batch: MessageBatch, env: Env): Promise<void> {
    const note = await noterOfFailures(adminDeps(env, await openOffice(env)));
    for (const message of batch.messages) {
      const failure = lateFailureOf(message.body);
      try {
        if (failure) await note(failure);
        message.ack();
      } catch {
        consoleLog.write({ event: "late-failure", outcome: "retry" });
        message.retry();
      }
    }
  },

  async scheduled({ scheduledTime }: ScheduledController, env: Env): Promise<void> {
    const task = taskAt(scheduledTime);
    if (task === "key-change" && !env.ADDRESS_KEY_PREVIOUS) return;
    const { anyDomain, requireWell } = await import("./store/health.ts");
    await withSettingAlarm(
      env,
      () => anyDomain(env.DB),
      async () => {
        const office = await openOffice(env);
        await requireWell(env.DB, office.vault);
        const { runTask } = await import("./admin/upkeep/upkeep.ts");
        await runTask(task, adminDeps(env, office));
      },
    );
  },
};

/** Of a reply, a welcome mail or a member's copy: which of them it was, each finds out for itself. */
async function noterOfFailures(deps: AdminDeps): Promise<(failure: LateFailure) => Promise<void>> {
  const { D1LateFailures } = await import("./store/late-failures.ts");
  const { noteWelcomeFailure } = await import("./admin/welcome-failure.ts");
  const { noteMemberFailure } = await import("./store/network/late-failures.ts");
  const { tellLateFailure } = await import("./relay/reply/late-failure.ts");
  const { alarmMail } = await import("./admin/upkeep/alarms.ts");
  const { openAdminDb } = await import("./store/admin/db.ts");
  const { d1, vault, clock, transport, log, settings } = deps;
  const ports = { failures: new D1LateFailures(d1, vault), transport, log, language: settings.language };
  const welcomes = { db: openAdminDb(d1), vault, alarms: alarmMail(deps) };
  return async (failure) => {
    await noteMemberFailure(d1, vault, failure);
    await noteWelcomeFailure(welcomes, failure, clock.now());
    await tellLateFailure(failure, clock.now(), ports);
  };
}

async function answerTo(request: Request, env: Env): Promise<Response> {
  try {
    // Loaded when it is asked for: mail must not wait for the desk's schemas.
    const { adminApp } = await import("./admin/app.ts");
    return await adminApp(adminDeps(env, await openOffice(env))).fetch(request);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    const { settingProblem } = await import("./admin/http/problem.ts");
    return settingProblem(await keyAdvice(error, env.DB));
  }
}
